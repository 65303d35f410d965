"""Wall clock and steady clock: one tells the date and can be set, the other only counts and cannot.

People and time servers set the wall clock, and a laptop whose battery died wakes up in 1970; so it dates and orders
what is stored, and measures nothing. Durations are measured by the steady clock, which also counts while the computer
sleeps; its values mean nothing to the next run. Both are read only here, so that a test can set them.
"""

import sys
import time
from collections.abc import Callable
from datetime import datetime

from goat_kiosk.errors import NotSaved

Milliseconds = Callable[[], int]

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

LATEST_MS = 4_102_444_800_000
"""The year 2100, in milliseconds since 1970. No event can be later, so an imported file cannot contain a date that
`datetime` cannot represent.
"""


_NOON = 12
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_moment(moment: datetime) -> str:
    """Return the local date and time of an aware `moment` in English, such as “Nov 21, 2026, 8:15 PM”.

    It is for the command line, whose sentences are English whatever the system's locale is, so not by `strftime`.
    """
    local_moment = moment.astimezone()
    day = f"{_MONTHS[local_moment.month - 1]} {local_moment.day}, {local_moment.year}"
    half = "AM" if local_moment.hour < _NOON else "PM"
    return f"{day}, {local_moment.hour % _NOON or _NOON}:{local_moment:%M} {half}"


def _wall() -> int:
    return time.time_ns() // 1_000_000


def _steady() -> int:
    """`time.monotonic` stands still while Linux or macOS sleeps; these do not (clock_gettime(2), clock_gettime(3))."""
    if sys.platform == "linux":
        now = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    elif sys.platform == "darwin":
        now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    else:
        now = time.monotonic_ns()
    return now // 1_000_000


class Clock:
    """Both clocks. Any thread may read them."""

    def __init__(self, wall: Milliseconds = _wall, steady: Milliseconds | None = None) -> None:
        """`wall` and `steady` are in milliseconds; a `wall` without `steady` is used for both."""
        self.wall = wall
        """Returns milliseconds since 1970 UTC."""
        self.steady = steady or (_steady if wall is _wall else wall)
        """Returns milliseconds since any moment."""

    @classmethod
    def wrap(cls, clock: "Clock | Milliseconds") -> "Clock":
        """Return `clock`, or a `Clock` whose wall and steady clock are both that function."""
        return clock if isinstance(clock, Clock) else cls(clock)

    def storable_now(self) -> int:
        """Return the wall clock's time for an event to be stored. Raises `NotSaved` when it cannot be right.

        An event dated after 2099 could not be read back, and nothing that is stored may be unreadable.
        """
        now = self.wall()
        if not 0 <= now < LATEST_MS:
            raise NotSaved(
                "Nothing can be saved while this computer's clock is wrong: it says that the year is before 1970 or "
                "after 2099. Set the date and time in the system's settings, then try again."
            )
        return now
