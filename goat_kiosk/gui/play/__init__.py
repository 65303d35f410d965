"""A game under way: the drawn board, each side's throw pad, calls and fouls, whole rounds."""
