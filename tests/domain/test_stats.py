"""Statistics: rounding and percentages; and cleaning of names."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goat_kiosk.domain.names.sanitizing import (
    MAX_NAME_LENGTH,
    clean_color,
    clean_name,
    clean_text,
    is_clean,
    natural_key,
)
from goat_kiosk.domain.rounds.bags import Tally
from goat_kiosk.domain.rounds.stats import StatLine, round_half_up
from goat_kiosk.errors import InvalidValue


@pytest.mark.parametrize(
    ("numerator", "denominator", "printed"),
    [(-9, 8, -1.13), (9, 8, 1.13), (1, 3, 0.33), (2, 3, 0.67), (0, 7, 0.0), (5, 0, 0.0), (1005, 1000, 1.01)],
)
def test_halves_round_away_from_zero(numerator: int, denominator: int, printed: float) -> None:
    assert round_half_up(numerator, denominator) == printed


BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"
"""Hangul's fillers: letters by their category, and nothing to be seen."""


@given(st.text() | st.text("a\u200b\u0301 e\n"))
@example("Ann \u200b Lee")
@example("e\u200b\u0301")
@example("\u115f")
def test_a_cleaned_name_is_clean_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text, MAX_NAME_LENGTH)
    assert clean_text(cleaned, MAX_NAME_LENGTH) == cleaned
    assert is_clean(cleaned) == any(char.isalnum() and char not in BLANK_LETTERS for char in cleaned)
    assert not any(char in cleaned for char in "\r\n\0\u202e\u2066")


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", "\u200b\u202e", "\u3164", "!!!"])
def test_a_name_needs_a_visible_character(nothing: str) -> None:
    with pytest.raises(InvalidValue):
        clean_name(nothing)


def test_a_color_is_normalized() -> None:
    assert clean_color("#FF8A1F") == "#ff8a1f"
    with pytest.raises(InvalidValue, match="#rrggbb"):
        clean_color("red")


def test_names_with_numbers_are_sorted_numerically() -> None:
    names = ["Court 10", "court 2", "Annex", "Hall 2 Court 1", "Hall 1 Court 3"]
    assert sorted(names, key=natural_key) == ["Annex", "court 2", "Court 10", "Hall 1 Court 3", "Hall 2 Court 1"]


def test_washes_count_as_rounds_but_not_as_wins() -> None:
    line = StatLine().after(Tally(1), Tally()).after(Tally(), Tally()).after(Tally(), Tally(0, 1))
    assert (line.rounds, line.wins, line.washes, line.round_win_pct) == (3, 1, 1, 33.33)
