"""Games: from the first input to the end, and matches of several games.

A game is a fold over its rounds. Which event is legal in it is `transitions`.
"""
