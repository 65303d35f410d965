"""Page of players and teams: rename, merge, and hide from suggestions."""
