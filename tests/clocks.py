"""A clock that a test lets go on, and sets as people, time servers and dead batteries do."""

from goat_kiosk.host.clock import DAY_MS, HOUR_MS, Clock
from tests.games import AT

YEAR_MS = 365 * DAY_MS
SET_BY = {
    "an hour back": -HOUR_MS,
    "an hour on": HOUR_MS,
    "a day back": -DAY_MS,
    "a year on": YEAR_MS,
    "five years back": -5 * YEAR_MS,
    "a dead battery": 12 * HOUR_MS - AT,
}
"""What happens to wall clocks, in milliseconds."""


class TurnedClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self, now: int = AT) -> None:
        self.now = now
        self.counted = 7_000_000
        super().__init__(lambda: self.now, lambda: self.counted)

    def go_on(self, milliseconds: int) -> None:
        """Let time pass, asleep or awake."""
        self.now += milliseconds
        self.counted += milliseconds

    def set_by(self, milliseconds: int) -> None:
        """Set the wall clock; no time passes."""
        self.now += milliseconds

    def start_again(self) -> None:
        """Begin to count anew, as after the computer was switched off."""
        self.counted = 1_000
