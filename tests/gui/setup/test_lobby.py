"""The lobby page: players are moved and removed, join requests accepted or declined."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import PlayerJoined, Team
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press


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
    assert approval_window.lobby.pending_joins.rows[0].accept_button.text() == "Let in  Y"
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
    assert seated(window) == [["Free place"] * 2, ["Cy", "Ann"]]
    assert window.message.text == "Ann moved to Owls."
    click(window.lobby.teams[2].seats[0].move_over)
    assert seated(window) == [["Cy", "Free place"], ["Ann", "Free place"]]
    click(window.lobby.teams[1].seats[0].remove)
    assert window.message.text == "Cy left Hawks."


def test_nobody_moves_to_a_full_team(window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, PlayerJoined(2, "Dan"))
    assert not window.lobby.teams[1].seats[0].move_over.isEnabled()
    assert window.lobby.teams[2].seats[0].move_over.isEnabled()
