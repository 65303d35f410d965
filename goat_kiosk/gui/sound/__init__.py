"""Sound effects of the main window."""
