"""Rounds: their bags, who throws next, the count, the points and the sums of statistics.

One round at a time; what a game makes of its rounds is `games`.
"""
