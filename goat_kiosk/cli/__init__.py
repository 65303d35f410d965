"""Command line of GOaT Kiosk: one module for each group of commands.

It reads arguments, calls the other packages and prints; it decides nothing.
"""

import gc

# Imports make objects that stay. Python's default, a look for garbage after each 700, was a quarter of a start's CPU;
# `host.process.tune_gc` sets what is right afterward.
gc.set_threshold(100_000)
