"""Timeouts for tests: generous enough for the busiest machine.

A test waits for a condition, never for a time, so a long timeout costs nothing unless the test fails. Durations are
measured in tests/bench.
"""

import time
from collections.abc import Callable

TIMEOUT_S = 120.0
"""Seconds."""
TIMEOUT_MS = 120_000
"""Milliseconds, for Qt and Playwright."""


def wait_until(condition: Callable[[], bool]) -> None:
    """Poll until the condition holds; fail after `TIMEOUT_S`."""
    deadline = time.monotonic() + TIMEOUT_S
    while not condition():
        assert time.monotonic() < deadline, "the condition never held"
        time.sleep(0.02)
