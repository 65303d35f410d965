"""Rules of a game, and the named rule sets of a venue.

Options and the contradictions between them; what they are worth in points is `rounds`.
"""
