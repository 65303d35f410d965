"""Before the first bag: the form of a new game and its lobby."""
