"""Records of a table: what each entry has won, lost and scored, and who has met whom.

A forfeit counts as a win, without points or differential. The differential of one game is capped, so that nobody
gains by running up a score.
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from itertools import combinations
from typing import NamedTuple

from goat_kiosk.tournament.event_fields import GameScore, MatchSide

Side = tuple[int, ...]
"""The entries on one side of a match: one, or two who were partners in this match alone."""


class BagPoints(NamedTuple):
    """What a side scored with its bags, before cancellation, and in how many rounds."""

    points: int
    rounds: int


class MatchResult(NamedTuple):
    """The result of one match, as a table counts it."""

    sides: tuple[Side, Side]
    winner: MatchSide | None
    """None: both share a split; or both have lost, if `is_lost_by_both`."""
    scores: tuple[GameScore, ...] = ()
    """The score of each game; empty after a forfeit."""
    differential_cap: int | None = None
    """The most that one of its games counts in a differential; None: no limit."""
    is_lost_by_both: bool = False
    bag_points: tuple[BagPoints, BagPoints] | None = None
    """None: its bags are not known."""
    is_walkover: bool = False
    """Whether nothing was thrown in it, so that it needs no bags to be known."""
    not_counted_for: frozenset[int] = frozenset()
    """Entries that played only to make up the number."""


class Record(NamedTuple):
    """What an entry has done in a stage."""

    wins: int = 0
    losses: int = 0
    splits: int = 0
    points_for: int = 0
    points_against: int = 0
    differential: int = 0
    """Capped for each game; so it may differ from the difference of the points."""

    @property
    def played(self) -> int:
        """How many matches count."""
        return self.wins + self.losses + self.splits

    @property
    def win_value(self) -> Fraction:
        """The wins; a split is half a one."""
        return self.wins + Fraction(self.splits, 2)


class StageRecords:
    """The results of a stage, and the record of each entry in it."""

    def __init__(
        self,
        entries: Iterable[int],
        results: Iterable[MatchResult],
        *,
        has_left: Collection[int] = (),
        is_by_totals: bool = False,
    ) -> None:
        """Add up `results`.

        Where entries have played different numbers of matches, their values count per match, unless `is_by_totals`.
        Who `has_left` is measured by no fewer matches than the fewest of those who are still in, so that nobody wins
        a table by leaving after one win.
        """
        self.entries = tuple(entries)
        self.results = tuple(results)
        self._meetings = self._index_meetings()
        self.records = {entry: self._record(entry) for entry in self.entries}
        self.is_by_totals = is_by_totals
        self._has_left = frozenset(has_left)
        staying = [record.played for entry, record in self.records.items() if entry not in self._has_left]
        self._fewest = min(staying, default=0)

    def _index_meetings(self) -> dict[int, list[MatchResult]]:
        known = set(self.entries)
        own: dict[int, list[MatchResult]] = {}
        for result in self.results:
            for entry in {*result.sides[0], *result.sides[1]} & known - result.not_counted_for:
                own.setdefault(entry, []).append(result)
        return own

    def _record(self, entry: int, against: Collection[int] | None = None) -> Record:
        """Return the record of an entry in all its matches, or in those against other entries alone."""
        record = Record()
        for result in self._meetings.get(entry, ()):
            place = 0 if entry in result.sides[0] else 1
            if against is None or not set(result.sides[1 - place]).isdisjoint(against):
                record = _add(record, result, place)
        return record

    def per_match(self, entry: int, value: Fraction | int) -> Fraction:
        """Return a sum of an entry as it is compared with those of the others."""
        if self.is_by_totals:
            return Fraction(value)
        matches = self.records[entry].played
        if entry in self._has_left:
            matches = max(matches, self._fewest)
        return Fraction(value, matches) if matches else Fraction(0)

    def have_all_met(self, tied: Collection[int]) -> bool:
        """Whether each two of the tied have played each other, each on their own.

        Players who get a new partner for every match have beaten other pairs, not each other.
        """
        met = {
            frozenset((*result.sides[0], *result.sides[1]))
            for entry in tied
            for result in self._meetings.get(entry, ())
            if len(result.sides[0]) == len(result.sides[1]) == 1
        }
        return all(frozenset(pair) in met for pair in combinations(tied, 2))

    def records_among(self, tied: Collection[int]) -> Mapping[int, Record]:
        """Return the records in the matches between the tied."""
        return {entry: self._record(entry, tied) for entry in tied}

    def points_per_round(self) -> Mapping[int, Fraction] | None:
        """Return what each entry scored with its bags per round; None unless every game of the stage has them."""
        played = [result for result in self.results if not result.is_walkover]
        if not played or any(result.bag_points is None for result in played):
            return None
        return {entry: self._points_per_round(entry) for entry in self.entries}

    def _points_per_round(self, entry: int) -> Fraction:
        own = [
            result.bag_points[0 if entry in result.sides[0] else 1]
            for result in self._meetings.get(entry, ())
            if result.bag_points is not None
        ]
        rounds = sum(bags.rounds for bags in own)
        return Fraction(sum(bags.points for bags in own), rounds) if rounds else Fraction(0)


def _add(record: Record, result: MatchResult, place: int) -> Record:
    """Return a record with one more match, played on the first (0) or on the second side (1)."""
    is_split = result.winner is None and not result.is_lost_by_both
    is_won = result.winner == place + 1
    points_for = sum(score[place] for score in result.scores)
    points_against = sum(score[1 - place] for score in result.scores)
    differential = sum(_capped(score[place] - score[1 - place], result.differential_cap) for score in result.scores)
    return Record(
        record.wins + is_won,
        record.losses + (not is_won and not is_split),
        record.splits + is_split,
        record.points_for + points_for,
        record.points_against + points_against,
        record.differential + differential,
    )


def _capped(difference: int, cap: int | None) -> int:
    return difference if cap is None else max(-cap, min(cap, difference))
