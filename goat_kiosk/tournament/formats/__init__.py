"""Formats without a tree, pure: who meets whom in each round, and why."""
