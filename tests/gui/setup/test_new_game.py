"""The form of a new game, its default values, and the QR code of the lobby."""

from itertools import pairwise

import segno
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.widgets.inputs.court_choice import free_court
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.gui.window.main_window import MainWindow
from tests.gui.conftest import click, create, press, throw, type_in
from tests.gui.window_services import ADDRESS

CONTROL = Qt.KeyboardModifier.ControlModifier


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def enter() -> None:
    press(focused(), Qt.Key.Key_Return)


def test_three_keys_start_a_game_with_named_defaults(live_window: MainWindow, scorekeeper: Scorekeeper) -> None:
    press(live_window, "n", CONTROL)
    press(focused(), "2")
    enter()
    game = scorekeeper.history(scorekeeper.game_ids()[-1]).game
    assert (game.status, game.court, game.rules.name) == ("live", "Court 2", "ACL")
    assert [side.name for side in game.sides] == ["Orange", "Blue"]
    press(live_window, "q")
    assert len(scorekeeper.history(scorekeeper.game_ids()[-1]).game.bags) == 1


def test_control_and_enter_let_players_join_first(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    press(focused(), Qt.Key.Key_Return, CONTROL)
    (game_id,) = scorekeeper.game_ids()
    assert (scorekeeper.history(game_id).game.status, window.lobby.isVisible()) == ("lobby", True)
    enter()
    assert window.play.isVisible()


def test_each_court_says_whose_game_is_there(live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int) -> None:
    create(scorekeeper, "Annex")
    live_window.show_new_game()
    court = live_window.new_game.court
    assert descriptions(live_window) == [
        "Annex, in use: Hawks 0–0 Owls",
        "Court 1, in use: Hawks 0–0 Owls",
        "Court 2, free",
    ]
    assert (court.name, QApplication.focusWidget()) == ("Court 2", court.buttons[2])
    throw(scorekeeper, game_id, "hole", *("off",) * 7)
    assert descriptions(live_window)[1] == "Court 1, in use: Hawks 3–0 Owls"
    assert QApplication.focusWidget() is court.buttons[2]


def descriptions(window: MainWindow) -> list[str]:
    return [button.accessibleName() for button in window.new_game.court.buttons]


def test_a_court_is_chosen_by_its_digit_an_arrow_a_click_or_its_name(live_window: MainWindow) -> None:
    live_window.show_new_game()
    page = live_window.new_game
    press(focused(), "1")
    assert (page.court.name, page.start.caption) == ("Court 1", "Start game · Court 1")
    press(focused(), Qt.Key.Key_Right)
    assert (page.court.name, page.start.caption) == ("Court 2", "Start game · Court 2")
    click(page.court.buttons[0])
    assert page.court.name == "Court 1"
    type_in(page.court.other, "Patio 7")
    assert (page.court.name, page.court.buttons[0].isChecked()) == ("Patio 7", False)
    page.court.other.clear()
    assert (page.court.name, page.court.buttons[0].isChecked()) == ("Court 1", True)


def test_letters_typed_at_the_courts_are_names(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    """Singles with names: S and M are no shortcuts here, and two Tabs lead to the other team's player."""
    was_muted = window._preferences.current.sounds
    type_in(focused(), "S")
    type_in(focused(), "am")
    press(focused(), Qt.Key.Key_Tab)
    press(focused(), Qt.Key.Key_Tab)
    type_in(focused(), "Mo")
    enter()
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert (game.status, [side.name for side in game.sides]) == ("live", ["Sam", "Mo"])
    assert window._preferences.current.sounds == was_muted


def test_enter_presses_the_button_that_has_the_focus(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    type_in(window.new_game.teams[1].name, "Hawks")
    window.new_game.clear_button.setFocus()
    enter()
    assert window.new_game.is_blank
    window.new_game.submit.setFocus()
    enter()
    assert window.lobby.isVisible()
    assert len(scorekeeper.game_ids()) == 1


def test_escape_returns_to_the_game_shown_before_and_keeps_the_draft(live_window: MainWindow) -> None:
    press(live_window, "n", CONTROL)
    type_in(focused(), "Ann")
    press(focused(), Qt.Key.Key_Escape)
    if not live_window.play.isVisible():  # the first Esc closed the suggested names
        press(focused(), Qt.Key.Key_Escape)
    assert live_window.play.isVisible()
    press(live_window, "n", CONTROL)
    assert live_window.new_game.teams[1].players[0].text() == "Ann"


def test_everything_entered_reaches_the_game(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    page = window.new_game
    for field, words in (
        (page.teams[1].name, "Hawks"),
        (page.teams[1].players[0], "Ann"),
        (page.teams[1].players[1], "Ben"),
        (page.teams[2].players[0], "Cy"),
    ):
        type_in(field, words)
    for button in (
        page.teams[2].colors.swatches[2],
        page.teams[2].throws_first,
        page.rules.buttons["best-of-3"],
        page.submit,
    ):
        click(button)
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert [player.name for player in game.side(1).players] == ["Ann", "Ben"]
    assert (game.side(2).name, game.side(2).color) == ("Cy", "#f05252")
    assert (game.first_throw, game.rules.games) == (2, 3)


def test_an_error_is_shown_beside_the_form_and_nothing_is_created(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    for form in window.new_game.teams.values():
        type_in(form.name, "Hawks")
    click(window.new_game.submit)
    assert window.new_game.problem.text() == "Both teams are called Hawks. Give one of them another name."
    assert scorekeeper.game_ids() == []


def test_throw_keys_are_letters_in_a_name(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_game(game_id)
    press(window, "n", Qt.KeyboardModifier.ControlModifier)
    type_in(window.new_game.teams[1].name, "quite 1")
    assert window.new_game.teams[1].name.text() == "quite 1"
    assert scorekeeper.history(game_id).seq == 1


def test_the_next_free_court_is_suggested(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    create(scorekeeper)
    window.show_new_game()
    assert window.new_game.court.name == "Court 2"
    type_in(window.new_game.court.other, "court 1")
    assert "is not over" in window.new_game.problem.text()


def test_free_court_fills_gaps() -> None:
    assert free_court([]) == "Court 1"
    assert free_court(["Court 1", "COURT 3"]) == "Court 2"


def test_the_qr_code_can_be_read_back(qtbot: QtBot) -> None:
    link = f"{ADDRESS}/game/1048577"
    code = QrCode()
    qtbot.addWidget(code)
    code.resize(320, 320)
    code.show_text(link)
    matrix, image = segno.make(link, micro=False).matrix, code.grab().toImage()
    modules = len(matrix) + 8
    size = 320 // modules
    start = (320 - size * modules) // 2
    middle = size // 2

    def dark(column: int, row: int) -> bool:
        return image.pixelColor(start + column * size + middle, start + row * size + middle).lightness() < 128

    assert [[dark(x + 4, y + 4) for x in range(len(matrix))] for y in range(len(matrix))] == [
        [bool(module) for module in row] for row in matrix
    ]
    assert not any(dark(at, edge) or dark(edge, at) for at in range(modules) for edge in (0, 3, modules - 1))


def test_the_lobby_names_its_own_address(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_game(game_id)
    assert window.lobby.link.text() == f"{ADDRESS}/game/{game_id}"
    assert window.lobby.qr.accessibleName() == f"QR code of {ADDRESS}/game/{game_id}"


def test_the_lobby_explains_the_rules_as_the_phones_do(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper, rules="backyard")
    window.lobby.show_game(game_id, scorekeeper.history(game_id).game)
    assert any("Exactly 21 wins" in label.toolTip() for label in window.lobby.findChildren(QLabel))


def test_named_teams_start_at_once_under_their_players_names(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    page = window.new_game
    type_in(page.teams[1].players[0], "Ann")
    type_in(page.teams[1].players[1], "Ben")
    type_in(page.teams[2].players[0], "Cy")
    assert page.teams[1].name.placeholderText() == "Ann & Ben"
    click(page.start)
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert window.play.isVisible()
    assert (game.status, [side.name for side in game.sides]) == ("live", ["Ann & Ben", "Cy"])
    window.show_new_game()
    assert page.is_blank, "what was used is gone"


def test_typed_names_stay_while_another_court_is_scored(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    game_id = create(scorekeeper)
    window.show_new_game()
    type_in(window.new_game.teams[2].players[1], "Dan")
    window.show_game(game_id)
    throw(scorekeeper, game_id, "hole")
    click(window.rail.button)
    assert window.new_game.teams[2].players[1].text() == "Dan"
    type_in(window.new_game.court.other, "Patio")
    window.new_game.teams[2].players[1].clear()
    window.show_game(game_id)
    click(window.rail.button)
    assert window.new_game.court.name == "Patio", "a typed court is a draft, too"
    click(window.new_game.clear_button)
    assert window.new_game.is_blank
    assert not window.new_game.clear_button.isVisible()


def test_swapped_colors_name_the_teams_and_no_color_is_there_twice(
    window: MainWindow, scorekeeper: Scorekeeper
) -> None:
    page = window.new_game
    orange, blue = page.teams.values()
    assert orange.colors.swatches[1].toolTip() == "Blue: swap colors with the other team"
    click(orange.colors.swatches[1])
    assert [form.name.placeholderText() for form in (orange, blue)] == ["Blue", "Orange"]
    assert page.problem.text() == "The teams have swapped their colors: each color is there once."
    click(page.submit)
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert [(side.name, side.color) for side in game.sides] == [("Blue", "#4db2ff"), ("Orange", "#ff8a1f")]


def test_a_team_has_one_to_four_players(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    page = window.new_game
    for size in (1, 4):
        click(page.team_size.buttons[size])
        assert [field.isVisible() for field in page.teams[1].players] == [place < size for place in range(4)]
    for form, names in zip(page.teams.values(), (("Ann", "Ben", "Eve", "Gus"), ("Cy",)), strict=True):
        for field, name in zip(form.players, names, strict=False):
            type_in(field, name)
    enter()
    game = scorekeeper.history(scorekeeper.game_ids()[0]).game
    assert (game.team_size, len(game.side(1).players), game.status) == (4, 4, "live")


def test_a_long_name_is_written_smaller_and_not_cut(window: MainWindow) -> None:
    window.resize(1280, 720)
    QApplication.processEvents()
    field = window.new_game.teams[1].name
    field.setText("Hawks")
    large = field.fontMetrics().height()
    field.setText("The Long Named Corn Husk Company")
    assert field.fontMetrics().height() < large
    assert field.fontMetrics().horizontalAdvance(field.text()) < field.width()


def test_an_arrow_key_passes_over_the_color_of_the_other_team(window: MainWindow) -> None:
    orange, blue = window.new_game.teams.values()
    orange.colors.swatches[0].setFocus()
    press(focused(), Qt.Key.Key_Right)
    assert (orange.color, blue.color) == ("#ff8a1f", "#4db2ff")
    press(focused(), Qt.Key.Key_Right)
    press(focused(), Qt.Key.Key_Space)
    assert (orange.color, blue.color) == ("#f05252", "#4db2ff")


def test_typed_text_stays_while_courts_come_and_go(live_window: MainWindow, scorekeeper: Scorekeeper) -> None:
    live_window.show_new_game()
    page = live_window.new_game
    assert focused() is page.court.buttons[1]
    create(scorekeeper, "Court 7")
    assert (len(page.court.buttons), page.court.name) == (3, "Court 2")
    assert focused() is page.court.buttons[1], "the keyboard stays at the court"
    page.court.other.setFocus()
    type_in(page.court.other, "Court 7")  # on the way to Court 72
    create(scorekeeper, "Court 8")
    type_in(page.court.other, "2")
    assert (page.court.name, page.court.other.text()) == ("Court 72", "Court 72")


def test_an_error_stays_while_bags_are_scored_elsewhere(
    live_window: MainWindow, scorekeeper: Scorekeeper, game_id: int
) -> None:
    live_window.show_new_game()
    for form in live_window.new_game.teams.values():
        type_in(form.name, "Hawks")
    enter()
    throw(scorekeeper, game_id, "hole", *("off",) * 7)
    assert live_window.new_game.problem.text() == "Both teams are called Hawks. Give one of them another name."


def test_all_colors_fit_beside_the_panel_of_scorer_phones(window: MainWindow) -> None:
    window.resize(1280, 672)
    window.navigation.toggle_scorers()
    QApplication.processEvents()
    for form in window.new_game.teams.values():
        shown = [*form.colors.swatches, form.throws_first]
        for left, right in pairwise(shown):
            assert left.mapTo(window, left.rect().topRight()).x() < right.mapTo(window, right.rect().topLeft()).x()
