"""Main window: its layout, the choice of the page, and the status bar."""
