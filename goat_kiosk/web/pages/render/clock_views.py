"""Views of the round clocks for pages: when the horn sounds, which a script counts down to.

What the server says does not change from second to second: so what a phone has already is not sent again.
"""

from collections.abc import Collection
from typing import NamedTuple

from goat_kiosk.text.clock_words import clock_name, clock_words
from goat_kiosk.text.dates import format_time, moment
from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.round_clock import read_round_clocks
from goat_kiosk.tournament.tournament import Tournament


class RoundClockView(NamedTuple):
    """A clock of a division."""

    name: str
    """Of the division; empty where the tournament has only one."""
    text: str
    horn_at: int
    """Milliseconds since 1970 UTC; 0 while a pause stops it."""
    is_up: bool
    """Whether the horn has sounded."""


def clock_views(tournament: Tournament, now: int, divisions: Collection[int] | None = None) -> list[RoundClockView]:
    """Return the clocks that are running or stopped; with `divisions` only theirs."""
    views: list[RoundClockView] = []
    for clock in read_round_clocks(tournament, now):
        if divisions is None or clock.division in divisions:
            name = clock_name(tournament, clock)
            is_running = not clock.is_up and not clock.is_stopped
            time = format_time(moment(clock.horn_at))
            words = t("The horn sounds at {time}", time=time) if is_running else clock_words(clock)
            text = ": ".join(filter(None, (name, words)))
            views.append(RoundClockView(name, text, 0 if clock.is_stopped else clock.horn_at, clock.is_up))
    return views
