"""Round robins of every size: the published tables, and what every schedule has to keep."""

import json
from collections import Counter
from pathlib import Path

import pytest

from goat_kiosk.tournament.brackets.bracket import Seed
from goat_kiosk.tournament.formats.round_robin import RoundRobinOptions, berger_rounds, build_round_robin, pool_seeds

CASES = json.loads((Path(__file__).parents[1] / "cases/round_robin_berger.json").read_text())


@pytest.mark.parametrize("entries", [int(entries) for entries in CASES["tables"]])
def test_the_tables_are_the_published_ones(entries: int) -> None:
    published = [[tuple(pairing) for pairing in pairings] for pairings in CASES["tables"][str(entries)]]
    assert berger_rounds(entries) == published


@pytest.mark.parametrize("entries", range(4, 65))
def test_each_pair_meets_once_each_entry_plays_once_a_round_and_firsts_are_balanced(entries: int) -> None:
    rounds = berger_rounds(entries)
    pairs = Counter(frozenset(pairing) for pairings in rounds for pairing in pairings)
    assert set(pairs.values()) == {1}
    assert len(pairs) == entries * (entries - 1) // 2
    for pairings in rounds:
        playing = [entry for pairing in pairings for entry in pairing]
        assert len(set(playing)) == len(playing) == entries - entries % 2
    firsts = Counter(first for pairings in rounds for first, _ in pairings)
    seconds = Counter(second for pairings in rounds for _, second in pairings)
    assert all(abs(firsts[entry] - seconds[entry]) <= 1 for entry in range(1, entries + 1))


@pytest.mark.parametrize("pools", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("entries", [10, 11, 16, 23, 64])
def test_a_snake_deals_pools_that_differ_by_one_and_have_the_same_strength(entries: int, pools: int) -> None:
    dealt = pool_seeds(RoundRobinOptions(entries, pools))
    assert sorted(seed for pool in dealt for seed in pool) == list(range(1, entries + 1))
    sizes = [len(pool) for pool in dealt]
    assert max(sizes) - min(sizes) <= 1
    first_rows = [sum(pool[:2]) for pool in dealt]
    assert set(first_rows) == {2 * pools + 1} or pools == 1


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("entries", [4, 5, 9])
def test_several_times_through_nobody_is_named_first_more_often(entries: int, times: int) -> None:
    matches = build_round_robin(RoundRobinOptions(entries, times_through=times)).matches.values()
    pairs = Counter(frozenset(match.origins) for match in matches)
    assert set(pairs.values()) == {times}
    firsts = Counter(match.origins[0] for match in matches)
    assert max(firsts.values()) - min(firsts.values()) <= 1


@pytest.mark.parametrize("late", [1, 2, 3])
@pytest.mark.parametrize("pools", [1, 2, 3])
@pytest.mark.parametrize("entries", range(6, 18))
def test_late_entries_meet_everybody_and_change_no_match(entries: int, pools: int, late: int) -> None:
    before = build_round_robin(RoundRobinOptions(entries, pools)).matches
    options = RoundRobinOptions(entries, pools, late=late)
    after = build_round_robin(options).matches
    assert {match: after[match] for match in before} == before
    pairs = Counter(frozenset(match.origins) for match in after.values())
    expected = {
        frozenset((Seed(first), Seed(second))) for pool in pool_seeds(options) for first in pool for second in pool
    }
    assert pairs == Counter(pair for pair in expected if len(pair) > 1)
    for number in {(match.id.split("R")[0], match.round) for match in after.values()}:
        playing = [o for m in after.values() if (m.id.split("R")[0], m.round) == number for o in m.origins]
        assert len(set(playing)) == len(playing)
