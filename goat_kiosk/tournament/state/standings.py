"""Standings of a stage as JSON: the places that are known, with what each entry has won and lost, and why."""

from collections.abc import Iterable, Iterator

import msgspec

from goat_kiosk.errors import Message
from goat_kiosk.tournament.division_places import stage_places
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_matches import stage_matches
from goat_kiosk.tournament.standings.ranking import Rank
from goat_kiosk.tournament.standings.reasons import place_reason
from goat_kiosk.tournament.standings.records import Record, StageRecords
from goat_kiosk.tournament.standings.stage_standings import match_results, stage_standings
from goat_kiosk.tournament.state.state import StandingRow
from goat_kiosk.tournament.state.wording import Wording
from goat_kiosk.tournament.tournament import Division, Tournament


def encode_standings(tournament: Tournament, division: Division, wording: Wording, stage: int = 1) -> list[StandingRow]:
    """Return the rows of the entries whose place in a stage is known, the best first; none before the draw."""
    if division.has_table(stage):
        return list(_TableRows(tournament, division, wording, stage))
    return _bracket_rows(tournament, division, wording, stage)


def _bracket_rows(tournament: Tournament, division: Division, wording: Wording, stage: int) -> list[StandingRow]:
    matches = resolve(tournament, division)
    own = stage_matches(matches, stage)
    places = stage_places(tournament, division, stage, matches)
    results = match_results(tournament, division, own)
    records = StageRecords([place.entry for place in places], results).records
    over = [match for match in own if match.status == "over"]
    return [
        _row(place.place, place.entry, records[place.entry], None, wording(_last_match(over, place.entry)))
        for place in places
    ]


def _last_match(over: Iterable[Match], entry: int) -> Message:
    """Return what decided a place in a bracket: the last match of the entry."""
    own = [match for match in over if entry in match.entries]
    if not own:
        return Message("It has played no match.")
    if entry in own[-1].winners:
        return Message("It won {match}, its last match.", match=own[-1].id)
    return Message("It did not win {match}, its last match.", match=own[-1].id)


class _TableRows:
    """The rows of a stage that has a table, over all its pools."""

    def __init__(self, tournament: Tournament, division: Division, wording: Wording, stage: int) -> None:
        self._tournament, self._wording = tournament, wording
        self._standings = stage_standings(tournament, division, stage, resolve(tournament, division))
        self._places = {entry: rank.place for rank in self._standings.ranks for entry in rank.entries}

    def __iter__(self) -> Iterator[StandingRow]:
        """Yield the rows, the best first; entries whose matches do not count come last."""
        standings = self._standings
        pool_ranks = {
            entry: (pool, rank) for pool, ranks in standings.pools.items() for rank in ranks for entry in rank.entries
        }
        for entry, place in self._places.items():
            pool, rank = pool_ranks[entry]
            yield self._ranked_row(place, entry, pool, rank)
        for pool, entries in standings.not_counted.items():
            for entry in entries:
                why = self._wording(Message("It has left; its matches do not count."))
                row = _row(len(self._places) + 1, entry, Record(), None, why)
                yield self._with_pool(row, pool, len(standings.pools[pool]) + 1)

    def _ranked_row(self, place: int, entry: int, pool: int, rank: Rank) -> StandingRow:
        reason = place_reason(self._standings.table, rank, entry, self._tournament.entry_name)
        decided_by = rank.split.step if rank.split is not None and len(rank.entries) == 1 else None
        record = self._standings.table.records.records[entry]
        row = _row(place, entry, record, decided_by, self._wording(reason))
        return self._with_pool(row, pool, rank.place)

    def _with_pool(self, row: StandingRow, pool: int, pool_place: int) -> StandingRow:
        if len(self._standings.pools) == 1:
            return row
        return msgspec.structs.replace(row, pool=pool, pool_place=pool_place)


def _row(place: int, entry: int, record: Record, decided_by: str | None, why: str) -> StandingRow:
    return StandingRow(
        place,
        entry,
        record.played,
        record.wins,
        record.losses,
        record.points_for,
        record.points_against,
        record.differential,
        decided_by,
        why,
        splits=record.splits or msgspec.UNSET,
    )
