"""Files out of the log and back in: exports, imports, and the proof that a file is unchanged."""
