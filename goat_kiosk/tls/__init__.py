"""The certificates behind https: the venue's own files, or those that the kiosk signs for its own displays."""
