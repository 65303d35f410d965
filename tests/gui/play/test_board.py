"""The board widget by mouse: taps, drags, and taps while a bag is chosen."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagMoved, BagThrown, Result
from goat_kiosk.domain.games.new_game import NewGame, NewRules, NewTeam
from goat_kiosk.gui.play.board import Board
from goat_kiosk.gui.play.board_plan import (
    BOARD_LONG,
    BOARD_WIDE,
    END_MARGIN,
    HOLE_RADIUS,
    HOLE_X,
    HOLE_Y,
    BoardPlan,
    result_at,
)
from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.widgets.inputs.key_caps import are_caps_shown
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.gui.conftest import OpenWindow, choose_bag, click, press, throw

SIZES = [(1280, 660), (1366, 728), (1920, 1040), (3840, 2120)]


def at(board: Board, x: float, y: float) -> QPoint:
    return board.plan.pixel(x, y).toPoint()


def tap(board: Board, x: float, y: float) -> None:
    click(board, at(board, x, y))


def drag(board: Board, start: QPointF, x: float, y: float) -> None:
    QTest.mousePress(board, Qt.MouseButton.LeftButton, pos=start.toPoint())
    for share in (0.3, 0.6, 1.0):
        QTest.mouseMove(board, (start + (QPointF(at(board, x, y)) - start) * share).toPoint())
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, pos=at(board, x, y))


@pytest.mark.parametrize(
    ("x", "y", "result"),
    [(12, 39, "hole"), (12, 41.5, "hole"), (6, 20, "board"), (23.5, 1, "board"), (-3, 20, "off"), (12, 50, "off")],
)
def test_a_tap_records_where_the_bag_landed(
    live_window: MainWindow, log: EventLog, game_id: int, x: float, y: float, result: Result
) -> None:
    tap(live_window.play.board, x, y)
    event = log.events(game_id)[-1].event
    assert isinstance(event, BagThrown)
    assert (event.team, event.result) == (1, result)
    assert event.x == pytest.approx(x, abs=0.15)
    assert event.y == pytest.approx(y, abs=0.15)


def test_a_tap_throws_for_the_next_team_even_on_top_of_a_bag(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    for _ in range(3):
        tap(live_window.play.board, 8, 20)
    assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [1, 2, 1]


def test_a_bag_dragged_into_the_hole_counts_and_can_be_dragged_back(
    live_window: MainWindow, scorekeeper: Scorekeeper, log: EventLog, game_id: int
) -> None:
    board = live_window.play.board
    tap(board, 8, 20)
    drag(board, board.place_of(1), HOLE_X, HOLE_Y)
    moved = log.events(game_id)[-1].event
    assert isinstance(moved, BagMoved)
    assert (moved.bag, moved.result) == (1, "hole")
    drag(board, board.place_of(1), -4, 10)
    assert scorekeeper.history(game_id).game.bags[0].result == "off"
    drag(board, board.place_of(1), 8, 22)
    assert [mark.result for mark in scorekeeper.history(game_id).game.bags[0].history] == [
        "board",
        "hole",
        "off",
        "board",
    ]


def test_a_bag_scored_by_a_button_has_a_place_and_can_be_dragged(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "board", "off")
    drag(live_window.play.board, live_window.play.board.place_of(2), 12, 20)
    assert [bag.result for bag in scorekeeper.history(game_id).game.bags] == ["board", "board"]


def test_a_small_movement_is_a_tap_not_a_drag(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    board = live_window.play.board
    tap(board, 8, 20)
    start = board.place_of(1)
    QTest.mousePress(board, Qt.MouseButton.LeftButton, pos=start.toPoint())
    QTest.mouseRelease(board, Qt.MouseButton.LeftButton, pos=start.toPoint() + QPoint(3, 2))
    assert [bag.team for bag in scorekeeper.history(game_id).game.bags] == [1, 2]


def test_a_tap_moves_the_chosen_bag(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    tap(live_window.play.board, 8, 20)
    choose_bag(live_window, 1)
    tap(live_window.play.board, HOLE_X, HOLE_Y)
    event = log.events(game_id)[-1].event
    assert isinstance(event, BagMoved)
    assert (event.bag, event.result) == (1, "hole")
    assert live_window.play.columns[1].pad.isVisible()


def test_during_the_coin_toss_a_tap_says_what_to_do(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    event = NewGame("Court 1", NewRules(wash="toss"), NewTeam("Hawks", ["Ann"]), NewTeam("Owls", ["Cy"])).to_event()
    game_id = scorekeeper.create(event).game_id
    throw(scorekeeper, game_id, *("board",) * 8)
    window = open_window(scorekeeper)
    tap(window.play.board, 8, 20)
    assert window.message.text.startswith("Toss a coin first")
    assert scorekeeper.history(game_id).game.bags == ()


def test_a_right_click_throws_nothing(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    seq = scorekeeper.history(game_id).seq
    QTest.mouseClick(live_window.play.board, Qt.MouseButton.RightButton, pos=at(live_window.play.board, 8, 20))
    assert scorekeeper.history(game_id).seq == seq


def test_the_board_shows_the_bags_in_words_and_in_paint(live_window: MainWindow) -> None:
    board = live_window.play.board
    before = board.grab().toImage()
    tap(board, 8, 20)
    assert board.accessibleName() == "The board: bag 1 Hawks board"
    assert board.grab().toImage() != before


@pytest.mark.parametrize("size", SIZES)
def test_the_board_is_to_scale_whole_and_large_enough_for_fingers(
    live_window: MainWindow, size: tuple[int, int]
) -> None:
    live_window.resize(*size)
    board = live_window.play.board
    assert (live_window.width(), live_window.height()) == size
    drawn = board.plan.board
    assert drawn.height() == pytest.approx(2 * drawn.width())
    assert drawn.width() / board.plan.hole.width() == pytest.approx(BOARD_WIDE / (2 * HOLE_RADIUS))
    assert board.rect().contains(drawn.toRect())
    assert size[1] < 700 or board.plan.hole.width() >= 48


def test_a_board_position_survives_conversion_to_pixels_and_back() -> None:
    plan = BoardPlan.fit(330, 470)
    for x, y in ((0, 0), (HOLE_X, HOLE_Y), (-4.2, 17.3), (BOARD_WIDE, BOARD_LONG + END_MARGIN)):
        assert plan.inches(plan.pixel(x, y)) == (x, y)
    assert result_at(0, 0) == "board"
    assert result_at(-0.1, 0) == "off"


def test_the_keyboard_reaches_the_bags_of_the_board(live_window: MainWindow, log: EventLog, game_id: int) -> None:
    tap(live_window.play.board, 8, 20)
    press(live_window, Qt.Key.Key_Right)
    press(live_window, "e")
    assert log.events(game_id)[-1].event == BagMoved(1, "off")


def hover(board: Board, x: float, y: float, device: QPointingDevice | None = None) -> None:
    """Move the pointer of a mouse, or of the `device`, without a button."""
    place = QPointF(at(board, x, y))
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        place,
        QPointF(board.mapTo(board.window(), place.toPoint())),
        QPointF(board.mapToGlobal(place.toPoint())),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        device or QPointingDevice.primaryPointingDevice(),
    )
    QApplication.sendEvent(board, event)


def test_the_bag_under_the_mouse_is_shown_but_not_over_the_last_landing(live_window: MainWindow) -> None:
    board = live_window.play.board
    empty = board.grab().toImage()
    hover(board, 12, 20)
    assert board.grab().toImage() != empty
    tap(board, 12, 20)
    landed = board.grab().toImage()
    hover(board, 12.3, 20.4)
    assert board.grab().toImage() == landed
    hover(board, 5, 8)
    assert board.grab().toImage() != landed


def test_a_touch_shows_no_bag_before_it_lands_and_hides_the_keys(
    live_window: MainWindow, touch_screen: QPointingDevice
) -> None:
    board, undo = live_window.play.board, live_window.play.rulings_button
    with_keys, empty = undo.grab().toImage(), board.grab().toImage()
    hover(board, 12, 20, touch_screen)
    assert board.grab().toImage() == empty
    assert undo.grab().toImage() != with_keys
    assert not are_caps_shown()
    press(live_window, Qt.Key.Key_F16)
    assert undo.grab().toImage() == with_keys
    hover(board, 12, 20, touch_screen)
    hover(board, 12, 20)
    assert are_caps_shown()


@pytest.fixture
def touch_screen() -> Iterator[QPointingDevice]:
    yield QTest.createTouchDevice()
    input_filter().uses_touch = False


def test_the_bags_in_the_hole_are_one_bag_and_their_number(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    board = live_window.play.board
    beside_the_hole = board.plan.square(3, HOLE_Y, 8).toAlignedRect()
    pictures = []
    for _ in range(3):
        throw(scorekeeper, game_id, "hole", "off")
        pictures.append(board.grab(beside_the_hole).toImage())
    assert board.place_of(1) == board.place_of(3) == board.place_of(5)
    assert all(first != second for first, second in combinations(pictures, 2))


def test_a_bag_in_the_hole_is_taken_out_again(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    throw(scorekeeper, game_id, "hole", "off", "hole")
    drag(live_window.play.board, live_window.play.board.place_of(3), 12, 10)
    assert sorted(bag.result for bag in scorekeeper.history(game_id).game.bags) == ["board", "hole", "off"]


def screenshot(window: MainWindow, widget: QWidget) -> QImage:
    """Return what is on the screen; `grab` would paint it again."""
    corner = widget.mapTo(window, QPoint())
    screen = window.screen().grabWindow(window.winId(), corner.x(), corner.y(), widget.width(), widget.height())
    return screen.toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_partial_repaint_leaves_nothing_old(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int, qtbot: QtBot
) -> None:
    board = live_window.play.board
    throw(scorekeeper, game_id, "board", "hole", "off", "board", "hole", "foul")
    scorekeeper.record(game_id, BagMoved(1, "hole"))
    qtbot.waitUntil(lambda: not live_window.play.flash.isVisible())
    live_window.message.say("")
    QApplication.processEvents()
    whole = board.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert screenshot(live_window, board) == whole


def test_a_bag_is_chosen_with_a_right_click_and_others_are_a_step_away(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "board", "hole")
    choose_bag(live_window, 2)
    choice = live_window.play.columns[2].choice
    assert (choice.isVisible(), choice.bag) == (True, 2)
    click(choice.previous)
    assert not choice.isVisible()
    assert live_window.play.columns[1].choice.bag == 1
    click(live_window.play.columns[1].choice.close_button)
    assert live_window.play.columns[1].pad.isVisible()
