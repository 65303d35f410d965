"""Landings of bags by player, and the heat map."""

import pytest

from goat_kiosk.domain.events import BagMoved
from goat_kiosk.domain.statistics.landings import COLUMNS, FRONT, LEFT, ROWS, Landing, heat_grid, landings_by_player
from tests.finished_games import landed_throws
from tests.games import new_game, play, rounds_entered

ROUND = [("hole", 12.0, 39.0), ("board", 6.0, 20.0)] + [("off", 30.0, 50.0), ("board", 7.0, 21.0)] * 3


def test_landings_have_the_thrower_and_the_place() -> None:
    history = play(new_game(), *landed_throws(ROUND))  # type: ignore[arg-type]
    history = play(history, *landed_throws([("board", 1.0, 2.0), ("off", 3.0, 4.0)]), BagMoved(1, "hole", 12.0, 39.0))
    found = landings_by_player(history.game)
    ann, bob, cat, dan = (player.id for side in history.game.sides for player in side.players)
    assert found[ann] == [Landing(12.0, 39.0, "hole")] + [Landing(30.0, 50.0, "off")] * 3
    assert found[cat][0] == Landing(6.0, 20.0, "board")
    assert (found[bob], found[dan]) == ([Landing(1.0, 2.0, "board")], [Landing(3.0, 4.0, "off")])


def test_a_round_entered_by_its_counts_has_no_landings() -> None:
    history = play(new_game(), *rounds_entered(((2, 1), (0, 1))))
    assert not any(landings_by_player(history.game).values())


@pytest.mark.parametrize(("x", "y"), [(12.0, 39.0), (-80.0, 200.0), (24.0, 0.0)])
def test_the_hottest_inch_is_where_the_bag_lies_or_the_edge(x: float, y: float) -> None:
    spread = heat_grid([Landing(x, y, "board"), Landing(None, None, "off")])
    assert (len(spread), len(spread[0])) == (ROWS, COLUMNS)
    hottest = max((value, row, column) for row, line in enumerate(spread) for column, value in enumerate(line))
    assert hottest[0] == 1
    assert hottest[1] == min(max(int(y) - FRONT, 0), ROWS - 1)
    assert hottest[2] == min(max(int(x) - LEFT, 0), COLUMNS - 1)


def test_the_heat_map_without_bags_is_empty() -> None:
    assert {value for line in heat_grid([]) for value in line} == {0.0}
