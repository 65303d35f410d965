"""Names of teams that nobody has named: the word of their color, in the language of the window."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameConceded, PlayerRenamed, TeamUpdated
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.text import language
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.text.i18n import SOURCE_LANGUAGE
from tests.gui.conftest import OpenWindow, throw
from tests.gui.text.test_language import texts_of, visible_widgets


@pytest.fixture(autouse=True)
def spanish() -> Iterator[None]:
    before = QLocale()
    language.set_language("es")
    yield
    language.set_language(SOURCE_LANGUAGE)
    QLocale.setDefault(before)


@pytest.fixture
def window(open_window: OpenWindow, scorekeeper: Scorekeeper) -> MainWindow:
    """Return the window with a game of two teams that nobody has named."""
    scorekeeper.create(NewGame(lobby=False).to_event())
    window = open_window(scorekeeper)
    window.resize(1366, 768)
    QApplication.processEvents()
    return window


def texts_with(window: MainWindow, *words: str) -> list[str]:
    QApplication.processEvents()
    shown = {text for widget in visible_widgets(window) for text in texts_of(widget)}
    return sorted(text for text in shown if any(word in text for word in words))


def test_the_window_says_the_color_in_its_language(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = scorekeeper.game_ids()[0]
    throw(scorekeeper, game_id, "hole", "off", "board")
    assert window.message.text == "Naranja: tabla."
    assert texts_with(window, "Orange", "Blue") == []
    assert texts_with(window, "Naranja: 0 puntos")
    window.navigation.toggle_lineup()
    assert texts_with(window, "Orange", "Blue") == []
    assert [row.name.text() for card in window.lineup.teams.values() for row in card.rows.values()] == [
        "Naranja",
        "Azul",
    ]
    scorekeeper.record(game_id, GameConceded(1))
    assert texts_with(window, "Orange", "Blue") == []


def test_a_typed_name_stays_as_it_was_typed(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = scorekeeper.game_ids()[0]
    scorekeeper.record(game_id, TeamUpdated(1, "Blue Jays"))
    scorekeeper.record(game_id, PlayerRenamed(2, "Orange"))
    assert texts_with(window, "Blue Jays: 0 puntos")
    assert texts_with(window, "Orange: 0 puntos")


def test_a_written_color_is_a_name(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    """Older games have the words of the colors in their events."""
    scorekeeper.create(NewGame(team1=NewTeam("Orange"), team2=NewTeam("Blue"), lobby=False).to_event())
    window = open_window(scorekeeper)
    assert texts_with(window, "Orange: 0 puntos", "Blue: 0 puntos")
