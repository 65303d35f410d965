"""Pace of a tournament: how long its matches take tonight, when it ends, and what would save time.

The minutes of a match are the quartiles of tonight's; before four matches are over they are assumed, and said to be so.
The end is a simulation of what is left: the longest chains first, each match on the next free court, an if-necessary
game only in the later end.
"""

from collections.abc import Container
from heapq import heapify, heappop, heappush
from statistics import quantiles
from typing import Literal, NamedTuple

from goat_kiosk.tournament.brackets.bracket import MatchId
from goat_kiosk.tournament.resolving import Match, division_bracket, resolve
from goat_kiosk.tournament.tournament import Tournament

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
_MatchKey = tuple[int, MatchId]


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


def estimate_end(tournament: Tournament, now: int) -> tuple[int, int] | None:
    """Return the earlier and the later end, milliseconds since 1970 UTC; None with nothing left or no open court."""
    pace, courts = measure_pace(tournament), _open_courts(tournament)
    if courts == 0 or not _matches_left(tournament):
        return None
    early, late = _simulate(tournament, courts, pace.low), _simulate(tournament, courts, pace.high, with_if_game=True)
    return now + round(early * _MINUTE_MS), now + round(late * _MINUTE_MS)


def savings(tournament: Tournament) -> list[Saving]:
    """Return what would end the tournament earlier, the most effective first; nothing that saves less than a minute."""
    courts, minutes = _open_courts(tournament), measure_pace(tournament).middle
    if courts == 0:
        return []
    now = _simulate(tournament, courts, minutes)
    ends: dict[SavingKind, float] = {
        "one-more-court": _simulate(tournament, courts + 1, minutes),
        "play-to-15": _simulate(tournament, courts, minutes * SHORT_GAME),
        "quicker-turnover": _simulate(tournament, courts, max(minutes - TURNOVER_SAVING, 1)),
    }
    saved = [Saving(kind, round(now - end)) for kind, end in ends.items()]
    return sorted((saving for saving in saved if saving.minutes > 0), key=lambda saving: -saving.minutes)


def _simulate(tournament: Tournament, courts: int, minutes: float, *, with_if_game: bool = False) -> float:
    """Return the minutes until the last match is over, all of them `minutes` long."""
    left = _matches_left(tournament, with_if_game=with_if_game)
    sources = {key: _sources(tournament, key, left) for key in left}
    followers: dict[_MatchKey, list[_MatchKey]] = {key: [] for key in left}
    for key, before in sources.items():
        for source in before:
            followers[source].append(key)
    # Invariant: `ready` has the matches whose sources are all over, by the longest chain; `playing` the others' ends.
    ready = [(-chain, key) for key, chain in left.items() if not sources[key]]
    heapify(ready)
    playing: list[tuple[float, _MatchKey]] = []
    now = 0.0
    while ready or playing:
        while ready and len(playing) < courts:
            heappush(playing, (now + minutes, heappop(ready)[1]))
        now, over = heappop(playing)
        for follower in followers[over]:
            sources[follower].discard(over)
            if not sources[follower]:
                heappush(ready, (-left[follower], follower))
    return now


def _matches_left(tournament: Tournament, *, with_if_game: bool = False) -> dict[_MatchKey, int]:
    """Return the matches that are not over, each with the longest chain from it to the end."""
    left: dict[_MatchKey, int] = {}
    for number, division in tournament.divisions.items():
        bracket = division_bracket(division)
        for match in resolve(tournament, division).values() if bracket is not None else ():
            if _is_left(match, with_if_game=with_if_game) and bracket is not None:
                left[number, match.id] = bracket.chains[match.id]
    return left


def _is_left(match: Match, *, with_if_game: bool) -> bool:
    if match.id == "F-2" and match.status == "waiting":
        return with_if_game
    return match.status not in {"over", "not-needed", "reported"}


def _sources(tournament: Tournament, key: _MatchKey, left: Container[_MatchKey]) -> set[_MatchKey]:
    """Return the matches that the sides of a match come from, as far as they are still to be played.

    Through a match that is not needed they come from further up.
    """
    division, match = key
    bracket = division_bracket(tournament.divisions[division])
    sources, pending = set[_MatchKey](), [match]
    while pending and bracket is not None:
        for origin in bracket.matches[pending.pop()].origins:
            source = getattr(origin, "match", None)
            if source is None:
                continue
            if (division, source) in left:
                sources.add((division, source))
            else:
                pending.append(source)
    return sources


def _open_courts(tournament: Tournament) -> int:
    return sum(court.is_open for court in tournament.courts.values())
