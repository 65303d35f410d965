"""The demo: started beside the venue's own window, and the strip that says so."""
