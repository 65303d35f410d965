"""Rounds of the game: the panel that lists them, the form that corrects one, and its preview."""
