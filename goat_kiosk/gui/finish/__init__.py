"""The end of a game: who won, the receipt that captains confirm, and how it goes on all the same."""
