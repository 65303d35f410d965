"""Weighted matching: never above the best that all pairings and networkx find."""

from collections.abc import Iterator
from functools import cache
from random import Random

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.tournament.formats.matching import least_cost_pairs
from tests.properties import examples

Square = list[list[int]]
LARGE = 10**30


def square(people: int, random: Random, most: int) -> Square:
    """Return a symmetric square of costs by chance; a tenth have a criterion that comes before all others."""
    costs = [[0] * people for _ in range(people)]
    for one in range(people):
        for other in range(one):
            cost = random.randint(0, most) + (LARGE if random.random() < 0.1 else 0)
            costs[one][other] = costs[other][one] = cost
    return costs


def total(costs: Square, pairs: list[tuple[int, int]]) -> int:
    return sum(costs[one][other] for one, other in pairs)


def least_total(costs: Square) -> int:
    """Return the least total by looking at every pairing."""

    @cache
    def least(left: frozenset[int]) -> int:
        if not left:
            return 0
        first = min(left)
        return min(costs[first][mate] + least(left - {first, mate}) for mate in left - {first})

    return least(frozenset(range(len(costs))))


def networkx_total(costs: Square) -> int:
    people = range(len(costs))
    most = max(map(max, costs)) + 1
    graph = networkx.Graph()
    graph.add_weighted_edges_from((one, other, most - costs[one][other]) for one in people for other in range(one))
    return total(costs, list(networkx.max_weight_matching(graph, maxcardinality=True)))


def numbers(pairs: list[tuple[int, int]]) -> Iterator[int]:
    for pair in pairs:
        yield from pair


@given(st.integers(0, 5), st.integers(0), st.sampled_from([0, 1, 3, 9, 1000, 10**25]))
@examples(200)
def test_no_pairing_of_up_to_ten_costs_less(pairs: int, seed: int, most: int) -> None:
    costs = square(2 * pairs, Random(seed), most)  # noqa: S311  chance that a test repeats
    found = least_cost_pairs(costs)
    assert sorted(numbers(found)) == list(range(2 * pairs))
    assert total(costs, found) == least_total(costs)


@given(st.integers(6, 16), st.integers(0), st.sampled_from([1, 3, 9, 100, 10**25]))
@examples(60)
def test_networkx_finds_nothing_that_costs_less(pairs: int, seed: int, most: int) -> None:
    costs = square(2 * pairs, Random(seed), most)  # noqa: S311  chance that a test repeats
    found = least_cost_pairs(costs)
    assert sorted(numbers(found)) == list(range(2 * pairs))
    assert total(costs, found) == networkx_total(costs)


@given(st.integers(0))
@examples(60)
def test_odd_cycles_are_shrunk_and_dissolved_again(seed: int) -> None:
    """People on a line of a few places: many triangles without slack, one within another."""
    random = Random(seed)  # noqa: S311  chance that a test repeats
    places = [(random.randint(0, 4), random.randint(0, 30)) for _ in range(24)]
    costs = [[abs(a - c) * 7 + abs(b - d) for c, d in places] for a, b in places]
    assert total(costs, least_cost_pairs(costs)) == networkx_total(costs)


def test_an_odd_number_is_refused() -> None:
    with pytest.raises(ValueError, match="odd"):
        least_cost_pairs([[0]])
