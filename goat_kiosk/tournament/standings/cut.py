"""Cut: who goes on from a table, by the same ranks that the table shows.

Who has left is passed over, so that "the best eight" are the first eight who are still in.
"""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple

from goat_kiosk.tournament.standings.ranking import Rank, Table, rank_entries

Pools = Sequence[Sequence[Rank]]
"""The ranks of each pool."""


class Cut(NamedTuple):
    """The entries of some places, the best first."""

    entries: tuple[int, ...]
    ties: tuple[tuple[int, ...], ...] = ()
    """Ties that lie across the cut: the director has to decide them first."""


def cut_ranks(ranks: Sequence[Rank], places: tuple[int, int], has_left: Collection[int] = ()) -> Cut:
    """Return who has the places from the first to the last of `places`."""
    first, last = places
    chosen: list[int] = []
    ties: list[tuple[int, ...]] = []
    for rank in _without(ranks, has_left):
        inside = [entry for place, entry in enumerate(rank.entries, start=rank.place) if first <= place <= last]
        chosen += inside
        if 0 < len(inside) < len(rank.entries):
            ties.append(rank.entries)
    return Cut(tuple(chosen), tuple(ties))


def cut_pools(table: Table, pools: Pools, places: tuple[int, int], has_left: Collection[int] = ()) -> Cut:
    """Return who has one of the places in their pool: all firsts, then all seconds, and so on."""
    cuts = [cut_ranks(pool, places, has_left) for pool in pools]
    chosen = {entry for cut in cuts for entry in cut.entries}
    order = rank_pools(table, [_without(pool, has_left) for pool in pools])
    entries = tuple(entry for rank in order for entry in rank.entries if entry in chosen)
    return Cut(entries, tuple(chain.from_iterable(cut.ties for cut in cuts)))


def rank_pools(table: Table, pools: Pools) -> list[Rank]:
    """Return the ranks over all pools: all firsts, then all seconds, and so on.

    Entries of different pools are compared per match, because pools differ in size; they have not met, so the steps
    among the tied pass them over.
    """
    ranks: list[Rank] = []
    better = 0
    for level in sorted({rank.place for pool in pools for rank in pool}):
        entries = [entry for pool in pools for rank in pool if rank.place == level for entry in rank.entries]
        level_ranks = rank_entries(table, entries)
        ranks += [Rank(better + rank.place, rank.entries, rank.split) for rank in level_ranks]
        better += len(entries)
    return ranks


def _without(ranks: Sequence[Rank], has_left: Collection[int]) -> list[Rank]:
    """Return the ranks of those who are still in, each at the place that it has without the others."""
    staying: list[Rank] = []
    place = 1
    for rank in ranks:
        if entries := tuple(entry for entry in rank.entries if entry not in has_left):
            staying.append(Rank(place, entries, rank.split))
            place += len(entries)
    return staying
