"""Demo mode of the window: the strip that says so."""
