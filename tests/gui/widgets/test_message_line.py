"""The message line: it floats over the page, which never moves, and problems are in the status bar."""

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.widgets import message_line
from goat_kiosk.gui.widgets.inputs.named_button import Tab
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import click, press, throw


def geometry(window: MainWindow) -> list[object]:
    play = window.play
    widgets = [play, play.board, *play.columns.values(), *play.columns[1].pad.buttons.values(), play.undo]
    return [(widget.mapTo(window, QPoint()), widget.size()) for widget in widgets]


def test_no_page_moves_when_a_message_comes_or_goes(live_window: MainWindow, qtbot: QtBot) -> None:
    silent = geometry(live_window)
    live_window.message.warn("The disk is full, and a long sentence says what to do about it. " * 3)
    qtbot.wait(1)
    assert live_window.message.isVisible()
    assert geometry(live_window) == silent
    live_window.message.ask("Which one?", [("This", lambda: None), ("That", lambda: None)])
    live_window.message.show_problem("network", "No network.")
    qtbot.wait(1)
    assert geometry(live_window) == silent
    live_window.message.say("")
    assert not live_window.message.isVisible()
    assert geometry(live_window) == silent


def test_a_message_covers_nothing_that_is_pressed(live_window: MainWindow) -> None:
    live_window.message.ask("Which one?", [("This", lambda: None)])
    covered = live_window.message.geometry()
    for column in live_window.play.columns.values():
        for button in (*column.pad.buttons.values(), live_window.play.undo, live_window.play.rulings_button):
            assert not covered.contains(button.mapTo(live_window, button.rect().topLeft()))
    board = live_window.play.board
    assert not covered.contains(board.mapTo(live_window, board.plan.hole.topLeft().toPoint()))


def test_news_goes_away_by_itself_and_a_question_stays(live_window: MainWindow, qtbot: QtBot) -> None:
    live_window.message.say("Saved.")
    assert live_window.message._silence.isActive()
    live_window.message._silence.start(0)
    qtbot.waitUntil(lambda: not live_window.message.isVisible())
    live_window.message.ask("Which one?", [("This", lambda: None)])
    assert not live_window.message._silence.isActive()
    assert live_window.message.isVisible()


def test_a_click_goes_through_news_but_not_through_a_question(live_window: MainWindow) -> None:
    live_window.message.say("Saved.")
    middle = live_window.message.geometry().center()
    assert live_window.childAt(middle) is not live_window.message
    live_window.message.ask("Which one?", [("This", lambda: None)])
    below = live_window.childAt(live_window.message.geometry().topLeft() + QPoint(20, 20))
    assert below is not None
    assert live_window.message in {below, below.parentWidget()}


def test_a_bag_that_the_board_shows_is_only_announced(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    press(live_window, "q")
    assert live_window.message.text == "Ann: hole."
    assert not live_window.message.isVisible()
    throw(scorekeeper, game_id, *("off",) * 7)
    assert live_window.message.text == "Cy: off. Round 1: +3 for Hawks, 3–0."
    assert live_window.message.isVisible()


def test_a_problem_stays_in_the_status_bar(live_window: MainWindow) -> None:
    live_window.message.show_problem("disk", "The disk is almost full.")
    live_window.message.say("Saved.")
    live_window.message.say("")
    assert live_window.message.problems.isVisible()
    assert live_window.status_bar.isAncestorOf(live_window.message.problems)
    live_window.message.show_problem("disk", "")
    assert not live_window.message.problems.isVisible()


def test_the_next_bag_is_entered_while_a_question_is_open(live_window: MainWindow) -> None:
    press(live_window, "u")
    assert live_window.message.answers
    click(live_window.play.columns[1].pad.buttons["hole"])
    assert "bag 2 Hawks hole" in live_window.play.board.accessibleName()


def test_a_message_follows_the_window(live_window: MainWindow, qtbot: QtBot) -> None:
    live_window.message.ask("Which one?", [("This", lambda: None)])
    stage = live_window.message._area
    assert stage is not None
    before = stage.width()
    live_window.resize(1600, 900)
    qtbot.waitUntil(lambda: stage.width() > before)
    middle = stage.mapTo(live_window, stage.rect().center()).x()
    assert abs(live_window.message.geometry().center().x() - middle) <= 1


def test_slow_readers_have_the_time_to_read() -> None:
    assert message_line._SHOWN_MS + 100 * message_line._READING_MS >= 8_000


@pytest.mark.parametrize(
    "text",
    ["Ada: now Adah.", "The game goes on at Court 3.", "Saved.", *("Ann joined Hawks." * n for n in range(1, 4))],
)
def test_a_short_message_takes_one_line(live_window: MainWindow, text: str) -> None:
    live_window.message.say(text)
    QApplication.processEvents()
    label = live_window.message._label
    assert label.heightForWidth(label.width()) < 2 * label.fontMetrics().lineSpacing()


def test_a_message_leaves_the_tabs_of_a_page_free(live_window: MainWindow) -> None:
    live_window.open_section("Kiosk mode")
    live_window.message.say("The PIN is set.")
    tabs = [tab for tab in live_window.pages.findChildren(Tab) if tab.isVisible()]
    assert len(tabs) > 3
    for tab in tabs:
        assert not live_window.message.geometry().intersects(QRect(tab.mapTo(live_window, QPoint()), tab.size()))
