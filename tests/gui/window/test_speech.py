"""A game scored by keyboard and ear alone: each key is pressed, and what a screen reader says is recorded."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, create, key_page, press, throw

Hear = Callable[[], str]


@pytest.fixture
def spoken_window(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> MainWindow:
    assert scorekeeper.history(game_id).game.status == "lobby"
    return open_window(scorekeeper)


@pytest.fixture
def hear(spoken_window: MainWindow) -> Hear:
    """Return a function that returns the announcements since its last call."""
    announcements = list[str]()
    spoken_window.message.announced.connect(announcements.append)

    def heard() -> str:
        text = " | ".join(announcements)
        announcements.clear()
        return text

    return heard


def test_a_game_is_scored_by_keyboard_and_ear_alone(
    spoken_window: MainWindow, hear: Hear, scorekeeper: Scorekeeper, game_id: int
) -> None:
    window = spoken_window
    press(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert hear() == "Hawks 0, Owls 0. The game has not started."
    press(window, Qt.Key.Key_Return)
    assert hear() == "Game started."
    press(window, "1")
    assert hear() == "Ann: hole. Cy throws next."
    press(window, "2")
    assert hear() == "Cy: board. Ann throws next."
    press(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert hear() == "Hawks 0, Owls 0. Ann throws next. Round 1, bags left: Hawks 3, Owls 3."
    press(window, Qt.Key.Key_Backspace)
    assert hear() == "Undone: Cy: board."
    press(window, "2")
    hear()
    for key in "313131":
        press(window, key)
    assert hear().endswith("Cy: hole. Round 1: +7 for Owls, 0–7. Cy throws next.")
    throw(scorekeeper, game_id, *("hole", "off") * 4)
    hear()
    for key in "13131313":
        press(window, key)
    assert hear().endswith("Owls won.")
    press(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert hear() == "Hawks 0, Owls 31. Owls won, first to 21, after 3 rounds."
    press(window, "1")
    assert scorekeeper.history(game_id).game.winner == 2


def test_a_question_is_spoken_with_the_key_of_each_answer(spoken_window: MainWindow, hear: Hear) -> None:
    press(spoken_window, Qt.Key.Key_Return)
    hear()
    press(spoken_window, "u")
    assert hear().endswith("(F4)")


def test_rounds_only_leaves_out_the_bags(spoken_window: MainWindow, hear: Hear, preferences: Preferences) -> None:
    page = key_page(spoken_window)
    page.speech.buttons["rounds"].click()
    assert preferences.current.speech == "rounds"
    press(spoken_window, Qt.Key.Key_Return)
    hear()
    for key in "13131313":
        press(spoken_window, key)
    assert hear() == "Cy: off. Round 1: +12 for Hawks, 12–0. Ann throws next."
    press(spoken_window, "1")
    assert not hear()


def test_the_score_is_spoken_of_the_court_that_is_shown(
    spoken_window: MainWindow, hear: Hear, scorekeeper: Scorekeeper
) -> None:
    spoken_window.show_game(create(scorekeeper, "Court 2"))
    hear()
    spoken_window.open_section("History")
    press(spoken_window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    assert not hear(), "no game is shown"
