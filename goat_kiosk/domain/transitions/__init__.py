"""State transitions of a game, a module for each kind of event: which is legal when, and what it changes.

They take a game and return a game. Undo and redo are `history`, above.
"""
