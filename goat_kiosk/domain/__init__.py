"""The domain model of cornhole, without I/O: time and identity are passed in.

No clock, randomness or event loop either, so every result can be tested and replayed. Read it in this order: `rules`
(what a venue plays), `events` (what can happen), `rounds` (bags and counts), `scoring` (what a round is worth), `game`
and `play` (the fold over rounds), `transitions` (which event is legal and what it changes), `history` (undo and redo),
`preview` (a correction before it is made), `win_conditions` (what wins in this round), `state` (what everybody is
shown), `report` (statistics).
"""
