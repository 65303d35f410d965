"""Latency histogram: durations counted in buckets, for `/metrics`.

It holds plain numbers that only one thread writes, so an observation costs a fraction of a microsecond and no lock.
"""

import time
from bisect import bisect_left
from collections.abc import Iterator
from contextlib import contextmanager

BUCKETS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds. From a commit on a good disk to one that should worry the operator."""


class LatencyHistogram:
    """The number of durations in each bucket, and their sum in seconds."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Add a duration in seconds."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.total += seconds

    @contextmanager
    def measure(self) -> Iterator[None]:
        """Add the duration of the block, also when it raises."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.observe(time.perf_counter() - begun)
