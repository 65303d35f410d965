"""Kiosk mode: full screen, window geometry, the PIN, and the blocklist."""
