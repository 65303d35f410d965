"""Pages that people see: spectators, scorers, displays, overlays, receipts. No JSON API, no decisions."""
