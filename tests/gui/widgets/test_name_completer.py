"""Names completed in the form of a new game, typed and clicked."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import PlayerJoined, TeamEntry
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.store.log.event_log import EventLog
from tests.finished_games import DAY, game_between, game_rows, rounds_won_by
from tests.games import AT
from tests.gui.conftest import OpenWindow, SteppingClock, click, create, press, type_in


@pytest.fixture
def window(
    open_window: OpenWindow, scorekeeper: Scorekeeper, log: EventLog, clock: SteppingClock, qtbot: QtBot
) -> MainWindow:
    """Two games were played here: Hawks (José and Ann, red) and Owls (Jo); the form of a new one is open."""
    hawks = game_between("Court 1", ("Hawks", "José", "Ann"), ("Owls", "Jo"))
    hawks = hawks.__class__(hawks.court, TeamEntry("Hawks", "#f05252", ("José", "Ann")), hawks.team2)
    log.append_all(game_rows(1, AT, hawks, rounds_won_by(1)))
    log.append_all(
        game_rows(2, AT - DAY, game_between("Court 1", ("Harriers", "Mary Jo"), ("Owls", "Jo")), rounds_won_by(1))
    )
    clock.now = AT + 2 * DAY
    window = open_window(scorekeeper)
    qtbot.waitUntil(lambda: len(window._services.roster.roster.people) == 4)
    return window


def test_a_player_is_completed_without_accents_the_last_seen_first(window: MainWindow, qtbot: QtBot) -> None:
    form = window.new_game.teams[1]
    offered = form.player_completers[0]
    type_in(form.players[0], "jo")
    qtbot.waitUntil(lambda: offered.is_open)
    assert offered.suggestion_texts[-1] == "Mary Jo  ·  Harriers"
    assert set(offered.suggestion_texts[:2]) == {"José  ·  Hawks", "Jo  ·  Owls"}
    type_in(form.players[0], "s")
    assert offered.suggestion_texts == ["José  ·  Hawks"]
    press(form.players[0], Qt.Key.Key_Down)
    press(form.players[0], Qt.Key.Key_Return)
    assert form.players[0].text() == "José"
    assert window.new_game.isVisible()
    assert form.name.text() == ""


def test_choosing_a_team_fills_in_its_players_and_its_color(
    window: MainWindow, qtbot: QtBot, scorekeeper: Scorekeeper
) -> None:
    form = window.new_game.teams[1]
    type_in(form.players[1], "Somebody")
    type_in(form.name, "ha")
    qtbot.waitUntil(lambda: form.team_completer.is_open)
    assert form.team_completer.suggestion_texts == ["Hawks  ·  José & Ann", "Harriers  ·  Mary Jo"]
    suggestions = form.team_completer.list
    assert suggestions is not None
    click(suggestions.viewport(), suggestions.visualRect(suggestions.model().index(0, 0)).center())
    assert [form.name.text(), *(field.text() for field in form.players[:2])] == ["Hawks", "José", "Ann"]
    assert form.color == "#f05252"
    click(window.new_game.submit)
    side = scorekeeper.history(scorekeeper.game_ids()[-1]).game.side(1)
    assert (side.name, side.color, [player.name for player in side.players]) == ("Hawks", "#f05252", ["José", "Ann"])


def test_enter_with_nothing_chosen_starts_the_game_and_escape_closes_only_the_list(
    window: MainWindow, qtbot: QtBot, scorekeeper: Scorekeeper
) -> None:
    form = window.new_game.teams[1]
    type_in(form.name, "haw")
    qtbot.waitUntil(lambda: form.team_completer.is_open)
    press(form.name, Qt.Key.Key_Escape)
    assert not form.team_completer.is_open
    type_in(form.name, "k")
    qtbot.waitUntil(lambda: form.team_completer.is_open)
    press(form.name, Qt.Key.Key_Return)
    assert window.play.isVisible()
    assert not form.team_completer.is_open
    assert scorekeeper.history(scorekeeper.game_ids()[-1]).game.side(1).name == "hawk"


def test_the_typed_name_stays_when_no_suggestion_is_chosen(window: MainWindow, qtbot: QtBot) -> None:
    form = window.new_game.teams[2]
    type_in(form.name, "ow")
    qtbot.waitUntil(lambda: form.team_completer.is_open)
    type_in(form.name, "n")
    assert not form.team_completer.is_open
    assert form.team().name == "own"


def test_a_player_who_joined_a_lobby_is_suggested_next_time(
    window: MainWindow, qtbot: QtBot, scorekeeper: Scorekeeper
) -> None:
    game_id = create(scorekeeper)
    scorekeeper.record(game_id, PlayerJoined(2, "Zoë"))
    qtbot.waitUntil(lambda: bool(window._services.roster.find_players("zoe")))
    assert window._services.roster.find_players("zoe")[0].team == "Owls"
