"""Page of screens: every wall and overlay, what it shows, and what it should show."""
