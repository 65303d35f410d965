"""Ties and how they are decided, step by step."""

import json
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.tournament.event_fields import GameScore
from goat_kiosk.tournament.stage import TieBreaker, TieDecider
from goat_kiosk.tournament.standings.ranking import Table, rank_entries
from goat_kiosk.tournament.standings.records import BagPoints, MatchResult, StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS, TieOrder
from tests.tournament.standings.tables import deciders, forfeited, order, played, ranks

CASES = Path(__file__).parents[1] / "cases"
AMONG_TIED_FIRST: tuple[TieBreaker, ...] = (
    "wins",
    "head-to-head",
    "differential-among-tied",
    "differential",
    "points-for",
)
OVERALL_FIRST: tuple[TieBreaker, ...] = ("wins", "differential", "points-for", "head-to-head")
CIRCLE = [played(1, 2, (21, 15)), played(2, 3, (21, 10)), played(3, 1, (21, 19))]


def real_groups() -> list[Any]:
    return list(json.loads((CASES / "round_robin_ties.json").read_text(encoding="utf-8"))["cases"])


@pytest.mark.parametrize("group", real_groups(), ids=lambda group: group["key"])
def test_a_real_group_is_ranked_by_either_order_of_steps(group: Any) -> None:
    results = [
        played(int(first[1:]), int(second[1:]), (points, other)) for first, points, other, second in group["matches"]
    ]
    for steps, expected in ((AMONG_TIED_FIRST, "order"), (OVERALL_FIRST, "by_overall_difference_first")):
        assert order(ranks(results, steps)) == [numbers(team) for team in group[expected]]


def numbers(team: str | list[str]) -> int | tuple[int, ...]:
    """Return the number of a team, or those of teams that share a place."""
    return int(team[1:]) if isinstance(team, str) else tuple(int(one[1:]) for one in team)


def test_two_who_are_tied_are_ranked_by_their_match() -> None:
    results = [
        played(1, 2, (15, 21)),
        played(1, 3, (21, 2)),
        played(2, 3, (19, 21)),
        played(1, 4, (21, 3)),
        played(2, 4, (21, 19)),
        played(3, 4, (20, 22)),
    ]
    found = ranks(results)
    assert order(found) == [2, 1, 4, 3]
    assert deciders(found) == ["head-to-head"] * 4


def test_a_circle_is_decided_by_the_differential() -> None:
    found = ranks(CIRCLE)
    assert order(found) == [2, 1, 3]  # +5, +4, -9
    assert deciders(found) == ["differential"] * 3


def test_the_rest_of_a_split_tie_starts_again_with_head_to_head() -> None:
    """Four have three wins; 1 and 2 have beaten two of them: their own match decides, not their differential."""
    results = [
        played(1, 2, (21, 20)),
        played(1, 3, (21, 20)),
        played(4, 1, (21, 0)),
        played(2, 3, (21, 0)),
        played(2, 4, (21, 0)),
        played(3, 4, (21, 20)),
        played(5, 1, (21, 0)),
        played(5, 2, (21, 20)),
        played(3, 5, (21, 20)),
        played(4, 5, (21, 0)),
        *(played(entry, 6, (21, 0)) for entry in (1, 2, 3, 4)),
        played(6, 5, (21, 0)),
    ]
    found = ranks(results)
    assert order(found) == [1, 2, 3, 4, 5, 6]
    assert deciders(found) == [*["head-to-head"] * 4, "wins", "wins"]


def test_two_of_a_circle_with_the_same_differential_are_ranked_by_their_match() -> None:
    results = [played(1, 2, (21, 15)), played(2, 3, (21, 15)), played(3, 1, (21, 19)), played(4, 5, (21, 0))]
    results += [played(1, 4, (21, 10)), played(2, 4, (21, 6)), played(3, 4, (21, 20)), *won_by_all(5)]
    records = StageRecords((1, 2, 3, 4, 5), results).records
    assert records[1].differential == records[2].differential > records[3].differential
    found = ranks(results)
    assert order(found)[:3] == [1, 2, 3]
    assert deciders(found)[:3] == ["head-to-head", "head-to-head", "differential"]


def won_by_all(loser: int) -> list[MatchResult]:
    return [played(entry, loser, (21, 11)) for entry in (1, 2, 3)]


@pytest.mark.parametrize(
    ("last", "expected", "step"), [((21, 18), [1, 3, 2], "points-for"), ((18, 15), [1, 2, 3], "head-to-head")]
)
def test_two_with_one_differential_among_the_tied_are_ranked_by_what_comes_next_then_by_their_match(
    last: GameScore, expected: list[int], step: TieBreaker
) -> None:
    results = [played(1, 2, (21, 12)), played(2, 3, (21, 15)), played(3, 1, last)]  # +6, -3 and -3 among them
    found = ranks(results, ("wins", "head-to-head", "differential-among-tied", "points-for"))
    assert (order(found), deciders(found)) == (expected, ["differential-among-tied", step, step])


def test_head_to_head_is_passed_over_where_not_all_of_the_tied_have_met() -> None:
    results = [played(1, 2, (21, 19)), played(2, 3, (21, 5)), played(1, 4, (19, 21)), played(3, 4, (21, 19))]
    found = ranks(results, ("wins", "head-to-head", "differential"))
    assert order(found) == [2, 4, 1, 3]
    assert deciders(found) == ["differential", "head-to-head", "head-to-head", "differential"]


def test_a_forfeit_is_a_win_without_points_and_without_differential() -> None:
    records = StageRecords((1, 2, 3), [forfeited(1, 3), played(2, 3, (21, 3)), played(1, 2, (21, 20))]).records
    assert records[1][:6] == (2, 0, 0, 21, 20, 1)
    assert records[3][:6] == (0, 2, 0, 3, 21, -18)


