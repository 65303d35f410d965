"""Search index of all games, derived from the event log; its queries run in a thread of their own."""
