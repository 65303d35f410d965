"""People of a tournament in the window: typed, checked in, paid, corrected, late, and gone."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.check_in import CheckIn
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.names.roster import Person
from goat_kiosk.gui.tournament.people.page import PeoplePage
from goat_kiosk.gui.tournament.people.sign_up import split_names
from goat_kiosk.gui.tournament.tab import PEOPLE
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.division_events import DivisionAdded
from goat_kiosk.tournament.drawing import draw
from goat_kiosk.tournament.event_fields import DivisionKind, Pairing
from goat_kiosk.tournament.events import TournamentCreated
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Tournament
from tests.gui.conftest import OpenWindow, click, press, type_in

SHIFT = Qt.KeyboardModifier.ShiftModifier


def people_page(window: MainWindow, kind: DivisionKind = "pairs", pairing: Pairing = "random") -> PeoplePage:
    """Open the people of a new tournament whose fee is 10 dollars."""
    window.tournament.create(
        TournamentCreated("Friday", ("Board 1", "Board 2"), fee=1_000),
        lambda _: [DivisionAdded(1, "Main", kind, (Stage("double"),), pairing)],
    )
    window.open_section(PEOPLE)
    page = window.pages.section(PEOPLE)
    assert isinstance(page, PeoplePage)
    return page


@pytest.fixture
def page(window: MainWindow) -> PeoplePage:
    return people_page(window)


def shown(page: PeoplePage) -> Tournament:
    assert page.current.tournament is not None
    return page.current.tournament


def enter(page: PeoplePage, *lines: str, paid: bool = False) -> None:
    line = page.sign_up.line
    for text in lines:
        line.setFocus()
        type_in(line, text)
        press(line, Qt.Key.Key_Return, SHIFT if paid else Qt.KeyboardModifier.NoModifier)


def teams(page: PeoplePage) -> list[str]:
    tournament = shown(page)
    return [tournament.entry_name(entry.number) for entry in tournament.entries.values() if entry.status == "in"]


def player(page: PeoplePage, name: str) -> int:
    return next(number for number, found in shown(page).players.items() if found.name == name)


def draw_division(page: PeoplePage) -> None:
    page.current.record(lambda tournament: [draw(tournament, tournament.divisions[1], lambda _: None)])


def test_the_key_of_the_place_leads_from_the_people_to_the_desk(window: MainWindow, page: PeoplePage) -> None:
    press(page.sign_up.line, Qt.Key.Key_F6)
    assert window.pages.section_name == "Desk"


def test_names_are_typed_without_a_click_and_enter_checks_them_in(page: PeoplePage) -> None:
    focus = QApplication.focusWidget()
    assert focus is page.sign_up.line
    enter(page, "Ann & Bob", "Cy + Di")
    enter(page, "Eve, Flo", paid=True)
    assert teams(page) == ["Ann & Bob", "Cy & Di", "Eve & Flo"]
    assert page.counter.text().replace("\xa0", "").startswith("6 in · 2 paid · ")
    assert "20" in page.counter.text()
    assert page.sign_up.people.player == player(page, "Eve")


def test_a_name_that_is_here_already_asks_for_an_initial_and_stays_in_the_line(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Ann & Bob")
    assert page.sign_up.problem.text() == "Ann is here already. Add the first letter of the last name."
    assert page.sign_up.line.text() == "Ann & Bob"
    assert teams(page) == ["Ann & Bob"]
    type_in(page.sign_up.line, "x")
    assert page.sign_up.problem.isHidden()


def test_a_partner_of_one_team_cannot_be_typed_into_another(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Ann & Cy")
    assert page.sign_up.problem.text() == "Ann & Bob is entered already."
    assert len(shown(page).players) == 2


def test_who_came_alone_gets_a_partner_later(page: PeoplePage) -> None:
    enter(page, "Ann")
    assert page.sign_up.detail.partner.text() == "Needs a partner: type “Ann & …”"
    enter(page, "Ann & Bob")
    assert teams(page) == ["Ann & Bob"]
    enter(page, "Cy", "Di", "Cy & Di")
    assert teams(page) == ["Ann & Bob", "Cy & Di"]


def test_singles_have_one_name_in_a_line_with_any_sign(window: MainWindow) -> None:
    page = people_page(window, "singles")
    enter(page, "J. O'Neil, Jr.")
    assert teams(page) == ["J. O'Neil, Jr."]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann & Bob", ["Ann", "Bob"]),
        ("Ann and Bob", ["Ann", "Bob"]),
        ("Ana y Beto", ["Ana", "Beto"]),
        ("Ann/Bob", ["Ann", "Bob"]),
        ("Andy Sandman", ["Andy Sandman"]),
        ("Ann &", ["Ann"]),
    ],
)
def test_a_pair_is_split_at_what_people_type_between_names(text: str, names: list[str]) -> None:
    assert split_names(text, "pairs") == names


def test_shift_enter_marks_a_player_who_is_here_as_paid(page: PeoplePage) -> None:
    enter(page, "Ann & Bob")
    enter(page, "Ann & Bob", paid=True)
    assert all(found.paid for found in shown(page).players.values())


def test_keys_in_the_list_toggle_here_and_paid_and_up_leads_back(page: PeoplePage) -> None:
    enter(page, "Ann & Bob")
    press(page.sign_up.line, Qt.Key.Key_Down)
    people = page.sign_up.people
    assert people.hasFocus()
    assert people.player == player(page, "Ann")
    press(people, Qt.Key.Key_Space)
    press(people, Qt.Key.Key_P)
    ann = shown(page).players[player(page, "Ann")]
    assert (ann.here, ann.paid) == (False, True)
    assert page.sign_up.detail.paid.caption == "Paid"
    press(people, Qt.Key.Key_Up)
    assert page.sign_up.line.hasFocus()


def test_clicks_at_the_ends_of_a_row_toggle_here_and_paid(page: PeoplePage) -> None:
    enter(page, "Ann & Bob")
    people = page.sign_up.people
    row = people.visualRect(people.people.index(0))
    for x in (row.left() + 10, row.right() - 10):
        QTest.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, row.center().y()))
    ann = shown(page).players[player(page, "Ann")]
    assert (ann.here, ann.paid) == (False, True)


def test_grades_of_a_blind_draw_are_set_by_their_keys(window: MainWindow) -> None:
    page = people_page(window, "blind-draw", "grades")
    enter(page, "Ann")
    press(page.sign_up.line, Qt.Key.Key_Down)
    press(page.sign_up.people, "A")
    assert shown(page).players[1].grade == "A"
    click(page.sign_up.detail.grade.buttons["B"])
    assert shown(page).players[1].grade == "B"


def test_the_list_is_filtered_by_name_and_by_partner(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Cy & Di")
    type_in(page.sign_up.finder, "bo")
    assert [row.player.name for row in page.sign_up.people.people.rows] == ["Ann", "Bob"]


def test_a_name_is_corrected_with_enter_and_a_wrong_one_is_refused(window: MainWindow, page: PeoplePage) -> None:
    enter(page, "Ann & Bob")
    name = page.sign_up.detail.name
    name.setText("Anna")
    press(name, Qt.Key.Key_Return)
    assert teams(page) == ["Anna & Bob"]
    name.setText("Bob")
    press(name, Qt.Key.Key_Return)
    assert window.message.text == "Bob is here already. Add the first letter of the last name."


def test_known_names_are_completed_also_the_second_of_a_pair(page: PeoplePage) -> None:
    line = page.sign_up.line
    complete = line.completer_list.complete
    person = Person("roberta", 0, "Roberta", "", "", 0)
    assert complete("Ann & Ro", person) == "Ann & Roberta"
    assert complete("Ro", person) == "Roberta"


def test_who_leaves_is_taken_out_with_a_private_reason_and_the_partner_plays_on(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Cy & Di")
    draw_division(page)
    page.sign_up.people.show_rows(page.sign_up.people.people.rows, player(page, "Ann"))
    detail = page.sign_up.detail
    click(detail.leave)
    detail.leaving.reason.setText("Ill")
    click(detail.leaving.private)
    click(detail.leaving.confirm)
    ann = shown(page).players[player(page, "Ann")]
    assert (ann.is_dropped, ann.drop_reason, ann.is_reason_private) == (True, "Ill", True)
    assert teams(page) == ["Bob", "Cy & Di"]


def test_who_leaves_is_replaced_by_a_substitute_who_is_signed_up_on_the_way(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Cy & Di")
    page.sign_up.people.show_rows(page.sign_up.people.people.rows, player(page, "Ann"))
    leaving = page.sign_up.detail.leaving
    click(page.sign_up.detail.leave)
    leaving.partner.buttons["substitute"].click()
    assert not leaving.confirm.isEnabled()
    type_in(leaving.substitute, "Zed")
    click(leaving.confirm)
    assert teams(page) == ["Zed & Bob", "Cy & Di"]


def test_the_effect_of_leaving_is_shown_before(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Cy & Di", "Eve & Flo")
    draw_division(page)
    page.sign_up.people.show_rows(page.sign_up.people.people.rows, player(page, "Cy"))
    click(page.sign_up.detail.leave)
    leaving = page.sign_up.detail.leaving
    assert leaving.effect.text() == "No match changes."
    leaving.partner.buttons["drop"].click()
    assert "change" in leaving.effect.text()


def test_a_late_entry_shows_where_it_comes_in_and_enters_with_a_second_enter(page: PeoplePage) -> None:
    enter(page, "Ann & Bob", "Cy & Di", "Eve & Flo")
    draw_division(page)
    enter(page, "Zed & Yu")
    assert "Zed & Yu" in page.sign_up.hint.text()
    assert len(shown(page).entries) == 3
    press(page.sign_up.line, Qt.Key.Key_Return)
    assert len(shown(page).entries) == 4
    assert 4 in shown(page).divisions[1].draw.seeds.values()  # type: ignore[union-attr]  # it is drawn


def test_a_pasted_list_is_shown_and_then_signed_up(page: PeoplePage) -> None:
    enter(page, "Ann & Bob")
    QGuiApplication.clipboard().setText("Cy & Di\nAnn & Bob\n\nEve\tFlo\n--\n")
    press(page.sign_up.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert page.list_import.isVisible()
    assert page.list_import.enter.text() == "Sign up 3 lines"
    press(page.list_import.enter, Qt.Key.Key_Return)
    assert teams(page) == ["Ann & Bob", "Cy & Di", "Eve & Flo"]
    assert page.sign_up.line.hasFocus()


def test_a_file_is_a_list_too_and_one_that_cannot_be_read_is_reported(
    window: MainWindow, page: PeoplePage, tmp_path: Path
) -> None:
    file = tmp_path / "names.csv"
    file.write_text("team,player 1,player 2\nHawks,Ann,Bob\nOwls,Cy,Di\n")
    page.list_import.preview_file(str(file))
    click(page.list_import.enter)
    assert teams(page) == ["Ann & Bob", "Cy & Di"]
    page.list_import.preview_file(str(tmp_path / "missing.csv"))
    assert window.message.text


def test_check_ins_from_phones_wait_at_the_top_and_are_let_in_by_a_key(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    lobby = Lobby(scorekeeper, approve=True)
    window = open_window(scorekeeper, lobby)
    page = people_page(window, "singles")
    check_in = CheckIn(scorekeeper.director, lobby)
    for name in ("Ann", "Bob", "Cy"):
        check_in.check_in(page.current.tournament_id or 0, name)
    assert page.waiting.sentence.text() == "Ann checks in by phone, and 2 more"
    page.sign_up.people.setFocus()
    press(page.sign_up.people, "Y")
    assert teams(page) == ["Ann"]
    click(page.waiting.decline_button)
    assert shown(page).players[2].is_dropped
    click(page.waiting.accept_button)
    assert teams(page) == ["Ann", "Cy"]
    assert page.waiting.isHidden()


def test_a_player_who_was_let_in_and_goes_away_for_a_while_does_not_wait_again(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    lobby = Lobby(scorekeeper, approve=True)
    page = people_page(open_window(scorekeeper, lobby), "singles")
    check_in, tournament_id = CheckIn(scorekeeper.director, lobby), page.current.tournament_id or 0
    outcome = check_in.check_in(tournament_id, "Ann")
    assert [found.name for found in check_in.waiting(tournament_id)] == ["Ann"]
    click(page.waiting.accept_button)
    check_in.set_presence(tournament_id, outcome.seat, is_here=False)
    assert check_in.waiting(tournament_id) == []


def test_the_code_of_the_window_leads_to_the_check_in(page: PeoplePage) -> None:
    click(page.code_button)
    assert page.check_in_code.isVisible()
    assert page.check_in_code.code.text.endswith(f"/tournament/{page.current.tournament_id}/check-in")
    click(page.code_button)
    assert page.sign_up.isVisible()
