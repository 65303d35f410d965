"""Export files: games out of the log and into it, and the proof that a file is what was recorded."""
