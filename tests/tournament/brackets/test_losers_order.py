"""How early and how often two meet again in the losers bracket, computed exactly from the tree."""

from itertools import product

import pytest

from goat_kiosk.tournament.brackets import losers_order
from goat_kiosk.tournament.brackets.bracket import Bracket, BracketOptions, build_bracket
from goat_kiosk.tournament.brackets.losers_order import ARRANGEMENTS, FEWEST_REPEATS, Arrange, LosersOrder
from goat_kiosk.tournament.brackets.match_ids import MatchId


def repeats(bracket: Bracket) -> tuple[int, float]:
    """Return the first losers round of a possible repeat, and the expected repeats before the losers final.

    Every match is a fair coin. Two who met in a winners match meet again where the way of its loser and that of its
    winner, who loses a later winners match, come together.
    """
    final = max(match.round for match in bracket.matches.values() if match.side == "L")
    first, expected = final, 0.0
    for met in (match.id for match in bracket.matches.values() if match.side == "W"):
        lost, coins = met, 0
        while (lost := bracket.winner_to[lost])[0] == "W":
            coins += 1
            again, more_coins = meeting(bracket, bracket.loser_to[met], bracket.loser_to[lost])
            if bracket.matches[again].round < final:
                first = min(first, bracket.matches[again].round)
                expected += 0.5 ** (coins + more_coins)
    return first, expected


def meeting(bracket: Bracket, one: MatchId, other: MatchId) -> tuple[MatchId, int]:
    """Return the losers match where two ways come together, and the matches won on both until there."""
    coins = 0
    while one != other:
        if bracket.matches[one].round <= bracket.matches[other].round:
            one, coins = bracket.winner_to[one], coins + 1
        else:
            other, coins = bracket.winner_to[other], coins + 1
    return one, coins


def measure(slots: int, order: LosersOrder = "fewest-repeats") -> tuple[int, float]:
    return repeats(build_bracket.__wrapped__(BracketOptions("double", slots, order)))


@pytest.mark.parametrize(
    ("slots", "first", "expected"),
    [(8, 3, 0.25), (16, 4, 0.40625), (32, 5, 0.3984375), (64, 7, 0.36865234375), (128, 8, 0.384), (256, 9, 0.3844)],
)
def test_the_first_repeat_is_late_and_repeats_are_few(slots: int, first: int, expected: float) -> None:
    measured_first, measured = measure(slots)
    assert measured_first == first
    assert measured == pytest.approx(expected, abs=0.0005)


@pytest.mark.parametrize("slots", [8, 16, 32, 64])
def test_no_other_combination_is_better(slots: int, monkeypatch: pytest.MonkeyPatch) -> None:
    best_first, best = measure(slots)
    for combination in product(ARRANGEMENTS, repeat=len(FEWEST_REPEATS[slots])):
        first, expected = with_combination(slots, combination, monkeypatch)
        assert (-first, expected) >= (-best_first, best)


def with_combination(
    slots: int, combination: tuple[Arrange, ...], monkeypatch: pytest.MonkeyPatch
) -> tuple[int, float]:
    monkeypatch.setattr(losers_order, "FEWEST_REPEATS", {slots: combination})
    return measure(slots)


def test_the_acls_order_meets_again_more_often() -> None:
    first, expected = measure(16, "acl")
    assert (first, expected) == (4, 0.59375)
    assert measure(16)[1] < 0.7 * expected
