"""First start of a kiosk: its page, and the window that shows it before the main window exists."""
