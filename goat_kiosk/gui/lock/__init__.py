"""Kiosk mode: full screen, the window's place, the PIN, and blocked words."""
