"""The main window: layout, choice of page, status bar."""