def test_a_match_that_both_lost_is_a_win_for_nobody() -> None:
    both = MatchResult(((1,), (2,)), None, is_lost_by_both=True, is_walkover=True)
    records = StageRecords((1, 2), [both]).records
    assert records[1] == records[2]
    assert records[1][:3] == (0, 1, 0)


@pytest.mark.parametrize(("cap", "differential"), [(21, 21), (15, 15), (None, 27)])
def test_the_differential_of_a_game_is_capped(cap: int | None, differential: int) -> None:
    records = StageRecords((1, 2), [played(1, 2, (32, 5))._replace(differential_cap=cap)]).records
    assert (records[1].differential, records[1].points_for) == (differential, 32)
    assert records[2].differential == -differential


def test_each_game_of_a_match_is_capped_on_its_own() -> None:
    records = StageRecords((1, 2), [played(1, 2, (30, 0), (19, 21), (21, 0))]).records
    assert records[1].differential == 21 - 2 + 21


def test_different_numbers_of_matches_count_per_match() -> None:
    results = [played(1, 2, (21, 0)), played(1, 2, (21, 0)), played(2, 3, (21, 0)), played(3, 4, (21, 11))]
    results += [played(1, 4, (5, 21))]
    assert order(ranks(results, ("wins", "differential")))[0] == 1  # two of three, before one of two


def test_totals_count_where_missed_rounds_are_lost() -> None:
    results = [played(1, 2, (21, 0)), played(3, 2, (21, 0)), played(3, 4, (21, 0))]
    entries = (1, 2, 3, 4)
    by_totals = rank_entries(Table(StageRecords(entries, results, is_by_totals=True), ("wins",)))
    assert order(by_totals)[:2] == [3, 1]
    assert order(rank_entries(Table(StageRecords(entries, results), ("wins",))))[0] == (1, 3)


def test_an_entry_that_leaves_after_one_win_is_not_first() -> None:
    results = [played(1, 2, (21, 0)), played(2, 3, (21, 0)), played(3, 4, (21, 0)), played(4, 2, (0, 21))]
    results += [played(3, 2, (0, 21)), played(4, 3, (0, 21))]
    found = rank_entries(Table(StageRecords((1, 2, 3, 4), results, has_left={1}), DEFAULT_TIE_BREAKERS))
    assert order(found) == [2, 3, 1, 4]


def test_points_per_round_count_only_if_every_game_has_them() -> None:
    first = played(1, 2, (21, 15))._replace(bag_points=(BagPoints(40, 10), BagPoints(45, 10)))
    second = played(2, 1, (21, 15))._replace(bag_points=(BagPoints(50, 10), BagPoints(30, 10)))
    steps: tuple[TieBreaker, ...] = ("wins", "differential", "ppr")
    assert order(ranks([first, second], steps)) == [2, 1]
    assert order(ranks([first, second._replace(bag_points=None)], steps)) == [(1, 2)]
    assert order(ranks([first, second, forfeited(1, 2), forfeited(2, 1)], steps)) == [2, 1]


def test_a_tie_that_nothing_decides_is_shared() -> None:
    results = [
        played(1, 2, (21, 15)),
        played(2, 3, (21, 15)),
        played(3, 1, (21, 15)),
        *(forfeited(4, n) for n in (1, 2, 3)),
    ]
    found = ranks(results)
    assert order(found) == [4, (1, 2, 3)]
    assert [rank.place for rank in found] == [1, 2]
    assert deciders(found) == ["wins", "wins"]


@pytest.mark.parametrize(("how", "step"), [("play-off", "play-off"), ("coin", "drawn"), ("director", "drawn")])
def test_a_tie_is_decided_by_people_where_no_step_does(how: TieDecider, step: TieBreaker) -> None:
    results = [played(1, 2, (21, 15)), played(2, 3, (21, 15)), played(3, 1, (21, 15))]
    found = ranks(results, orders=[TieOrder((1, 2, 3), how), TieOrder((3, 1, 2), how)])
    assert (order(found), deciders(found)) == ([3, 1, 2], [step] * 3)


def test_a_decision_about_others_decides_no_tie() -> None:
    assert order(ranks([forfeited(1, 2), forfeited(2, 1)], orders=[TieOrder((1, 3), "coin")])) == [(1, 2)]


def test_a_decision_about_more_decides_between_those_who_are_still_tied() -> None:
    assert order(ranks([forfeited(1, 2), forfeited(2, 1)], orders=[TieOrder((3, 2, 1), "coin")])) == [2, 1]


def test_partners_of_one_match_are_ranked_as_persons() -> None:
    results = [
        MatchResult(((1, 2), (3, 4)), 1, ((21, 15),)),
        MatchResult(((1, 3), (2, 4)), 1, ((21, 10),)),
        MatchResult(((1, 4), (2, 3)), 2, ((19, 21),)),
    ]
    found = ranks(results)
    assert order(found) == [1, 3, 2, 4]
    assert "head-to-head" not in deciders(found)


def test_a_match_played_to_make_up_the_number_counts_for_the_others_alone() -> None:
    result = MatchResult(((1, 2), (3, 4)), 1, ((21, 15),), not_counted_for=frozenset({2}))
    records = StageRecords((1, 2, 3, 4), [result]).records
    assert (records[1].played, records[2].played, records[2].points_for) == (1, 0, 0)


def test_entries_without_results_share_the_first_place() -> None:
    found = ranks([], entries=(5, 6, 7))
    assert (order(found), deciders(found)) == ([(5, 6, 7)], [None])
    assert ranks([]) == []
