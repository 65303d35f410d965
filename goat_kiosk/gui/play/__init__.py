"""Page of a live game: the drawn board, each team's throw pad, rulings, and whole rounds."""
