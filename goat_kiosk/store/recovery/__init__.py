"""Recovery of a damaged event log, and the replacement of its files."""
