"""The domain model of cornhole, without I/O: time and identity are passed in.

No clock, randomness or event loop either, so every result can be tested and replayed. Read it in this order: `rules`
(what a venue plays), `events` (what can happen), `rounds` (bags, counts and what they score), `games` (the fold over
rounds, and what wins in this one), `transitions` (which event is legal and what it changes), `history` (undo and redo),
`preview` (a correction before it is made), `state` (what is published), `statistics`.
"""
