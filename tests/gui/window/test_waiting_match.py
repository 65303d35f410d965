"""Waiting match in the window: a game that another kiosk's call has opened is one key away."""

from msgspec.structs import replace
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Fixture, GameConceded
from goat_kiosk.gui.window.main_window import MainWindow
from tests.games import game_created
from tests.gui.conftest import press
from tests.gui.courts.test_court_use import answer


def call(scorekeeper: Scorekeeper, court: str = "Court 1") -> int:
    event = replace(game_created(court=court), fixture=Fixture(7, 1, "W1-1"), lobby=True)
    return scorekeeper.create(event, "tournament-7-1-W1-1-0").game_id


def test_an_idle_window_shows_the_match_that_waits_and_enter_begins(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    game_id = call(scorekeeper)
    assert window.current.game_id == game_id
    press(window.lobby, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.status == "live"


def test_a_result_stays_until_the_next_match_is_begun(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    scorekeeper.record(game_id, GameConceded(1))
    elsewhere = call(scorekeeper, "Court 2")
    assert live_window.message.answers == []
    scorekeeper.record(elsewhere, GameConceded(1))
    waiting = scorekeeper.create(replace(game_created(), fixture=Fixture(7, 1, "W2-1"), lobby=True)).game_id
    assert live_window.current.game_id == game_id
    assert live_window.message.text.startswith("Court 1 is called: ")
    answer(live_window, "Go there")
    assert live_window.current.game_id == waiting


def test_a_game_that_is_played_is_not_left(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    call(scorekeeper, "Court 2")
    assert (live_window.current.game_id, live_window.message.answers) == (game_id, [])
