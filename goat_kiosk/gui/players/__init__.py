"""Page of players and teams: renamed, merged, hidden from suggestions."""
