"""Records: what each entry has won, lost and scored in the matches of a stage."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import Division, Entry

_POINTS_COUNT = {"played", "injury"}
"""A forfeit counts as a win, and no points."""


class StageRecord(NamedTuple):
    """The matches of one entry that are over."""

    played: int = 0
    wins: int = 0
    points_for: int = 0
    points_against: int = 0

    @property
    def losses(self) -> int:
        return self.played - self.wins

    @property
    def differential(self) -> int:
        return self.points_for - self.points_against

    @property
    def rank(self) -> tuple[Fraction, Fraction, Fraction]:
        """By game, so that entries who have played more or less can be compared; the smaller, the better."""
        games = max(self.played, 1)
        return Fraction(-self.wins, games), Fraction(-self.differential, games), Fraction(-self.points_for, games)


def count_records(division: Division, matches: Iterable[Match]) -> dict[int, StageRecord]:
    """Return the record of each entry that is known in `matches`, also of one that has played none yet."""
    records: dict[int, StageRecord] = {}
    for match in matches:
        for entry in match.entries:
            records[entry] = _with_match(division, records.get(entry, StageRecord()), match, entry)
    return records


def _with_match(division: Division, record: StageRecord, match: Match, entry: int) -> StageRecord:
    if match.status != "over":
        return record
    points_for, points_against = _points(division, match, entry)
    return StageRecord(
        record.played + 1,
        record.wins + (entry in match.winners),
        record.points_for + points_for,
        record.points_against + points_against,
    )


def _points(division: Division, match: Match, entry: int) -> tuple[int, int]:
    if match.how not in _POINTS_COUNT:
        return 0, 0
    side = (match.side_of(entry) or 1) - 1
    scores = division.decisions(match.id).scores
    return sum(game[side] for game in scores), sum(game[1 - side] for game in scores)


def matches_that_count(entries: Mapping[int, Entry], division: Division, matches: Iterable[Match]) -> list[Match]:
    """Return the matches that count in a table: all, but of an entry that left none if it had not played half of them.

    That is FIDE's rule for a round robin (C.05): otherwise its forfeits would decide among the others.
    """
    matches = list(matches)
    own: dict[int, list[Match]] = {}
    for match in matches:
        for entry in match.entries:
            if entries[entry].status == "withdrawn":
                own.setdefault(entry, []).append(match)
    out = {
        entry for entry, found in own.items() if 2 * sum(_was_played(division, match) for match in found) < len(found)
    }
    return [match for match in matches if out.isdisjoint(match.entries)]


def _was_played(division: Division, match: Match) -> bool:
    return division.decisions(match.id).result is not None
