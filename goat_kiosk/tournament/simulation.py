"""Simulation of what is left of a night: when each match starts and when the last one ends.

Each match takes the next free court, in the order of the queue; one that is not ready yet takes its place there by its
longest chain as soon as both sides are known. A match whose players are not here, or that is held back, comes last.
"""

from collections.abc import Container, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage, stage_of
from goat_kiosk.tournament.expected_stages import with_expected_stages
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_bracket import division_bracket, stage_bracket
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament

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

    `now` is in milliseconds since 1970 UTC; at least one court is open. Stages that are still to be drawn count too.
    """
    tournament = with_expected_stages(tournament)
    left = _matches_left(tournament, with_if_game=assumptions.with_if_game)
    sources = _all_sources(tournament, left)
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
    brackets = {number: division_bracket(division) for number, division in tournament.divisions.items()}
    chains = {key: brackets[key[0]].chains.get(key[1], 0) for key in left}
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
    """Whether a match is not over, but for open play."""
    left = _matches_left(with_expected_stages(tournament), with_if_game=False)
    return any(not tournament.divisions[number].is_open_play for number, _ in left)


def _matches_left(tournament: Tournament, *, with_if_game: bool) -> dict[MatchKey, Match]:
    return {
        (number, match.id): match
        for number, division in tournament.divisions.items()
        for match in resolve(tournament, division).values()
        if _is_left(match, with_if_game=with_if_game)
    }


def _is_left(match: Match, *, with_if_game: bool) -> bool:
    if id_in_stage(match.id) == "F-2" and match.status == "waiting":
        return with_if_game
    return match.status not in {"over", "not-needed", "reported"}


def _elapsed(tournament: Tournament, match: Match, now: int) -> float | None:
    """Return the minutes since a match was called; None if it is not on a court."""
    if match.status not in {"called", "playing"}:
        return None
    called_at = tournament.divisions[match.division].decisions(match.id).called_at
    return 0.0 if called_at is None else max(now - called_at, 0) / _MINUTE_MS


def _all_sources(tournament: Tournament, left: Mapping[MatchKey, Match]) -> dict[MatchKey, set[MatchKey]]:
    """Return for each match that is left those that come before it: its sides come from them, or play in them."""
    by_stage: dict[tuple[int, int], set[MatchKey]] = {}
    for key, match in left.items():
        by_stage.setdefault((key[0], match.stage), set()).add(key)
    before = _rounds_before(left)
    return {key: before[key] | _sources(tournament.divisions[key[0]], key, left, by_stage) for key in left}


def _rounds_before(left: Mapping[MatchKey, Match]) -> dict[MatchKey, set[MatchKey]]:
    """Return for each match of a round the ones that its entries play before it in their stage: nobody plays two."""
    newest: dict[tuple[int, int, int], MatchKey] = {}
    before: dict[MatchKey, set[MatchKey]] = {key: set() for key in left}
    for key, match in left.items():
        if match.side_letter not in {"R", "P"}:
            continue
        for entry in match.entries:
            own = match.division, match.stage, entry
            if own in newest:
                before[key].add(newest[own])
            newest[own] = key
    return before


def _sources(
    division: Division,
    key: MatchKey,
    left: Container[MatchKey],
    by_stage: Mapping[tuple[int, int], set[MatchKey]],
) -> set[MatchKey]:
    """Return the matches that the sides of a match come from, as far as they are still to be played.

    Through a match that is not needed they come from further up; at the top of a later stage from the earlier one.
    """
    number, match = key
    bracket = stage_bracket(division, stage_of(match))
    earlier = division.stage(stage_of(match)).source
    sources, pending = set[MatchKey](), list[MatchId]([match])
    while pending and bracket is not None:
        for origin in bracket.matches[pending.pop()].origins:
            source = getattr(origin, "match", None)
            if source is not None and (number, source) in left:
                sources.add((number, source))
            elif source is not None:
                pending.append(source)
            elif earlier is not None:
                sources |= by_stage.get((number, earlier.stage), set())
    return sources
