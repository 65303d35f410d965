"""End of a game: the page with the result, the receipt that captains confirm, and reopening."""
