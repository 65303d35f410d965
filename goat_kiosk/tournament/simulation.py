"""Simulation of what is left of a night: when each match starts and when the last one ends.

Each match takes the next free court, in the order of the queue; one that is not ready yet takes its place there by its
longest chain as soon as both sides are known. A match whose players are not here, or that is held back, comes last.
"""

from collections.abc import Container, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from goat_kiosk.tournament.brackets.bracket import MatchId
from goat_kiosk.tournament.resolving import Match, division_bracket, resolve
from goat_kiosk.tournament.tournament import MatchKey, Tournament

_MINUTE_MS = 60_000
_LEAST_LEFT = 1.0
"""Minutes that a match still takes at least which has taken longer already than it should."""
_Priority = tuple[bool, int, int]
"""The smaller, the earlier."""


class Course(NamedTuple):
    """How the rest of a night goes, in minutes from now."""

    end: float
    """When the last match of a bracket is over; 0 if none is left."""
    starts: dict[MatchKey, float]
    """When each match that is not called yet starts."""


class Assumptions(NamedTuple):
    """What a simulation assumes."""

    courts: int
    minutes: float
    """Of each match."""
    with_if_game: bool = False
    """Whether an if-necessary game is played of which nobody knows yet."""


def simulate(
    tournament: Tournament, now: int, assumptions: Assumptions, queue: Sequence[MatchKey] | None = None
) -> Course:
    """Return the course of what is left. `queue` is what can be called now, in order; None: everything that is ready.

    `now` is in milliseconds since 1970 UTC; at least one court is open.
    """
    left = _matches_left(tournament, with_if_game=assumptions.with_if_game)
    sources = {key: _sources(tournament, key, left) for key in left}
    followers: dict[MatchKey, list[MatchKey]] = {key: [] for key in left}
    for key, before in sources.items():
        for source in before:
            followers[source].append(key)
    playing = [
        (max(assumptions.minutes - elapsed, _LEAST_LEFT), key)
        for key, match in left.items()
        if (elapsed := _elapsed(tournament, match, now)) is not None
    ]
    under_way = {key for _, key in playing}
    chains = {key: _chain(tournament, match) for key, match in left.items()}
    places = _queue_priorities(queue, chains)
    # Invariant: `ready` has the matches whose sources are all over, the first in line on top; `playing` the ends.
    ready = [
        (places.get(key, (queue is not None, -chains[key], len(left))), key)
        for key in left
        if not sources[key] and key not in under_way
    ]
    heapify(ready)
    heapify(playing)
    starts: dict[MatchKey, float] = {}
    time = end = 0.0
    while ready or playing:
        while ready and len(playing) < assumptions.courts:
            key = heappop(ready)[1]
            starts[key] = time
            heappush(playing, (time + assumptions.minutes, key))
        time, over = heappop(playing)
        end = time if chains[over] else end
        for follower in followers[over]:
            sources[follower].discard(over)
            if not sources[follower] and follower not in under_way:
                heappush(ready, ((False, -chains[follower], len(left)), follower))
    return Course(end, starts)


def _queue_priorities(queue: Sequence[MatchKey] | None, chains: dict[MatchKey, int]) -> dict[MatchKey, _Priority]:
    """Return the priorities of the queue: they keep its order, whatever has put a shorter chain before a longer one."""
    priorities: dict[MatchKey, _Priority] = {}
    longest = 0
    for place, key in reversed(list(enumerate(queue or ()))):
        longest = max(longest, chains.get(key, 0))
        priorities[key] = False, -longest, place
    return priorities


def is_bracket_left(tournament: Tournament) -> bool:
    """Whether a match of a bracket is not over."""
    left = _matches_left(tournament, with_if_game=False)
    return any(tournament.divisions[number].has_bracket for number, _ in left)


def _matches_left(tournament: Tournament, *, with_if_game: bool) -> dict[MatchKey, Match]:
    return {
        (number, match.id): match
        for number, division in tournament.divisions.items()
        for match in resolve(tournament, division).values()
        if _is_left(match, with_if_game=with_if_game)
    }


def _is_left(match: Match, *, with_if_game: bool) -> bool:
    if match.id == "F-2" and match.status == "waiting":
        return with_if_game
    return match.status not in {"over", "not-needed", "reported"}


def _elapsed(tournament: Tournament, match: Match, now: int) -> float | None:
    """Return the minutes since a match was called; None if it is not on a court."""
    if match.status not in {"called", "playing"}:
        return None
    called_at = tournament.divisions[match.division].decisions(match.id).called_at
    return 0.0 if called_at is None else max(now - called_at, 0) / _MINUTE_MS


def _chain(tournament: Tournament, match: Match) -> int:
    """Return the longest chain from a match to the end of its bracket, itself included; 0 without a bracket."""
    bracket = division_bracket(tournament.divisions[match.division])
    return bracket.chains[match.id] if bracket is not None else 0


def _sources(tournament: Tournament, key: MatchKey, left: Container[MatchKey]) -> set[MatchKey]:
    """Return the matches that the sides of a match come from, as far as they are still to be played.

    Through a match that is not needed they come from further up.
    """
    division, match = key
    bracket = division_bracket(tournament.divisions[division])
    sources, pending = set[MatchKey](), list[MatchId]([match])
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
