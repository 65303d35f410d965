"""Desk of a tournament: the queue of its matches, from calling to correction."""
