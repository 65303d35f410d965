"""CPU yielding: a fan-out lets the window's thread run between its batches.

The hub's thread and the window's share the interpreter, and on a small machine a core as well. A thread that writes to
a thousand connections without a break has the core for its whole time slice, and a tap waits behind it to be painted.
With 1,000 phones and the kiosk on one core that took 15.5 ms, and 11 ms with yielding. So the hub yields after every
batch of deliveries.

A process of its own for the fan-out was built and measured too: 10.7 ms, which is not worth its cost.

Any other program may take the yielded core and keep it for milliseconds. So a frame has a budget: on a machine that is
busy with other things phones are late by that once, and not by some milliseconds for each dozen of them.
"""

import os
import sys
import time
from collections.abc import Callable

MAX_YIELD_S = 0.1
"""Seconds that a frame may yield: ten times what the window takes for a bag."""


def _sched_yield() -> None:
    if sys.platform == "win32":
        time.sleep(0)
    else:
        os.sched_yield()


class YieldBudget:
    """How long a frame may still yield; `clock` is in seconds."""

    def __init__(
        self, sched_yield: Callable[[], object] = _sched_yield, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self._sched_yield = sched_yield
        self._clock = clock
        self._remaining_s = MAX_YIELD_S

    def yield_cpu(self) -> None:
        """Let another thread run, if there is one and the budget is not used up."""
        if self._remaining_s > 0:
            began = self._clock()
            self._sched_yield()
            self._remaining_s -= self._clock() - began
