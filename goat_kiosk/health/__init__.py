"""Health of a kiosk: one judgment of each part, for everything that reports it."""
