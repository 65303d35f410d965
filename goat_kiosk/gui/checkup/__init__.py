"""The page Check-up: what the doctor found on this computer, and whether a phone gets through."""
