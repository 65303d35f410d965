"""Standings of a stage that has a table: its results, its tie-breakers, and the ties that people have decided."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from goat_kiosk.errors import Message
from goat_kiosk.tournament.brackets.match_ids import MatchId, pool_of
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.paired_stage import fillers_of
from goat_kiosk.tournament.slots import entries_of
from goat_kiosk.tournament.stage import StageSource
from goat_kiosk.tournament.stage_matches import is_stage_over, matches_that_count, stage_matches
from goat_kiosk.tournament.standings.cut import Cut, cut_pools, cut_ranks, rank_pools
from goat_kiosk.tournament.standings.ranking import Rank, Table, rank_entries
from goat_kiosk.tournament.standings.reasons import place_reason
from goat_kiosk.tournament.standings.records import BagPoints, MatchResult, Record, StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS, TieOrder, with_decisions
from goat_kiosk.tournament.tournament import Division, MatchDecisions, Tournament

_WALKOVERS = {"forfeit", "double-forfeit"}


class StageStandings(NamedTuple):
    """The table of a stage, and the ranks of each of its pools; without pools there is one."""

    table: Table
    pools: dict[int, list[Rank]]
    not_counted: dict[int, tuple[int, ...]]
    """By pool, entries that have left before they had played half of their matches, so that none of those counts."""

    @property
    def ranks(self) -> list[Rank]:
        """The ranks over all pools: all firsts, then all seconds, and so on."""
        pools = list(self.pools.values())
        return pools[0] if len(pools) == 1 else rank_pools(self.table, pools)

    def pool(self, entry: int) -> int | None:
        """Return the pool of an entry that counts."""
        found = (pool for pool, ranks in self.pools.items() for rank in ranks if entry in rank.entries)
        return next(found, None)


_MAX_KNOWN = 16
"""Stages whose standings are remembered."""
_known: dict[tuple[int, int, int, int], tuple[tuple[object, ...], StageStandings]] = {}


def stage_standings(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> StageStandings:
    """Return the standings of a stage; nobody is in them before it is drawn or paired.

    The newest ones are remembered, since the fold, the screens and the phone of every player ask for them.
    """
    parts = tournament.entries, division, tournament.rules
    key = id(parts[0]), id(parts[1]), id(parts[2]), number
    if key not in _known:  # as in `resolve`
        if len(_known) >= _MAX_KNOWN:
            _known.clear()
        _known[key] = parts, _stage_standings(tournament, division, number, matches)
    return _known[key][1]


def _stage_standings(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> StageStandings:
    own = stage_matches(matches, number)
    counted = matches_that_count(tournament.entries, division, own)
    pools = _pool_members(division, number, own)
    counting = {entry for match in counted for entry in match.entries}
    left = {entry for pool in pools.values() for entry in pool if tournament.entries[entry].status == "withdrawn"}
    not_counted = {
        pool: tuple(entry for entry in members if entry in left and entry not in counting)
        for pool, members in pools.items()
    }
    counted_members = {
        pool: [entry for entry in members if entry not in not_counted[pool]] for pool, members in pools.items()
    }
    stage = division.stage(number)
    records = StageRecords(
        [entry for members in counted_members.values() for entry in members],
        [*match_results(tournament, division, counted), *_byes(division, number)],
        has_left=left,
        is_by_totals=stage.format == "swiss",
    )
    orders = [TieOrder(tie.order, tie.how) for tie in division.ties if tie.stage == number]
    table = Table(records, with_decisions(stage.tie_breakers or DEFAULT_TIE_BREAKERS), orders)
    ranks = {pool: rank_entries(table, members) for pool, members in counted_members.items()}
    return StageStandings(table, ranks, not_counted)


class EntryStanding(NamedTuple):
    """Where an entry stands in a table."""

    stage: int
    pool: int | None
    """None without pools."""
    place: int
    entries: int
    """How many are in the table."""
    record: Record
    reason: Message | None
    """What decided the place; None where the wins did."""


def entry_standing(
    tournament: Tournament, division: Division, entry: int, matches: Mapping[MatchId, Match]
) -> EntryStanding | None:
    """Return where an entry stands in the newest stage with a table in which it has played; None without one."""
    for number in range(len(division.stages), 0, -1):
        if not division.has_table(number):
            continue
        standings = stage_standings(tournament, division, number, matches)
        for pool, ranks in standings.pools.items():
            rank = next((rank for rank in ranks if entry in rank.entries), None)
            record = standings.table.records.records.get(entry, Record())
            if rank is not None and record.played:
                is_by_wins = len(rank.entries) == 1 and (rank.split is None or rank.split.step == "wins")
                reason = None if is_by_wins else place_reason(standings.table, rank, entry, tournament.entry_name)
                count = sum(len(other.entries) for other in ranks)
                shown_pool = pool if len(standings.pools) > 1 else None
                return EntryStanding(number, shown_pool, rank.place, count, record, reason)
    return None


def open_ties(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> list[tuple[int, ...]]:
    """Return the ties of a stage that nothing has decided: within the pools, and between those of several pools."""
    standings = stage_standings(tournament, division, number, matches)
    ranks = [rank for pool in standings.pools.values() for rank in pool]
    ties = [rank.entries for rank in [*ranks, *standings.ranks] if len(rank.entries) > 1]
    return list(dict.fromkeys(ties))


class StageCut(NamedTuple):
    """Who goes on from a stage to a later one by its table as it is."""

    stage: int
    cut: Cut


def stage_cuts(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> list[StageCut]:
    """Return who goes on from a stage to each later one that takes its entries from there."""
    standings = stage_standings(tournament, division, number, matches)
    gone = [entry.number for entry in tournament.entries.values() if entry.status == "withdrawn"]
    return [
        StageCut(later, cut_stage(standings, stage.source, gone))
        for later, stage in enumerate(division.stages, start=1)
        if stage.source is not None and stage.source.stage == number
    ]


def cut_stage(standings: StageStandings, source: StageSource, has_left: Collection[int]) -> Cut:
    """Return who goes on: by places over all pools, or by those in each pool; who has left is passed over."""
    if source.pool_places is not None:
        return cut_pools(standings.table, list(standings.pools.values()), source.pool_places, has_left)
    everybody = 1, len(standings.table.records.entries)
    return cut_ranks(standings.ranks, source.places or everybody, has_left)


def ties_at_cuts(
    tournament: Tournament, division: Division, number: int, matches: Mapping[MatchId, Match]
) -> list[tuple[int, ...]]:
    """Return the ties of a stage that is over, of which somebody has to decide who goes on."""
    if not division.has_table(number) or not is_stage_over(tournament.entries, division, number, matches):
        return []
    cuts = stage_cuts(tournament, division, number, matches)
    return list(dict.fromkeys(tie for stage_cut in cuts for tie in stage_cut.cut.ties))


def _pool_members(division: Division, number: int, matches: Iterable[Match]) -> dict[int, list[int]]:
    """Return the entries of each pool, in the order in which they come up."""
    pools: dict[int, dict[int, None]] = {}
    for match in matches:
        pools.setdefault(pool_of(match.id) or 1, {}).update(dict.fromkeys(match.entries))
    for paired in division.paired.get(number, ()):
        pools.setdefault(1, {}).update(dict.fromkeys(paired.sits))
    return {pool: sorted(pools[pool]) for pool in sorted(pools)}


def match_results(tournament: Tournament, division: Division, matches: Iterable[Match]) -> Iterator[MatchResult]:
    """Yield the results of those matches that are over; one that the director has voided decides nothing."""
    for match in matches:
        decisions = division.decisions(match.id)
        if match.status != "over" or decisions.ruling == "void":
            continue
        is_walkover = match.how in _WALKOVERS
        first, second = (entries_of(side) for side in match.sides)
        yield MatchResult(
            (first, second),
            match.winner,
            () if is_walkover else decisions.scores,
            differential_cap=_cap(tournament, division, match),
            is_lost_by_both=match.how == "double-forfeit",
            is_walkover=is_walkover,
            bag_points=_bag_points(decisions),
            not_counted_for=frozenset(fillers_of(division, match)),
        )


def _bag_points(decisions: MatchDecisions) -> tuple[BagPoints, BagPoints] | None:
    bags = decisions.result.bags if decisions.result is not None else None
    return None if bags is None else (BagPoints(*bags[0]), BagPoints(*bags[1]))


def _cap(tournament: Tournament, division: Division, match: Match) -> int | None:
    cap = division.stage(match.stage).differential_cap
    return match_rules(tournament, division, match.id).target if cap is msgspec.UNSET else cap


def _byes(division: Division, number: int) -> Iterator[MatchResult]:
    """Yield the byes of a Swiss stage: a win without points."""
    if division.stage(number).format == "swiss":
        for paired in division.paired.get(number, ()):
            for entry in paired.sits:
                yield MatchResult(((entry,), ()), 1, is_walkover=True)
