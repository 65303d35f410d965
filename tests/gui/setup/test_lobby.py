"""The lobby page: players are moved and removed, join requests accepted or declined."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import PlayerJoined, Team
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import Open, click, create, press


@pytest.fixture
def joining(scorekeeper: Scorekeeper) -> Lobby:
    return Lobby(scorekeeper, approve=True)


@pytest.fixture
def strict(open_window: Open, scorekeeper: Scorekeeper, joining: Lobby, game_id: int) -> MainWindow:
    """A window on a lobby whose players wait for approval."""
    assert game_id in scorekeeper.game_ids()
    return open_window(scorekeeper, joining)


def wait(joining: Lobby, game_id: int, *names: str, team: Team = 1) -> None:
    for name in names:
        joining.join(game_id, PlayerJoined(team, name))


def seated(window: MainWindow) -> list[list[str]]:
    return [[seat.name.text() for seat in window.lobby.teams[team].seats] for team in (1, 2)]


def test_nobody_waits_where_nobody_has_to(window: MainWindow, game_id: int) -> None:
    assert game_id
    assert window.lobby.isVisible()
    assert not window.lobby.pending_joins.isVisible()


def test_who_waits_with_letters_of_two_alphabets_is_marked(strict: MainWindow, joining: Lobby, game_id: int) -> None:
    wait(joining, game_id, "Eve", "Z\u043ee")
    eve, zoe = (row.name for row in strict.lobby.pending_joins.rows)
    assert (eve.text(), zoe.text()) == ("Eve", "Z\u043ee (two alphabets)")
    assert "may pass for another" in zoe.toolTip()


def test_who_waits_is_let_in_or_refused_by_click(strict: MainWindow, joining: Lobby, game_id: int) -> None:
    wait(joining, game_id, "Eve", "Zoe")
    assert [row.name.text() for row in strict.lobby.pending_joins.rows] == ["Eve", "Zoe"]
    click(strict.lobby.pending_joins.rows[1].accept_button)
    assert seated(strict)[0] == ["Ann", "Zoe"]
    assert strict.message.text == "Zoe joined Hawks."
    click(strict.lobby.pending_joins.rows[0].accept_button)
    assert strict.message.text == "Hawks already has 2 players."
    click(strict.lobby.pending_joins.rows[0].decline_button)
    assert not strict.lobby.pending_joins.isVisible()
    assert joining.pending_joins(game_id) == []


def test_the_first_in_the_queue_is_answered_by_a_key(strict: MainWindow, joining: Lobby, game_id: int) -> None:
    wait(joining, game_id, "Eve", "Zoe")
    assert strict.lobby.pending_joins.rows[0].accept_button.text() == "Let in  Y"
    press(strict, "n")
    assert [held.name for held in joining.pending_joins(game_id)] == ["Zoe"]
    press(strict, "y")
    assert seated(strict)[0] == ["Ann", "Zoe"]


def test_who_wants_to_join_at_another_court_is_announced(
    strict: MainWindow, scorekeeper: Scorekeeper, joining: Lobby
) -> None:
    other = create(scorekeeper, "Court 7")
    wait(joining, other, "Eve")
    assert strict.message.text == "Eve wants to join at Court 7."
    assert not strict.lobby.pending_joins.isVisible()
    strict.show_game(other)
    assert [row.name.text() for row in strict.lobby.pending_joins.rows] == ["Eve"]


def test_the_start_sends_the_queue_away(strict: MainWindow, joining: Lobby, game_id: int) -> None:
    wait(joining, game_id, "Eve")
    press(strict, Qt.Key.Key_Return)
    assert strict.play.isVisible()
    assert joining.pending_joins(game_id) == []


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
