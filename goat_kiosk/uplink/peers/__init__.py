"""Presence of other kiosks, and discovery of the Redis that they share."""
