"""The page of players and teams that were ever entered: renamed, merged, forgotten."""
