"""State of a game as published: its encoding, its decoding, and the choice of a court's current game.

The JSON that streams, API responses and Redis carry. Above `history`; no rule is decided here.
"""
