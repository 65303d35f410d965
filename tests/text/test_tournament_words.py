"""Words for a tournament: rounds, matches and sides as people call them."""

import pytest

from goat_kiosk.text.tournament_words import last_rounds, match_title, result_words, round_title, side_name
from tests.tournament.night import DIVISION, SINGLE, Night


@pytest.mark.parametrize(
    ("match", "round_number", "last", "is_double", "title", "name"),
    [
        ("W1-1", 1, 4, False, "Round 1", "Match W1-1"),
        ("W2-1", 2, 4, False, "Quarterfinals", "Quarterfinal W2-1"),
        ("W3-2", 3, 4, False, "Semifinals", "Semifinal W3-2"),
        ("W4-1", 4, 4, False, "Final", "Final W4-1"),
        ("T-1", 1, 1, False, "Third place", "Third place T-1"),
        ("W0-1", 0, 2, False, "Late entries", "Match W0-1"),
        ("W3-1", 3, 3, True, "Winners bracket, round 3", "Match W3-1"),
        ("L4-1", 4, 4, True, "Losers bracket, round 4", "Match L4-1"),
        ("F-1", 1, 2, True, "Final", "Final F-1"),
        ("F-2", 2, 2, True, "Final", "Second final F-2"),
    ],
)
def test_the_names_of_rounds_and_matches(
    match: str, round_number: int, last: int, *, is_double: bool, title: str, name: str
) -> None:
    assert round_title(match, round_number, last, is_double=is_double) == title
    assert match_title(match, round_number, last, is_double=is_double) == name


def test_a_side_is_its_entry_or_where_it_comes_from() -> None:
    night = Night(3, SINGLE)
    night.draw()
    sides = [side_name(night.state, slot) for match in night.matches.values() for slot in match.sides]
    assert sides == ["P1", "bye", "P2", "P3", "P1", "winner of W1-2"]
    assert last_rounds(night.matches) == {"W": 2}


def test_a_result_in_words() -> None:
    night = Night(4, SINGLE)
    night.draw()
    night.call("W1-1")
    night.win("W1-2", 2)
    division = night.state.divisions[DIVISION]
    assert [result_words(division, match) for match in night.matches.values()] == ["called", "14–21", ""]
