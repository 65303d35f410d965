"""Demo banner of the window."""
