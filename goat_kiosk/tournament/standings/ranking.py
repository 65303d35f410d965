"""Ranking: a partition of the entries, refined by one tie-breaker after the other.

It is no sort by a key: head-to-head is not transitive, and "among the tied" means something else for each set. A step
sees the entries that are still tied. When it has split them, each part that is still tied starts again with the first
step: of three who are tied, one is first by the differential, and the other two by the match that they have played
against each other. USA Pickleball, the NFL and CourtHive's tally do so. Only a differential among the tied does not
start again at once: as UEFA does, what comes after it is counted first, above all the points.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goat_kiosk.tournament.stage import TieBreaker, TieDecider
from goat_kiosk.tournament.standings.records import StageRecords
from goat_kiosk.tournament.standings.tie_breakers import BY_PEOPLE, TieOrder, Values, newest_order, tied_values


class Split(NamedTuple):
    """A tie that a step has split: who was tied, and with what values."""

    step: TieBreaker
    tied: tuple[int, ...]
    values: Values


class Rank(NamedTuple):
    """Entries that share a place: mostly one, or a tie that nothing has decided."""

    place: int
    entries: tuple[int, ...]
    split: Split | None
    """What set them apart from the others; None if all entries share the first place."""


class Table(NamedTuple):
    """What ranks are made of: the records, the tie-breakers in their order, and what people have decided."""

    records: StageRecords
    steps: Sequence[TieBreaker]
    orders: Sequence[TieOrder] = ()

    def decision(self, step: TieBreaker, tied: Sequence[int]) -> TieDecider | None:
        """Return how people have decided a tie at a step; None if they have not."""
        order = newest_order(step, self.orders, tied)
        return order.how if order is not None else None

    def split(self, tied: tuple[int, ...], before: Split | None) -> Split | None:
        """Return how the first step that can splits a tie, which the split `before` has left; None if none does."""
        for step in (*self._steps_after(before), *self.steps):
            values = tied_values(step, self.records, self.orders, tied)
            if values is not None and len(set(values.values())) > 1:
                return Split(step, tied, values)
        return None

    def _steps_after(self, before: Split | None) -> Sequence[TieBreaker]:
        """Return the steps that come before a start from the first: what counts beside the differential of a tie."""
        if before is None or before.step != "differential-among-tied":
            return ()
        return [step for step in self.steps[self.steps.index(before.step) + 1 :] if step not in BY_PEOPLE]


def rank_entries(table: Table, entries: Sequence[int] | None = None) -> list[Rank]:
    """Return the ranks of all entries of a table, or of some of them, the best first."""
    ranks: list[Rank] = []
    place = 1
    for tied, split in _refined(tuple(table.records.entries if entries is None else entries), None, table):
        ranks.append(Rank(place, tied, split))
        place += len(tied)
    return ranks


def _refined(
    tied: tuple[int, ...], before: Split | None, table: Table
) -> Iterator[tuple[tuple[int, ...], Split | None]]:
    """Yield the ranks of a tie, each with the split that made it. Each part is smaller than the tie, so this ends."""
    split = table.split(tied, before) if len(tied) > 1 else None
    if split is not None:
        for value in sorted(set(split.values.values()), reverse=True):
            yield from _refined(tuple(entry for entry in tied if split.values[entry] == value), split, table)
    elif tied:
        yield tied, before
