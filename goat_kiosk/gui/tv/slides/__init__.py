"""Slides of a tournament on the TV: the draw, the queue, the bracket, and the champions. They need no network."""
