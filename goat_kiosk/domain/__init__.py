"""Cornhole, with no input, output, clock, randomness or event loop: time and identity are passed in.

Read it in this order: `rules` (what a house plays), `events` (what can happen), `rounds` (bags and counts),
`scoring` (what a round is worth), `game` and `play` (the fold over rounds), `moves` (which event is legal and what it
changes), `history` (undo and redo), `preview` (a correction looked at before it is made), `needed` (what wins in
this round), `state` (what everybody is shown), `report` (statistics).
"""
