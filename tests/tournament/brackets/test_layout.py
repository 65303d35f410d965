"""The layout of a bracket: no overlap, parents halfway between their children, every shown match once."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.tournament.brackets.bracket import LoserOf, WinnerOf
from goat_kiosk.tournament.brackets.layout import BracketLayout, lay_out_bracket
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.stage_bracket import division_bracket
from tests.properties import examples
from tests.tournament.night import DIVISION, DOUBLE, SINGLE, Night

STAGES = [SINGLE, Stage("single", third_place=True), DOUBLE, Stage("double", losers_order="acl"), DOUBLE]
IDS = ["single", "third-place", "double", "acl", "late-spots"]
FORMATS = list(zip(STAGES, [0, 0, 0, 0, 3], strict=True))


def layout_of(night: Night) -> BracketLayout:
    bracket = division_bracket(night.state.divisions[DIVISION])
    assert bracket is not None
    return lay_out_bracket(bracket, night.matches)


def drawn(entries: int, stage: Stage = DOUBLE, late_spots: int = 0) -> Night:
    night = Night(entries, stage)
    night.draw(late_spots)
    return night


def check(night: Night) -> None:
    layout = layout_of(night)
    shown = [match.id for match in night.matches.values() if match.status != "not-needed"]
    if "F-2" in shown and night.matches["F-1"].status != "over":
        shown.remove("F-2")
    assert list(layout.matches) == shown
    check_places(layout)
    check_parents(layout)
    check_sections(layout)


def check_places(layout: BracketLayout) -> None:
    columns = dict[int, list[float]]()
    for match in layout.matches.values():
        columns.setdefault(match.column, []).append(match.row)
    assert sorted(columns) == list(range(layout.columns)), "no column is empty"
    for rows in columns.values():
        assert all(second - first >= 1 for first, second in pairwise(sorted(rows))), "no overlap"
        assert min(rows) >= 0
        assert max(rows) + 1 <= layout.rows


def check_parents(layout: BracketLayout) -> None:
    children = dict[str, list[str]]()
    for source, target, side in layout.connections:
        assert layout.matches[source].column < layout.matches[target].column
        assert layout.matches[target].origins[side - 1] == WinnerOf(source)
        children.setdefault(target, []).append(source)
    for target, sources in children.items():
        rows = {layout.matches[source].row for source in sources}
        assert layout.matches[target].row == sum(rows) / len(rows)
    shown = {match.id for match in layout.matches.values()}
    for match in layout.matches.values():
        for origin in match.origins:
            assert not isinstance(origin, WinnerOf | LoserOf) or origin.match in shown


def check_sections(layout: BracketLayout) -> None:
    below = 0.0
    for section in layout.sections:
        matches = [match for match in layout.matches.values() if match.section == section.side]
        assert {column for _, column in section.rounds} == {match.column for match in matches}
        if section.side in {"W", "L"}:
            assert section.first_row == below + 1, "a row is free for the headings"
            below = section.last_row + 1


@pytest.mark.parametrize(("stage", "late_spots"), FORMATS, ids=IDS)
@pytest.mark.parametrize("entries", range(2, 65))
def test_every_size_before_the_first_match(entries: int, stage: Stage, late_spots: int) -> None:
    check(drawn(entries, stage, late_spots))


@pytest.mark.parametrize("entries", [129, 256])
def test_the_largest_sizes(entries: int) -> None:
    check(drawn(entries))


@given(
    entries=st.integers(2, 9),
    stage=st.sampled_from(STAGES),
    late=st.integers(0, 2),
    choices=st.lists(st.integers(0, 7), max_size=20),
)
@examples(60)
def test_at_any_time_of_the_night(entries: int, stage: Stage, late: int, choices: list[int]) -> None:
    night = drawn(entries, stage)
    for number in range(entries + 1, entries + late + 1):
        night.enter(number)
    for choice in choices:
        for match in night.ready[:1]:
            night.win(match.id, 1 if choice % 2 else 2)
    check(night)


def test_a_bye_leaves_no_gap() -> None:
    layout = layout_of(drawn(5, SINGLE))
    assert rows_of(layout) == [("W1-2", 0, 1.0), ("W2-1", 1, 1.0), ("W2-2", 1, 2.0), ("W3-1", 2, 1.5)]


def test_the_final_stands_between_both_brackets() -> None:
    layout = layout_of(drawn(4))
    assert rows_of(layout) == [
        ("W1-1", 0, 1.0),
        ("W1-2", 0, 2.0),
        ("L1-1", 0, 4.0),
        ("W2-1", 1, 1.5),
        ("L2-1", 1, 4.0),
        ("F-1", 2, 2.75),
    ]
    assert layout.matches["L2-1"].origins == (LoserOf("W2-1"), WinnerOf("L1-1"))
    assert [section.side for section in layout.sections] == ["W", "L", "F"]


def test_where_a_bye_was_the_loser_comes_from_the_match_before() -> None:
    layout = layout_of(drawn(3))
    assert layout.matches["L2-1"].origins == (LoserOf("W2-1"), LoserOf("W1-2"))


def test_the_if_necessary_game_appears_when_it_is_necessary() -> None:
    night = drawn(2)
    night.win("W1-1", 1)
    assert "F-2" not in layout_of(night).matches
    night.win("F-1", 2)
    layout = layout_of(night)
    final, if_game = layout.matches["F-1"], layout.matches["F-2"]
    assert (if_game.column, if_game.row) == (final.column + 1, final.row)


def test_third_place_stands_below_the_final() -> None:
    layout = layout_of(drawn(4, Stage("single", third_place=True)))
    assert rows_of(layout)[-2:] == [("T-1", 1, 3.0), ("W2-1", 1, 1.5)]


def rows_of(layout: BracketLayout) -> list[tuple[str, int, float]]:
    return list(_rows(layout))


def _rows(layout: BracketLayout) -> Iterator[tuple[str, int, float]]:
    for match in layout.matches.values():
        yield match.id, match.column, match.row
