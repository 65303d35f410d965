"""Pages that people see: spectators, scorers, displays, overlays, receipts."""
