"""Page of remote displays (walls and overlays): their status, and commands to them."""
