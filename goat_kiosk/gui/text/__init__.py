"""Text of the window: descriptions of games and dates in the language of its user."""
