"""Bracket of a tournament, drawn."""
