"""Swapped sides: team 2 is on the left with its keys, and the log stays the same."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, GameStarted, Team
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import click, create, key_page, press


def places(window: MainWindow) -> list[Team]:
    """Return the teams on the screen from left to right."""
    QApplication.processEvents()
    columns = window.play.columns
    return sorted(columns, key=lambda team: columns[team].mapTo(window, QPoint(0, 0)).x())


def test_the_keys_follow_the_side_of_the_screen(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    assert places(live_window) == [1, 2]
    press(live_window, "s")
    assert places(live_window) == [2, 1]
    press(live_window, "u")
    assert log.events(game_id)[-1].event == BagThrown(1, "hole")
    press(live_window, "q")
    assert log.events(game_id)[-1].event == BagThrown(2, "hole")
    assert live_window.play.columns[2].pad.buttons["hole"].toolTip() == "<span>Owls: Hole (key Q or 1)</span>"


def test_one_game_is_swapped_and_the_other_is_not(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, preferences: Preferences
) -> None:
    click(live_window.toggles.swap)
    other = create(scorekeeper, "Court 2")
    scorekeeper.record(other, GameStarted())
    live_window.show_game(other)
    assert places(live_window) == [1, 2]
    live_window.show_game(game_id)
    assert places(live_window) == [2, 1]
    assert preferences.current.swapped == (game_id,)


def test_all_games_are_swapped_on_the_page_of_the_desk(live_window: MainWindow, preferences: Preferences) -> None:
    live_window.open_section("Keyboard and sound")
    click(key_page(live_window).mirrored)
    press(live_window, Qt.Key.Key_Escape)
    assert preferences.current.team2_left
    assert places(live_window) == [2, 1]
    press(live_window, "s")
    assert places(live_window) == [1, 2]


def test_swapping_all_games_forgets_the_exceptions(live_window: MainWindow) -> None:
    press(live_window, "s")
    live_window.open_section("Keyboard and sound")
    click(key_page(live_window).mirrored)
    press(live_window, Qt.Key.Key_Escape)
    assert places(live_window) == [2, 1]


def test_the_rail_stays_as_it_is(live_window: MainWindow) -> None:
    before = live_window.rail.entries[0].accessibleName()
    press(live_window, "s")
    assert live_window.rail.entries[0].accessibleName() == before
