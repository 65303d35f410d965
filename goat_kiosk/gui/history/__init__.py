"""History of finished games: the list of them, one in detail, and the players' statistics."""
