"""A drawn bracket, on the tournament's page and on the TV: what its cards say, and how it is painted at any size."""
