"""The page of finished games: the list of them and one read-only, and how the players threw in them."""
