"""Page of the window's language."""
