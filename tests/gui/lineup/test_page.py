"""The page of names and lineups: names, colors, partners and substitutes at any time of a game."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, GameStarted, PlayerJoined, RoundEntered, Team, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.lineup.player_row import PlayerRow
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import OpenWindow, click, create, press, throw, type_in


@pytest.fixture
def doubles_id(scorekeeper: Scorekeeper) -> int:
    """The id of a live game of Ann and Ben against Cy, for teams of up to three, without names of teams."""
    teams = NewTeam(players=["Ann", "Ben"]), NewTeam(players=["Cy"])
    event = NewGame("Court 1", "acl", *teams, team_size=3, lobby=False).to_event()
    return scorekeeper.create(event).game_id


@pytest.fixture
def doubles_window(open_window: OpenWindow, doubles_id: int, scorekeeper: Scorekeeper) -> MainWindow:
    """A window with the page of that game's players."""
    assert doubles_id in scorekeeper.game_ids()
    window = open_window(scorekeeper)
    press(window, "l")
    assert window.lineup.isVisible()
    return window


def row(window: MainWindow, name: str) -> PlayerRow:
    rows = [row for card in window.lineup.teams.values() for row in card.rows.values()]
    return next(row for row in rows if row.name.accessibleName() == f"Name of {name}")


def players(game: Game, team: Team = 1) -> list[str]:
    return [player.name for player in game.side(team).players]


def replace_text(row: PlayerRow, text: str) -> None:
    row.name.selectAll()
    type_in(row.name, text)


