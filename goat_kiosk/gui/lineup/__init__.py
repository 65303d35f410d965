"""Page of a game's names and lineups: teams, players, colors, court."""
