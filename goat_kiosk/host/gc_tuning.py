"""The garbage collector, told what the program is like: a large heap that stays, and many short-lived requests.

Untold, it looks through everything that thousands of connections hold, again and again while more arrive: half the
cost of taking a new one.
"""

import gc

YOUNG = 50_000
"""New containers before the youngest are looked through: those of some hundred requests, a few megabytes."""


def tune_gc() -> None:
    """Leave everything made so far out of collections, and collect less often. Called once, when all is started."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 50)
