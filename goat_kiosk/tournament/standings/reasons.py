"""Reasons of a place in a table: the step that decided it, in a sentence."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from goat_kiosk.errors import Message
from goat_kiosk.tournament.stage import TieBreaker
from goat_kiosk.tournament.standings.ranking import Rank, Split, Table
from goat_kiosk.tournament.standings.records import Record

EntryName = Callable[[int], str]
_MAX_NAMES = 3
"""Of the others in a tie; more are counted."""


def place_reason(table: Table, rank: Rank, entry: int, name: EntryName) -> Message:
    """Return why an entry has its place."""
    record = table.records.records[entry]
    if not record.played:
        return Message("It has played no match.")
    if len(rank.entries) > 1:
        others = _others(rank.entries, entry, name)
        return Message("It shares its place with {others}: nothing has decided between them.", others=others)
    if rank.split is None or rank.split.step == "wins":
        return _wins(record)
    tie = _BrokenTie(table, rank.split, entry, _others(rank.split.tied, entry, name))
    return _REASONS[rank.split.step](tie)


def _others(tied: tuple[int, ...], entry: int, name: EntryName) -> Message | str:
    others = [name(other) for other in tied if other != entry]
    if len(others) > _MAX_NAMES:
        return Message("{count} others", count=len(others))
    if len(others) == 1:
        return others[0]
    return Message("{names} and {last}", names=", ".join(others[:-1]), last=others[-1])


def _wins(record: Record) -> Message:
    if record.splits:
        return Message(
            "It won {wins} of {played} and split {splits}.",
            wins=record.wins,
            played=record.played,
            splits=record.splits,
        )
    return Message("It won {wins} of {played}.", wins=record.wins, played=record.played)


class _BrokenTie(NamedTuple):
    """A tie that a step has split, for one of the entries."""

    table: Table
    split: Split
    entry: int
    others: Message | str

    def by_head_to_head(self) -> Message:
        record = self.table.records.records_among(self.split.tied)[self.entry]
        if len(self.split.tied) > 2 or record.played > 1:
            won = Message("{wins} of {played}", wins=_number(record.win_value), played=record.played)
            return Message("Tied with {others}; won {won} among them.", others=self.others, won=won)
        if record.wins:
            return Message("Tied with {others}, and won their match.", others=self.others)
        return Message("Tied with {others}, and lost their match.", others=self.others)

    def by_differential(self) -> Message:
        if self._counts_per_match:
            value = _signed(self._value)
            return Message("Tied with {others}; differential per match: {value}.", others=self.others, value=value)
        value = _signed(Fraction(self._record.differential))
        return Message("Tied with {others}; differential: {value}.", others=self.others, value=value)

    def by_differential_among_tied(self) -> Message:
        value = _signed(self._value)
        return Message("Tied with {others}; differential among them: {value}.", others=self.others, value=value)

    def by_points_for(self) -> Message:
        if self._counts_per_match:
            value = _number(self._value)
            return Message("Tied with {others}; points scored per match: {value}.", others=self.others, value=value)
        points = self._record.points_for
        return Message("Tied with {others}; points scored: {value}.", others=self.others, value=points)

    def by_points_against(self) -> Message:
        if self._counts_per_match:
            value = _number(-self._value)
            return Message("Tied with {others}; points allowed per match: {value}.", others=self.others, value=value)
        points = self._record.points_against
        return Message("Tied with {others}; points allowed: {value}.", others=self.others, value=points)

    def by_points_per_round(self) -> Message:
        value = f"{float(self._value):.2f}"
        return Message("Tied with {others}; points per round: {value}.", others=self.others, value=value)

    def by_play_off(self) -> Message:
        return Message("Tied with {others}; decided by a play-off.", others=self.others)

    def by_draw(self) -> Message:
        if self.table.decision("drawn", self.split.tied) == "director":
            return Message("Tied with {others}; decided by the director.", others=self.others)
        return Message("Tied with {others}; decided by a coin.", others=self.others)

    @property
    def _record(self) -> Record:
        return self.table.records.records[self.entry]

    @property
    def _value(self) -> Fraction:
        return self.split.values[self.entry]

    @property
    def _counts_per_match(self) -> bool:
        """Whether the tied have played different numbers of matches, so that their values count per match."""
        records = self.table.records
        return not records.is_by_totals and len({records.records[entry].played for entry in self.split.tied}) > 1


def _signed(value: Fraction) -> str:
    return f"+{_number(value)}" if value > 0 else _number(value).replace("-", "\N{MINUS SIGN}")


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}"


_REASONS: Mapping[TieBreaker, Callable[[_BrokenTie], Message]] = {
    "head-to-head": _BrokenTie.by_head_to_head,
    "differential": _BrokenTie.by_differential,
    "differential-among-tied": _BrokenTie.by_differential_among_tied,
    "points-for": _BrokenTie.by_points_for,
    "points-against": _BrokenTie.by_points_against,
    "ppr": _BrokenTie.by_points_per_round,
    "play-off": _BrokenTie.by_play_off,
    "drawn": _BrokenTie.by_draw,
}
