"""Pace of a tournament: how long its matches take tonight, when it ends, and what would save time.

The minutes of a match are the quartiles of tonight's; before four matches are over they are assumed, and said to be so.
When a match starts, and when the night ends, comes from simulations of what is left (`simulation`): an early one with
short matches, and a late one with long matches and an if-necessary game.
"""

from collections.abc import Iterable
from math import ceil
from statistics import quantiles
from typing import Literal, NamedTuple

from goat_kiosk.tournament.queue import QueuedMatch, waiting_matches
from goat_kiosk.tournament.simulation import Assumptions, Course, is_bracket_left, simulate
from goat_kiosk.tournament.tournament import MatchKey, Tournament

ASSUMED_MINUTES = 15.0, 20.0, 28.0
"""Of a game to 21: what directors plan with, before tonight's own pace is known."""
MATCHES_NEEDED = 4
"""Matches that must be over before tonight's pace counts."""
TURNOVER_SAVING = 2.0
"""Minutes that a match saves if the next one is called while it is played."""
SHORT_GAME = 15 / 21
"""Share of a game to 21 that a game to 15 takes."""
_MINUTE_MS = 60_000

SavingKind = Literal["one-more-court", "play-to-15", "quicker-turnover"]


class Pace(NamedTuple):
    """Minutes of a match: a quarter are shorter than `low`, half than `middle`, three quarters than `high`."""

    low: float
    middle: float
    high: float
    is_assumed: bool


class Saving(NamedTuple):
    """A way to end earlier, and by how many minutes."""

    kind: SavingKind
    minutes: int


class Forecast(NamedTuple):
    """What is to be expected of the rest of the night."""

    ends: tuple[int, int] | None
    """The earlier and the later end, milliseconds since 1970 UTC; None with nothing left or no open court."""
    minutes: dict[MatchKey, tuple[int, int]]
    """The least and the most minutes until each match of the queue starts; none before tonight's pace is known."""


def measure_pace(tournament: Tournament) -> Pace:
    """Return how long matches take tonight, from the call to the end."""
    minutes = [
        (match.over_at - match.called_at) / _MINUTE_MS
        for division in tournament.divisions.values()
        for match in division.matches.values()
        if match.over_at is not None and match.called_at is not None and match.result is not None
    ]
    if len(minutes) < MATCHES_NEEDED:
        return Pace(*ASSUMED_MINUTES, is_assumed=True)
    low, middle, high = quantiles(minutes, n=4)
    return Pace(low, middle, high, is_assumed=False)


def forecast(tournament: Tournament, now: int, queue: Iterable[QueuedMatch]) -> Forecast:
    """Return when the night ends and when the matches of the queue start; `now` in milliseconds since 1970 UTC.

    Minutes that are only assumed would be taken for a promise.
    """
    pace, courts, waiting = measure_pace(tournament), _open_courts(tournament), waiting_matches(queue)
    if courts == 0:
        return Forecast(None, {})
    early = simulate(tournament, now, Assumptions(courts, pace.low), waiting)
    late = simulate(tournament, now, Assumptions(courts, pace.high, with_if_game=True), waiting)
    minutes = {} if pace.is_assumed else {key: _range(key, early, late) for key in waiting}
    ends = now + round(early.end * _MINUTE_MS), now + round(late.end * _MINUTE_MS)
    return Forecast(ends if is_bracket_left(tournament) else None, minutes)


def minutes_to_start(tournament: Tournament, now: int, queue: Iterable[QueuedMatch]) -> dict[MatchKey, tuple[int, int]]:
    """Return the least and the most minutes until each match that is left starts, also of those that wait for a side.

    None before tonight's pace is known, as in `forecast`.
    """
    pace, courts = measure_pace(tournament), _open_courts(tournament)
    if courts == 0 or pace.is_assumed:
        return {}
    waiting = waiting_matches(queue)
    early, late = (
        simulate(tournament, now, Assumptions(courts, minutes), waiting) for minutes in (pace.low, pace.high)
    )
    return {key: _range(key, early, late) for key in early.starts}


def _range(key: MatchKey, early: Course, late: Course) -> tuple[int, int]:
    """Return the minutes until a match starts; with longer matches it may be another court that is free first."""
    first, second = sorted((early.starts[key], late.starts[key]))
    return int(first), ceil(second)


def savings(tournament: Tournament) -> list[Saving]:
    """Return what would end the tournament earlier, the most effective first; nothing that saves less than a minute."""
    courts, minutes = _open_courts(tournament), measure_pace(tournament).middle
    if courts == 0:
        return []
    now = _end(tournament, courts, minutes)
    ends: dict[SavingKind, float] = {
        "one-more-court": _end(tournament, courts + 1, minutes),
        "play-to-15": _end(tournament, courts, minutes * SHORT_GAME),
        "quicker-turnover": _end(tournament, courts, max(minutes - TURNOVER_SAVING, 1)),
    }
    saved = [Saving(kind, round(now - end)) for kind, end in ends.items()]
    return sorted((saving for saving in saved if saving.minutes > 0), key=lambda saving: -saving.minutes)


def _end(tournament: Tournament, courts: int, minutes: float) -> float:
    """Return the minutes from the newest event to the end."""
    return simulate(tournament, tournament.at, Assumptions(courts, minutes)).end


def _open_courts(tournament: Tournament) -> int:
    return sum(court.is_available for court in tournament.courts.values())
