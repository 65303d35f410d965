"""Closing the window during a game: it asks, the default keeps it open, and a logout is not delayed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameSetAside, GameStarted
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.clocks import ManualClock
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, throw


def ask(window: MainWindow) -> None:
    assert not window.close()
    assert window.pages.currentWidget() is window.close_question.page
    assert window.close_question.page.keep_open_button.hasFocus()


def test_the_question_says_how_many_courts_are_playing(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    window = open_window(scorekeeper)
    for court in ("Court 1", "Court 2", "Court 3"):
        scorekeeper.record(create(scorekeeper, court), GameStarted())
    create(scorekeeper, "Court 4")
    ask(window)
    assert window.close_question.page.question.text() == "3 courts are playing. Close?"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape])
def test_the_default_keeps_playing(live_window: MainWindow, key: Qt.Key) -> None:
    ask(live_window)
    assert live_window.close_question.page.question.text() == "1 court is playing. Close?"
    press(live_window.close_question.page.keep_open_button, key)
    assert live_window.play.isVisible()
    assert live_window.isVisible()


def test_the_other_answer_closes_the_window(live_window: MainWindow, qtbot: QtBot) -> None:
    ask(live_window)
    assert not live_window.close(), "asked again, it asks again"
    press(live_window.close_question.page.keep_open_button, Qt.Key.Key_Tab)
    with qtbot.waitSignal(live_window.closed):
        press(live_window.close_question.page.leave, Qt.Key.Key_Return)
    assert not live_window.isVisible()


def test_keys_of_the_game_do_nothing_during_the_question(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    throw(scorekeeper, game_id, "hole")
    ask(live_window)
    press(live_window.close_question.page.keep_open_button, Qt.Key.Key_Backspace)
    press(live_window.close_question.page.keep_open_button, "1")
    assert len(scorekeeper.history(game_id).game.bags) == 1


def test_opening_a_court_answers_the_question_too(live_window: MainWindow) -> None:
    ask(live_window)
    click(live_window.rail.entries[0])
    assert live_window.play.isVisible()


def test_nothing_is_asked_when_nobody_plays(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int, clock: SteppingClock
) -> None:
    assert open_window(scorekeeper).close(), "a lobby"
    scorekeeper.record(game_id, GameStarted())
    clock.now += 4 * 60 * 60 * 1000
    assert open_window(scorekeeper).close(), "left lying for hours"


def test_a_game_that_is_set_aside_is_not_being_played(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameStarted())
    scorekeeper.record(game_id, GameSetAside())
    assert open_window(scorekeeper).close()


def test_setting_the_wall_clock_ends_no_game(open_window: OpenWindow, log: EventLog) -> None:
    clock = ManualClock()
    scorekeeper = Scorekeeper(log, "Patio", clock)
    scorekeeper.record(create(scorekeeper), GameStarted())
    window = open_window(scorekeeper)
    clock.set_wall_by(4 * 60 * 60 * 1000)
    ask(window)


def test_a_logout_and_the_programs_end_close_the_window_without_a_question(
    live_window: MainWindow, open_window: OpenWindow, scorekeeper: Scorekeeper, qapp: QApplication
) -> None:
    live_window.window_state.close_without_asking()
    assert not live_window.isVisible()
    other = open_window(scorekeeper)
    assert isinstance(qapp, QGuiApplication)
    other.pin_prompt.lock.set_pin("2468")
    other.pin_prompt.lock.lock()
    other.window_state.on_session_end()
    assert other.close(), "neither the PIN nor a question"


def test_after_a_canceled_logout_closing_asks_again(live_window: MainWindow) -> None:
    live_window.window_state.on_session_end()
    live_window.window_state._stay()
    ask(live_window)
