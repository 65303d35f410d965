"""The tree: counts, ways out, and the order of play."""

import json
from pathlib import Path

import pytest

from goat_kiosk.tournament.brackets.bracket import BracketOptions, Elimination, LoserOf, Seed, WinnerOf, build_bracket
from goat_kiosk.tournament.brackets.losers_order import LosersOrder

COUNTS = json.loads((Path(__file__).parent.parent / "cases" / "seeding.json").read_text(encoding="utf-8"))["counts"]
SIZES = [2**rounds for rounds in range(1, 9)]


@pytest.mark.parametrize("order", ["fewest-repeats", "acl"])
@pytest.mark.parametrize("elimination", ["single", "double"])
@pytest.mark.parametrize("slots", SIZES)
def test_every_seed_has_a_slot_and_every_match_its_takers(
    slots: int, elimination: Elimination, order: LosersOrder
) -> None:
    bracket = build_bracket(BracketOptions(elimination, slots, order, third_place=True))
    origins = [origin for match in bracket.matches.values() for origin in match.origins]
    assert sorted(origin.seed for origin in origins if isinstance(origin, Seed)) == list(range(1, slots + 1))
    ways = [origin for origin in origins if not isinstance(origin, Seed)]
    assert len(ways) == len(set(ways)), "nobody goes to two places"
    last = list(bracket.matches)[-1]
    assert {origin.match for origin in ways if isinstance(origin, WinnerOf)} == set(bracket.matches) - {last, "T-1"}
    losers = {origin.match for origin in ways if isinstance(origin, LoserOf)}
    winners_matches = {match.id for match in bracket.matches.values() if match.side == "W"}
    assert winners_matches <= losers or elimination == "single"


@pytest.mark.parametrize("elimination", ["single", "double"])
@pytest.mark.parametrize("slots", SIZES)
def test_a_match_comes_after_those_that_its_sides_come_from(slots: int, elimination: Elimination) -> None:
    bracket = build_bracket(BracketOptions(elimination, slots, third_place=True))
    places = {match: place for place, match in enumerate(bracket.matches)}
    for match in bracket.matches.values():
        for origin in match.origins:
            assert not isinstance(origin, WinnerOf | LoserOf) or places[origin.match] < places[match.id]


def test_both_brackets_of_eight_are_interleaved() -> None:
    rounds = dict.fromkeys(match.partition("-")[0] for match in build_bracket(BracketOptions("double", 8)).matches)
    assert list(rounds) == ["W1", "L1", "W2", "L2", "W3", "L3", "L4", "F"]


@pytest.mark.parametrize("row", COUNTS, ids=lambda row: str(row["entries"]))
def test_published_numbers_of_matches(row: dict[str, int]) -> None:
    slots = 1 << (row["entries"] - 1).bit_length()
    byes = slots - row["entries"]
    single = build_bracket(BracketOptions("single", slots))
    double = build_bracket(BracketOptions("double", slots))
    assert len(single.matches) - byes == row["single"]
    assert len(double.matches) - 2 * byes == row["double_with_second_final"]
