"""The lobby page: players are moved and removed, join requests accepted or declined."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import PlayerJoined, Team
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press, type_in


@pytest.fixture
def lobby(scorekeeper: Scorekeeper) -> Lobby:
    return Lobby(scorekeeper, approve=True)


@pytest.fixture
def approval_window(open_window: OpenWindow, scorekeeper: Scorekeeper, lobby: Lobby, game_id: int) -> MainWindow:
    """A window on a lobby whose players wait for approval."""
    assert game_id in scorekeeper.game_ids()
    return open_window(scorekeeper, lobby)


def queue_joins(lobby: Lobby, game_id: int, *names: str, team: Team = 1) -> None:
    for name in names:
        lobby.join(game_id, PlayerJoined(team, name))


def seated(window: MainWindow) -> list[list[str]]:
    return [[seat.name.text() for seat in window.lobby.teams[team].seats if not seat.isHidden()] for team in (1, 2)]


def test_without_approval_there_is_no_queue(window: MainWindow, game_id: int) -> None:
    assert game_id
    assert window.lobby.isVisible()
    assert not window.lobby.pending_joins.isVisible()


def test_a_waiting_name_of_two_alphabets_is_marked(approval_window: MainWindow, lobby: Lobby, game_id: int) -> None:
    queue_joins(lobby, game_id, "Eve", "Z\u043ee")
    eve, zoe = (row.name for row in approval_window.lobby.pending_joins.rows)
    assert (eve.text(), zoe.text()) == ("Eve", "Z\u043ee (two alphabets)")
    assert "may pass for another" in zoe.toolTip()


def test_a_waiting_player_is_accepted_or_declined_by_click(
    approval_window: MainWindow, lobby: Lobby, game_id: int
) -> None:
    queue_joins(lobby, game_id, "Eve", "Zoe")
    assert [row.name.text() for row in approval_window.lobby.pending_joins.rows] == ["Eve", "Zoe"]
    click(approval_window.lobby.pending_joins.rows[1].accept_button)
    assert seated(approval_window)[0] == ["Ann", "Zoe"]
    assert approval_window.message.text == "Zoe joined Hawks."
    click(approval_window.lobby.pending_joins.rows[0].accept_button)
    assert approval_window.message.text == "There are 2 players in Hawks already."
    click(approval_window.lobby.pending_joins.rows[0].decline_button)
    assert not approval_window.lobby.pending_joins.isVisible()
    assert lobby.pending_joins(game_id) == []


def test_the_first_in_the_queue_is_answered_by_a_key(approval_window: MainWindow, lobby: Lobby, game_id: int) -> None:
    queue_joins(lobby, game_id, "Eve", "Zoe")
    assert approval_window.lobby.pending_joins.rows[0].accept_button.text() == "Accept  Y"
    press(approval_window, "n")
    assert [pending.name for pending in lobby.pending_joins(game_id)] == ["Zoe"]
    press(approval_window, "y")
    assert seated(approval_window)[0] == ["Ann", "Zoe"]


def test_a_join_request_at_another_court_is_announced(
    approval_window: MainWindow, scorekeeper: Scorekeeper, lobby: Lobby
) -> None:
    other = create(scorekeeper, "Court 7")
    queue_joins(lobby, other, "Eve")
    assert approval_window.message.text == "Eve wants to join at Court 7."
    assert not approval_window.lobby.pending_joins.isVisible()
    approval_window.show_game(other)
    assert [row.name.text() for row in approval_window.lobby.pending_joins.rows] == ["Eve"]


def test_starting_the_game_clears_the_queue(approval_window: MainWindow, lobby: Lobby, game_id: int) -> None:
    queue_joins(lobby, game_id, "Eve")
    press(approval_window, Qt.Key.Key_Return)
    assert approval_window.play.isVisible()
    assert lobby.pending_joins(game_id) == []


def test_a_player_is_moved_to_the_other_team_while_there_is_room(window: MainWindow, game_id: int) -> None:
    assert game_id
    ann = window.lobby.teams[1].seats[0].move_over
    assert ann.accessibleName() == "Move Ann to Owls"
    click(ann)
    assert seated(window) == [["Open spot"], ["Cy", "Ann"]]
    assert window.message.text == "Ann moved to Owls."
    click(window.lobby.teams[2].seats[0].move_over)
    assert seated(window) == [["Cy"], ["Ann"]]
    click(window.lobby.teams[1].seats[0].remove)
    assert window.message.text == "Cy left Hawks."


def test_nobody_moves_to_a_full_team(window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, PlayerJoined(2, "Dan"))
    assert not window.lobby.teams[1].seats[0].move_over.isEnabled()
    assert window.lobby.teams[2].seats[0].move_over.isEnabled()


def names(scorekeeper: Scorekeeper, game_id: int) -> list[list[str]]:
    return [[player.name for player in side.players] for side in scorekeeper.history(game_id).game.sides]


def test_the_desk_types_players_into_open_spots_and_starts_with_the_keyboard_alone(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    hawks, owls = window.lobby.teams.values()
    assert hawks.add.field.placeholderText() == "Open spot: type a name"
    hawks.add.field.setFocus()
    type_in(hawks.add.field, "Ben")
    press(hawks.add.field, Qt.Key.Key_Return)
    assert names(scorekeeper, game_id) == [["Ann", "Ben"], ["Cy"]]
    assert not hawks.add.isVisible()
    assert QApplication.focusWidget() is owls.add.field
    type_in(owls.add.field, "Dee")
    press(owls.add.field, Qt.Key.Key_Return)
    assert names(scorekeeper, game_id)[1] == ["Cy", "Dee"]
    assert QApplication.focusWidget() is window.lobby.start
    press(window.lobby.start, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.status == "live"


def test_a_refused_name_stays_in_its_field(window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    field = window.lobby.teams[1].add.field
    field.setFocus()
    type_in(field, "Cy")
    press(field, Qt.Key.Key_Return)
    assert window.message.text == "Cy is already in this game. Add a letter to tell the two apart."
    assert (field.text(), names(scorekeeper, game_id)) == ("Cy", [["Ann"], ["Cy"]])


def test_a_typed_name_stays_with_its_lobby(window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    field = window.lobby.teams[2].add.field
    type_in(field, "Dee")
    scorekeeper.record(game_id, PlayerJoined(1, "Ben"))
    assert field.text() == "Dee"
    window.show_game(create(scorekeeper, "Court 2"))
    assert field.text() == ""
    window.show_game(game_id)
    assert field.text() == "Dee"


def test_enter_presses_the_button_that_has_the_focus(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    ann = window.lobby.teams[1].seats[0].remove
    assert ann.accessibleName() == "Take Ann out"
    ann.setFocus()
    press(ann, Qt.Key.Key_Return)
    assert scorekeeper.history(game_id).game.status == "lobby"
    assert names(scorekeeper, game_id) == [[], ["Cy"]]


def test_four_seats_fit_beside_each_other_in_a_small_window(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    teams = NewTeam("Hawks", ["Ann", "Ben", "Eve"]), NewTeam("Owls", ["Cy"])
    scorekeeper.create(NewGame("Court 1", "acl", *teams, team_size=4).to_event())
    window = open_window(scorekeeper)
    window.resize(1280, 660)
    QApplication.processEvents()
    assert window.lobby.start.mapTo(window, window.lobby.start.rect().bottomLeft()).y() < 660
    eve, field = window.lobby.teams[1].seats[2], window.lobby.teams[1].add
    assert (eve.y(), eve.x() < field.x()) == (field.y(), True)


def test_a_name_that_is_being_typed_stays_when_the_last_spot_is_taken(
    window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    field = window.lobby.teams[1].add.field
    field.setFocus()
    type_in(field, "Be")
    scorekeeper.record(game_id, PlayerJoined(1, "Eve"))
    assert (QApplication.focusWidget(), field.isVisible(), field.text()) == (field, True, "Be")
    type_in(field, "n")
    press(field, Qt.Key.Key_Return)
    assert window.message.text == "There are 2 players in Hawks already."
    assert scorekeeper.history(game_id).game.status == "lobby"
