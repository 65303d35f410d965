"""A manual clock for tests: time passes when the test says so, and the wall clock jumps as real ones do."""

from goat_kiosk.host.clock import DAY_MS, HOUR_MS, Clock
from tests.games import AT

YEAR_MS = 365 * DAY_MS
WALL_CLOCK_JUMPS = {
    "an hour back": -HOUR_MS,
    "an hour ahead": HOUR_MS,
    "a day back": -DAY_MS,
    "a year ahead": YEAR_MS,
    "five years back": -5 * YEAR_MS,
    "a dead battery": 12 * HOUR_MS - AT,
}
"""How people, time servers and dead batteries set a wall clock: milliseconds by name."""


class ManualClock(Clock):
    """A clock that moves only when a test moves it."""

    def __init__(self, wall_ms: int = AT) -> None:
        self.wall_ms = wall_ms
        self.steady_ms = 7_000_000
        super().__init__(lambda: self.wall_ms, lambda: self.steady_ms)

    def advance(self, milliseconds: int) -> None:
        """Let time pass; the computer may be asleep or awake."""
        self.wall_ms += milliseconds
        self.steady_ms += milliseconds

    def set_wall_by(self, milliseconds: int) -> None:
        """Set the wall clock ahead, or back if negative; no time passes."""
        self.wall_ms += milliseconds

    def reboot(self) -> None:
        """Start the monotonic clock again, as after the computer was switched off."""
        self.steady_ms = 1_000