def test_the_page_opens_by_its_key_and_button_from_every_page_of_a_game(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    window = open_window(scorekeeper)
    for page, button in (
        (window.lobby, window.lobby.players),
        (window.play, window.rounds.players),
        (window.finish, window.rounds.players),
    ):
        assert page.isVisible()
        assert "L" in button.toolTip()
        click(button)
        assert window.lineup.isVisible()
        press(window.lineup, Qt.Key.Key_Escape)
        press(window, "l")
        assert window.lineup.isVisible()
        click(window.lineup.back)
        assert page.isVisible()
        if page is not window.finish:
            scorekeeper.record(game_id, RoundEntered(Count(4, 0), Count(0, 0)))


def test_a_name_is_corrected_and_that_is_undone(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    ann = row(doubles_window, "Ann")
    assert not ann.apply.isVisible()
    replace_text(ann, "Anna")
    assert ann.apply.accessibleName() == "Correct the name of Ann"
    press(ann.name, Qt.Key.Key_Return)
    assert players(scorekeeper.history(doubles_id).game) == ["Anna", "Ben"]
    assert doubles_window.message.text == "Ann is now called Anna."
    assert not ann.apply.isVisible()
    scorekeeper.record(doubles_id, Undone())
    assert ann.name.text() == "Ann"
    assert doubles_window.message.text == "Undone: Ann is now called Anna."


def test_the_row_says_what_the_typed_name_would_change(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    throw(scorekeeper, doubles_id, "hole", "off", "board")
    ann, ben = row(doubles_window, "Ann"), row(doubles_window, "Ben")
    assert ann.effect.isVisible()
    assert ann.effect.text() == "Goes home: Ben throws from the next bag on. Bags that stay with Ann: 2."
    assert not row(doubles_window, "Cy").effect.isVisible()
    replace_text(ann, "Anna")
    assert ann.effect.text() == "Only the name changes. Bags that stay with Ann: 2."
    click(ann.cancel)
    click(ann.substitute)
    assert not ann.effect.isVisible()
    type_in(ann.name, "Di")
    assert ann.effect.isVisible()
    assert ann.effect.text() == "Di throws from the next bag on. Bags that stay with Ann: 2."
    replace_text(ann, "Cy")
    assert ann.effect.text().startswith("Cy is already in this game.")
    click(ben.substitute)
    type_in(ben.name, "Ed")
    assert ben.effect.text() == "Ed throws when Ben would have. Bags that stay with Ben: 0."
    assert "Ben throws from the next bag on. Bags that stay with Ann: 2." in ann.retire.toolTip()
    assert scorekeeper.history(doubles_id).game.sides[0].former_players == ()


def test_the_card_says_what_a_team_s_name_a_late_partner_and_a_switch_would_change(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    ants, bees = doubles_window.lineup.teams[1], doubles_window.lineup.teams[2]
    assert ants.isAncestorOf(ants.effect)
    assert ants.effect.text() == "Switch partners: Ben throws from the next bag on."
    assert not bees.effect.isVisible()
    type_in(bees.name.field, "Ants")
    assert bees.effect.text() == "Only the name changes."
    type_in(bees.add.field, "Di")
    assert bees.effect.text() == "Only the name changes.\nDi takes turns with the others."
    bees.add.field.selectAll()
    type_in(bees.add.field, "Ann")
    assert "Ann is already in this game." in bees.effect.text()
    assert players(scorekeeper.history(doubles_id).game, 2) == ["Cy"]


def test_typed_text_stays_while_bags_are_scored_and_another_game_is_shown(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    other = create(scorekeeper, "Court 2")
    card = doubles_window.lineup.teams[2]
    replace_text(row(doubles_window, "Ann"), "Ann B")
    click(row(doubles_window, "Cy").substitute)
    type_in(row_of_substitute(doubles_window).name, "Di")
    type_in(card.add.field, "Eve")
    type_in(card.name.field, "Owls")
    throw(scorekeeper, doubles_id, "hole", "board")
    doubles_window.show_game(other)
    press(doubles_window, "l")
    assert [card.add.field.text() for card in doubles_window.lineup.teams.values()] == ["", ""]
    doubles_window.show_game(doubles_id)
    press(doubles_window, "l")
    assert row(doubles_window, "Ann").name.text() == "Ann B"
    assert row_of_substitute(doubles_window).name.text() == "Di"
    assert (card.add.field.text(), card.name.field.text()) == ("Eve", "Owls")
    click(row(doubles_window, "Ann").cancel)
    assert row(doubles_window, "Ann").name.text() == "Ann"
    assert scorekeeper.history(doubles_id).game.side(1).name == "Ann & Ben"


def row_of_substitute(window: MainWindow) -> PlayerRow:
    rows = [row for card in window.lineup.teams.values() for row in card.rows.values()]
    return next(row for row in rows if row.name.accessibleName().startswith("Who plays in place of"))


def test_a_substitute_comes_in_and_the_text_of_a_refused_one_stays(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    click(row(doubles_window, "Ben").substitute)
    field = row_of_substitute(doubles_window)
    assert QApplication.focusWidget() is field.name
    type_in(field.name, "Cy")
    click(field.apply)
    assert doubles_window.message.text == "Cy is already in this game. Add a letter to tell the two apart."
    assert field.name.text() == "Cy"
    type_in(field.name, "rus")
    click(field.apply)
    assert players(scorekeeper.history(doubles_id).game) == ["Ann", "Cyrus"]
    assert doubles_window.message.text == "Cyrus throws in place of Ben."
    assert not row(doubles_window, "Ben").substitute.isVisible(), "who has gone can only be renamed"


def test_a_late_partner_comes_and_another_goes_home(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    card = doubles_window.lineup.teams[2]
    assert card.add.field.placeholderText() == "Late partner of Cy"
    assert not card.switch.isVisible()
    type_in(card.add.field, "Di")
    press(card.add.field, Qt.Key.Key_Return)
    assert players(scorekeeper.history(doubles_id).game, 2) == ["Cy", "Di"]
    assert card.add.field.text() == ""
    click(card.switch)
    assert doubles_window.message.text == "Partners switched ends."
    click(row(doubles_window, "Cy").retire)
    assert players(scorekeeper.history(doubles_id).game, 2) == ["Di"]
    click(row(doubles_window, "Di").retire)
    assert doubles_window.message.text.startswith("Di is the only player of Di.")


def test_a_team_gets_a_name_and_a_color_that_the_other_has_not(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    card = doubles_window.lineup.teams[1]
    assert card.name.field.placeholderText() == "Ann & Ben"
    assert not card.name.button.isEnabled()
    type_in(card.name.field, "Hawks")
    click(card.name.button)
    assert scorekeeper.history(doubles_id).game.side(1).name == "Hawks"
    orange, blue, red, *_ = card.colors.swatches
    assert (blue.isEnabled(), blue.toolTip()) == (False, "Blue: the other team has it")
    click(red)
    assert scorekeeper.history(doubles_id).game.side(1).color == "#f05252"
    assert doubles_window.message.text == "Hawks: another color."
    assert not doubles_window.lineup.teams[2].colors.swatches[2].isEnabled()
    assert doubles_window.lineup.teams[2].colors.swatches[0].isEnabled()
    assert not orange.isChecked()
    card.name.field.clear()
    press(card.name.field, Qt.Key.Key_Return)
    assert scorekeeper.history(doubles_id).game.side(1).name == "Ann & Ben"


def test_the_desk_adds_moves_and_removes_players_of_a_lobby(
    open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    window = open_window(scorekeeper)
    click(window.lobby.players)
    card = window.lineup.teams[1]
    type_in(card.add.field, "Ben")
    click(card.add.button)
    assert players(scorekeeper.history(game_id).game) == ["Ann", "Ben"]
    assert not card.add.isVisible(), "the team is complete"
    click(row(window, "Ben").move_over)
    assert players(scorekeeper.history(game_id).game, 2) == ["Cy", "Ben"]
    click(row(window, "Cy").remove)
    assert window.message.text == "Cy left Owls."
    press(window, Qt.Key.Key_F2)
    assert players(scorekeeper.history(game_id).game, 2) == ["Ben", "Cy"]
    assert window.message.text == "Cy joined Owls."


def test_a_removal_in_the_lobby_is_undone(open_window: OpenWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    scorekeeper.record(game_id, PlayerJoined(1, "Ben"))
    window = open_window(scorekeeper)
    click(window.lobby.teams[1].seats[0].remove)
    assert [button.text() for button in window.message.answers] == ["Undo"]
    click(window.message.answers[0])
    assert players(scorekeeper.history(game_id).game) == ["Ben", "Ann"]


def test_after_the_end_names_are_all_that_changes(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    for _ in range(2):
        scorekeeper.record(doubles_id, RoundEntered(Count(4, 0), Count(0, 0)))
    assert doubles_window.lineup.isVisible()
    ann, card = row(doubles_window, "Ann"), doubles_window.lineup.teams[1]
    assert not any(widget.isVisible() for widget in (ann.substitute, ann.retire, ann.remove, card.add, card.switch))
    assert not doubles_window.lineup.court.isEnabled()
    replace_text(ann, "Anna")
    click(ann.apply)
    game = scorekeeper.history(doubles_id).game
    assert (players(game)[0], game.status) == ("Anna", "finished")


def test_the_game_moves_to_a_court_that_may_be_in_use(
    doubles_window: MainWindow, scorekeeper: Scorekeeper, doubles_id: int
) -> None:
    other = create(scorekeeper, "Court 2")
    scorekeeper.record(other, GameStarted())
    page = doubles_window.lineup
    assert not page.move_button.isEnabled()
    click(page.court.buttons[1])
    assert page.move_button.caption == "Move to Court 2"
    throw(scorekeeper, doubles_id, "hole")
    assert page.court.name == "Court 2", "a choice stays while bags are scored"
    click(page.move_button)
    assert doubles_window.message.text == "Court 2 has a game that is not over: Hawks 0–0 Owls."
    click(doubles_window.message.answers[2])
    assert scorekeeper.history(doubles_id).game.court == "Court 3"
    page.court.other.clear()
    type_in(page.court.other, "court 2")
    press(page.court.other, Qt.Key.Key_Return)
    click(doubles_window.message.answers[0])
    assert scorekeeper.history(doubles_id).game.court == "Court 2"
    assert scorekeeper.history(other).game.is_set_aside


def test_in_singles_the_large_name_is_the_player_s(open_window: OpenWindow, scorekeeper: Scorekeeper) -> None:
    teams = NewTeam(players=["Ana"]), NewTeam(name="Owls", players=["Ben"])
    game_id = scorekeeper.create(NewGame("Court 1", "acl", *teams, team_size=1, lobby=False).to_event()).game_id
    window = open_window(scorekeeper)
    press(window, "l")
    ana, owls = window.lineup.teams[1], window.lineup.teams[2]
    assert (ana.name.field.text(), owls.name.field.text()) == ("Ana", "Owls")
    type_in(ana.name.field, "h")
    press(ana.name.field, Qt.Key.Key_Return)
    game = scorekeeper.history(game_id).game
    assert players(game) == ["Anah"]
    assert (game.side(1).entered_name, game.side(1).name) == ("", "Anah")
    assert not ana.name.button.isVisible()
    ana.name.field.clear()
    press(ana.name.field, Qt.Key.Key_Return)
    assert players(scorekeeper.history(game_id).game) == ["Anah"]
    type_in(owls.name.field, "s")
    press(owls.name.field, Qt.Key.Key_Return)
    game = scorekeeper.history(game_id).game
    assert (game.side(2).name, players(game, 2)) == ("Owlss", ["Ben"])
