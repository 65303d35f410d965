"""Standings of a stage without a tree: who is first, and which tie-breaker decided it."""
