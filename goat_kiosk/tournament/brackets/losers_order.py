"""Order in which the losers of each winners round enter the losers bracket.

Losers round 1 pairs the losers of neighboring matches of winners round 1. The losers of winners round 2, 3, … enter
losers round 2, 4, …, each in an order of its own, and these orders decide how early and how often two meet again.
`FEWEST_REPEATS` is, for each size, the best of all combinations of the five arrangements: the first possible repeat as
late as can be, then the least expected number of repeats before the losers final, every match a fair coin. The numbers
are exact (`tests/tournament/brackets/test_losers_order.py` computes them).
"""

from collections.abc import Callable, Sequence
from typing import Literal

LosersOrder = Literal["fewest-repeats", "acl"]
Arrange = Callable[[list[int]], list[int]]


def as_they_are(matches: list[int]) -> list[int]:
    return matches


def reverse(matches: list[int]) -> list[int]:
    return matches[::-1]


def swap_halves(matches: list[int]) -> list[int]:
    half = len(matches) // 2
    return matches[half:] + matches[:half]


def reverse_each_half(matches: list[int]) -> list[int]:
    half = len(matches) // 2
    return matches[:half][::-1] + matches[half:][::-1]


def swap_neighbors(matches: list[int]) -> list[int]:
    return [match for start in range(0, len(matches), 2) for match in matches[start : start + 2][::-1]]


ARRANGEMENTS: tuple[Arrange, ...] = (as_they_are, reverse, swap_halves, reverse_each_half, swap_neighbors)

FEWEST_REPEATS: dict[int, tuple[Arrange, ...]] = {
    8: (reverse,),
    16: (reverse, as_they_are),
    32: (reverse_each_half, reverse, as_they_are),
    64: (swap_halves, reverse, reverse_each_half, reverse),
    128: (reverse_each_half, reverse, swap_halves, as_they_are, reverse),
    256: (reverse, swap_halves, reverse_each_half, swap_neighbors, reverse, as_they_are),
}
"""By slots, the arrangements for winners rounds 2, 3, …; the last winners round has one match and needs none."""


def losers_order(slots: int, winners_round: int, order: LosersOrder) -> Sequence[int]:
    """Return the matches of a winners round, from 0, in the order in which their losers enter the losers bracket."""
    matches = list(range(slots >> winners_round))
    if winners_round == 1 or len(matches) == 1:
        return matches
    return reverse(matches) if order == "acl" else FEWEST_REPEATS[slots][winners_round - 2](matches)
