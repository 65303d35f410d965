"""Courts of pools that run themselves: one call for a pool, then its matches follow on its courts one after the other.

A court of such a pool is kept for it as long as it has matches to play. When all its courts are closed, its matches
are called as any others.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage, pool_of, stage_of
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import Division, Tournament

PoolKey = tuple[int, int, int]
"""The numbers of the division, the stage and the pool."""


class PoolCourts(NamedTuple):
    """A pool that runs itself and has matches to play."""

    courts: tuple[str, ...]
    """Those that are open."""
    has_begun: bool
    """Whether its first match has been called: the others follow by themselves."""


def pool_key(division: int, match: MatchId) -> PoolKey:
    """Return the pool of a match; a round robin without pools is pool 1, and a match of a bracket in pool 0."""
    return division, stage_of(match), pool_of(match) or int(id_in_stage(match).startswith("R"))


def self_running_pools(
    tournament: Tournament, division: Division, matches: Mapping[MatchId, Match]
) -> dict[PoolKey, PoolCourts]:
    """Return the pools of a division that run themselves, as long as they have matches to play."""
    pools: dict[PoolKey, PoolCourts] = {}
    for match in matches.values():
        key = pool_key(division.number, match.id)
        if key in pools or match.status in {"over", "not-needed"}:
            continue
        if courts := tuple(_open_courts(tournament, division, key)):
            pools[key] = PoolCourts(courts, _has_begun(division, key))
    return pools


def follows_in_pool(tournament: Tournament, division: Division, match: MatchId) -> bool:
    """Whether a match that is called on a court of its pool follows another one there, so that it starts by itself."""
    key, decisions = pool_key(division.number, match), division.decisions(match)
    return decisions.court in set(_open_courts(tournament, division, key)) and _has_begun(division, key, but=match)


def _open_courts(tournament: Tournament, division: Division, key: PoolKey) -> Iterator[str]:
    for name in division.stage(key[1]).pool_courts.get(f"P{key[2]}", ()):
        court = tournament.courts.get(name)
        if court is not None and court.is_available and court.calling != "off":
            yield name


def _has_begun(division: Division, key: PoolKey, but: MatchId = "") -> bool:
    return any(
        decisions.called_at is not None and match != but and pool_key(division.number, match) == key
        for match, decisions in division.matches.items()
    )
