"""Tie-breakers: each gives the entries that are still tied a value, or does not apply to them.

A step that does not apply is passed over: head-to-head where not all of the tied have met, points per round where a
game was not scored bag by bag, a play-off that was not played.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from goat_kiosk.tournament.stage import TieBreaker, TieDecider
from goat_kiosk.tournament.standings.records import Record, StageRecords

Tied = Sequence[int]
"""Entries that nothing has split yet."""
Values = Mapping[int, Fraction]
"""For each of the tied its value; the greater is better."""
DEFAULT_TIE_BREAKERS: tuple[TieBreaker, ...] = (
    "wins",
    "head-to-head",
    "differential",
    "differential-among-tied",
    "points-for",
    "points-against",
    "ppr",
    "play-off",
    "drawn",
)
"""The order of USA Pickleball, then what is counted beyond it: the ACL has published none for its round robins."""


BY_PEOPLE: tuple[TieBreaker, ...] = ("play-off", "drawn")
"""The steps that somebody decides."""


class TieOrder(NamedTuple):
    """A tie that was decided by a play-off, a coin or the director: its entries, the best first."""

    order: tuple[int, ...]
    how: TieDecider

    @property
    def step(self) -> TieBreaker:
        """The tie-breaker as which it counts."""
        return "play-off" if self.how == "play-off" else "drawn"


def with_decisions(steps: Sequence[TieBreaker]) -> tuple[TieBreaker, ...]:
    """Return the steps, with those that only people decide at the end if they are not among them."""
    return (*steps, *(step for step in BY_PEOPLE if step not in steps))


def tied_values(step: TieBreaker, records: StageRecords, orders: Sequence[TieOrder], tied: Tied) -> Values | None:
    """Return the values of the tied at a step; None if it does not apply to them."""
    if step in BY_PEOPLE:
        return _decided(step, orders, tied)
    return _VALUES[step](records, tied)


def _wins(records: StageRecords, tied: Tied) -> Values:
    return {entry: records.per_match(entry, records.records[entry].win_value) for entry in tied}


def _head_to_head(records: StageRecords, tied: Tied) -> Values | None:
    if not records.have_all_met(tied):
        return None
    among = records.records_among(tied)
    return {entry: record.win_value / record.played for entry, record in among.items()}


def _differential_among_tied(records: StageRecords, tied: Tied) -> Values | None:
    if not records.have_all_met(tied):
        return None
    return {entry: Fraction(record.differential) for entry, record in records.records_among(tied).items()}


def _sum(value: Callable[[Record], int]) -> Callable[[StageRecords, Tied], Values]:
    def values(records: StageRecords, tied: Tied) -> Values:
        return {entry: records.per_match(entry, value(records.records[entry])) for entry in tied}

    return values


def _points_per_round(records: StageRecords, tied: Tied) -> Values | None:
    values = records.points_per_round()
    return None if values is None else {entry: values[entry] for entry in tied}


def newest_order(step: TieBreaker, orders: Sequence[TieOrder], tied: Tied) -> TieOrder | None:
    """Return the newest decision of people that counts at a step and names all of the tied."""
    for order in reversed(orders):
        if order.step == step and set(tied) <= set(order.order):
            return order
    return None


def _decided(step: TieBreaker, orders: Sequence[TieOrder], tied: Tied) -> Values | None:
    order = newest_order(step, orders, tied)
    return None if order is None else {entry: Fraction(-order.order.index(entry)) for entry in tied}


_VALUES: Mapping[TieBreaker, Callable[[StageRecords, Tied], Values | None]] = {
    "wins": _wins,
    "head-to-head": _head_to_head,
    "differential": _sum(lambda record: record.differential),
    "differential-among-tied": _differential_among_tied,
    "points-for": _sum(lambda record: record.points_for),
    "points-against": _sum(lambda record: -record.points_against),
    "ppr": _points_per_round,
}
