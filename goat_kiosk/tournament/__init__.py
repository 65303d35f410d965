"""Tournaments as pure functions, without clock, chance or I/O: brackets, results, corrections, places, queue."""
