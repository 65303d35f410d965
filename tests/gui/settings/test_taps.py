"""Bouncing taps: a bounce of one finger is no second bag, two quick taps at different places are two bags."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, throw

BOUNCE_MESSAGE = "Two taps at one place within 0.3 seconds count once. Tap again if you meant two."


class Finger:
    """Taps with simulated times in milliseconds."""

    def __init__(self) -> None:
        self.now = 10_000_000
        """Later than whatever `QTest` has clicked."""

    def tap(self, widget: QWidget, after: int = 1_000, place: QPoint | None = None) -> None:
        """Touch `widget` for 60 ms, `gap` milliseconds after the end of the last touch."""
        at = place or widget.rect().center()
        for kind, wait in ((QEvent.Type.MouseButtonPress, after), (QEvent.Type.MouseButtonRelease, 60)):
            self.now += wait
            where, button = QPointF(at), Qt.MouseButton.LeftButton
            buttons = button if kind == QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            event = QMouseEvent(
                kind, where, QPointF(widget.mapToGlobal(at)), button, buttons, Qt.KeyboardModifier.NoModifier
            )
            event.setTimestamp(self.now)
            QApplication.sendEvent(widget, event)


@pytest.fixture
def finger() -> Finger:
    return Finger()


def bags(scorekeeper: Scorekeeper, game_id: int) -> list[str]:
    return [bag.result for bag in scorekeeper.history(game_id).game.bags]


def near_the_edge(widget: QWidget) -> QPoint:
    """Return a point in the left part of a widget, where the next page has no gap between two buttons."""
    return widget.mapTo(widget.window(), QPoint(widget.width() // 4, widget.height() // 2))


def double_click(window: QWidget, place: QPoint) -> None:
    """Double-click a position in the window; the second click may hit another widget, as with a real mouse."""
    handle = window.windowHandle()
    assert isinstance(handle, QWindow)
    QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


@pytest.mark.parametrize("gap", [30, 120, 200, 290])
def test_a_bounce_on_a_button_is_one_bag_and_is_reported(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, finger: Finger, gap: int
) -> None:
    off = live_window.play.columns[1].pad.buttons["off"]
    finger.tap(off)
    finger.tap(off, after=gap)
    assert bags(scorekeeper, game_id) == ["off"]
    assert live_window.message.text == BOUNCE_MESSAGE
    finger.tap(off, after=gap)
    assert live_window.message.text.count(BOUNCE_MESSAGE) <= 1


def test_a_tap_a_third_of_a_second_later_is_another_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, finger: Finger
) -> None:
    off = live_window.play.columns[1].pad.buttons["off"]
    finger.tap(off)
    finger.tap(off, after=310)
    finger.tap(off, after=310)
    assert bags(scorekeeper, game_id) == ["off", "off", "off"]


def test_a_bounce_on_the_drawn_board_is_one_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, finger: Finger
) -> None:
    board = live_window.play.board
    place = board.plan.pixel(12, 20).toPoint()
    finger.tap(board, place=place)
    finger.tap(board, after=90, place=place + QPoint(5, -6))
    assert bags(scorekeeper, game_id) == ["board"]
    assert BOUNCE_MESSAGE in live_window.message.text


def test_two_bags_tapped_fast_at_different_places_are_two(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, finger: Finger
) -> None:
    board = live_window.play.board
    finger.tap(board, place=board.plan.pixel(6, 15).toPoint())
    finger.tap(board, after=80, place=board.plan.pixel(17, 30).toPoint())
    finger.tap(live_window.play.columns[1].pad.buttons["off"], after=80)
    finger.tap(live_window.play.columns[2].pad.buttons["off"], after=80)
    assert bags(scorekeeper, game_id) == ["board", "board", "off", "off"]


def test_digits_and_counters_take_every_tap(live_window: MainWindow, finger: Finger) -> None:
    keys = live_window.pin_prompt.page.keys
    for digit in "2288":
        finger.tap(keys[digit], after=70)
    assert live_window.pin_prompt.page.field.text() == "2288"
    more = live_window.play.rulings.number.more
    live_window.play.rulings_button.click()
    for _ in range(3):
        finger.tap(more, after=70)
    assert live_window.play.rulings.number.number.value() == 4


def test_a_double_click_on_the_board_is_one_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    double_click(live_window, near_the_edge(live_window.play.board))
    assert len(bags(scorekeeper, game_id)) == 1


def test_a_question_is_still_to_be_answered_after_a_bounce(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, finger: Finger
) -> None:
    hole = live_window.play.columns[2].pad.buttons["hole"]
    finger.tap(hole)
    buttons = len(live_window.message.answers)
    assert buttons
    finger.tap(hole, after=100)
    assert len(live_window.message.answers) == buttons
    assert bags(scorekeeper, game_id) == ["hole"]


def test_a_double_click_on_next_game_presses_nothing_in_it(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    rules = NewRules(target=3, games=3)
    event = NewGame("Court 1", rules, NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])).to_event()
    game_id = scorekeeper.create(event).game_id
    scorekeeper.record(game_id, GameStarted())
    window = open_window(scorekeeper)
    throw(scorekeeper, game_id, "hole", "off", "off", "off", "off", "off", "off", "off")
    place = near_the_edge(window.finish.next)
    double_click(window, place)
    assert window.play.isVisible()
    assert isinstance(window.childAt(place), QAbstractButton), "another button is under the pointer now"
    assert [scorekeeper.history(game_id).game.status for game_id in scorekeeper.game_ids()] == ["finished", "live"]
    assert not scorekeeper.history(scorekeeper.game_ids()[-1]).game.bags
    assert window.message.text == BOUNCE_MESSAGE
