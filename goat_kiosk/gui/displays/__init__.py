"""The page of screens: every wall and overlay of the hall, what it shows, and what it shall show."""
