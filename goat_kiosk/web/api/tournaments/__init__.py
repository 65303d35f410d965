"""API of tournaments, a module for each resource: players, divisions, entries, matches, courts."""
