"""Table of a stage without a tree: the order of its entries, pool by pool and over all pools."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from goat_kiosk.tournament.brackets.match_ids import MatchId, pool_of, stage_of
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.records import StageRecord, count_records, matches_that_count
from goat_kiosk.tournament.tournament import Division, Entry


class StageTableRow(NamedTuple):
    """An entry in the table of its pool; without pools all are in pool 1."""

    entry: int
    pool: int
    pool_place: int
    record: StageRecord


def stage_matches(matches: Mapping[MatchId, Match], stage: int) -> list[Match]:
    """Return the matches of one stage, in the order of play."""
    return [match for match in matches.values() if stage_of(match.id) == stage]


def is_stage_over(
    entries: Mapping[int, Entry], division: Division, number: int, matches: Mapping[MatchId, Match]
) -> bool:
    """Whether every match of a stage is over, and every round of it is paired."""
    own = stage_matches(matches, number)
    if not own or any(match.status not in {"over", "not-needed"} for match in own):
        return False
    return number not in division.paired or not _lacks_rounds(entries, division, number, own)


def _lacks_rounds(entries: Mapping[int, Entry], division: Division, number: int, matches: Iterable[Match]) -> bool:
    """Whether a stage that is paired round by round has not had the rounds, or the games for each, that it shall."""
    stage = division.stage(number)
    if stage.games_each is None:
        return len(division.paired[number]) < (stage.rounds or 1)
    records = count_records(division, matches)
    present = [entry for entry in records if entries[entry].status != "withdrawn"]
    return any(records[entry].played < stage.games_each for entry in present)


def stage_table(
    entries: Mapping[int, Entry],
    division: Division,
    number: int,
    matches: Mapping[MatchId, Match],
    without: Iterable[int] = (),
) -> list[StageTableRow]:
    """Return the rows of a stage without a tree, the best first: the firsts of all pools by their record, and so on.

    Those in `without` have no place, and the next ones move up.
    """
    counted = matches_that_count(entries, division, stage_matches(matches, number))
    pools = _pool_members(stage_matches(matches, number))
    records = count_records(division, counted)
    rows: list[StageTableRow] = []
    for pool, members in pools.items():
        ranked = sorted(members - set(without), key=lambda entry: _rank(records, entry))
        rows += [
            StageTableRow(entry, pool, place, records.get(entry, StageRecord()))
            for place, entry in enumerate(ranked, start=1)
        ]
    return sorted(rows, key=lambda row: (row.pool_place, _rank(records, row.entry)))


def _pool_members(matches: Iterable[Match]) -> dict[int, set[int]]:
    pools: dict[int, set[int]] = {}
    for match in matches:
        pools.setdefault(pool_of(match.id) or 1, set()).update(match.entries)
    return pools


def _rank(records: Mapping[int, StageRecord], entry: int) -> tuple[object, ...]:
    """Return a sort key: of whom no match counts comes last; among equals the number decides."""
    return entry not in records, records.get(entry, StageRecord()).rank, entry
