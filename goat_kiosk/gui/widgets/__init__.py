"""Widgets that several pages use; those that take input are in `inputs`."""
