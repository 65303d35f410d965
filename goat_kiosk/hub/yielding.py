"""How a fan-out lets the window go first.

The hub's thread and the window's share the interpreter, and on a small machine a core as well. Whoever writes to a
thousand connections without a break has the core for its whole share, and a tap waits behind it to be painted. With
1,000 phones and the kiosk on one core that took 15.5 ms, and 11 with offers. So the hub offers the core after every
batch of deliveries.

A process of its own for the fan-out was built and measured too: 10.7 ms, so it is not worth what it would take.

An offer is taken by whatever else wants to run, and another program may keep the core for milliseconds. So a frame has
so much time to offer and no more: on a machine that is busy with other things phones are late by that once, and not by
some milliseconds for each dozen of them.
"""

import os
import sys
import time
from collections.abc import Callable

MOST = 0.1
"""Seconds that a frame offers: ten times what the window takes for a bag."""


def _give_way() -> None:
    if sys.platform == "win32":
        time.sleep(0)
    else:
        os.sched_yield()


class YieldBudget:
    """What a frame can still offer; `clock` is in seconds."""

    def __init__(
        self, give_way: Callable[[], object] = _give_way, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._give_way = give_way
        self._clock = clock
        self._left = MOST

    def yield_cpu(self) -> None:
        """Let another thread run, if one wants to and the time is not used up."""
        if self._left > 0:
            begun = self._clock()
            self._give_way()
            self._left -= self._clock() - begun
