"""Main window: layout, choice of page, status bar."""
