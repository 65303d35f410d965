"""The draw of a tournament in the window: who is drawn, the show, the list by person, again, and swapped."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QStyle
from pytestqt.qtbot import QtBot

from goat_kiosk.gui.tournament.people.draw_show import MAX_SHOW_MS, DrawShow
from goat_kiosk.gui.tournament.people.draw_view import DrawView
from goat_kiosk.gui.tournament.people.page import PeoplePage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.gui.window.section_tabs import SectionTabs
from goat_kiosk.tournament.events import PlayerChanged, PlayerSignedUp
from goat_kiosk.tournament.match_events import MatchCalled, ResultRecorded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Draw
from tests.gui.conftest import click, press, type_in
from tests.gui.tournament.test_people import enter, people_page, player, shown, teams

CONTROL = Qt.KeyboardModifier.ControlModifier
PAIRS = ("Ann & Bob", "Cy & Di", "Eve & Flo", "Gus & Hal")


@pytest.fixture
def page(window: MainWindow) -> PeoplePage:
    page = people_page(window)
    enter(page, *PAIRS)
    return page


def focus() -> QObject:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def press_focus(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    press(widget, key, modifier)


def draw(page: PeoplePage) -> DrawView:
    """Draw by the keys, and skip the show."""
    press_focus(Qt.Key.Key_D, CONTROL)
    press_focus(Qt.Key.Key_Return)
    press_focus(Qt.Key.Key_Return)
    return page.drawing


def division(page: PeoplePage) -> Division:
    return shown(page).divisions[1]


def draw_of(page: PeoplePage) -> Draw:
    found = division(page).draw
    assert found is not None
    return found


def test_three_keys_draw_skip_the_show_and_lead_to_the_list_by_person(page: PeoplePage) -> None:
    view = draw(page)
    assert sorted(draw_of(page).seeds.values()) == [1, 2, 3, 4]
    assert [row.name for row in view.people.draw.rows] == ["Ann", "Bob", "Cy", "Di", "Eve", "Flo", "Gus", "Hal"]
    ann = view.people.draw.rows[0]
    assert ann.partner == "with Bob"
    assert ann.opponent.removeprefix("against ") in PAIRS
    assert ann.court.startswith("Board")
    assert view.finder.hasFocus()
    type_in(view.finder, "di")
    assert [row.name for row in view.people.draw.rows] == ["Cy", "Di"]


def test_escape_ends_the_show_and_stays_on_the_page(window: MainWindow, page: PeoplePage) -> None:
    press_focus(Qt.Key.Key_D, CONTROL)
    press_focus(Qt.Key.Key_Return)
    assert page.drawing.show_of_draw.hasFocus()
    assert page.drawing.show_of_draw.shown == 1
    press_focus(Qt.Key.Key_Escape)
    assert window.pages.section_name == "People"
    assert page.drawing.by_person.isVisible()


@pytest.mark.parametrize("lines", [1, 2, 16, 128])
def test_the_show_takes_at_most_twenty_seconds(qtbot: QtBot, lines: int) -> None:
    show = DrawShow()
    qtbot.addWidget(show)
    show.start([str(number) for number in range(lines)])
    assert show.step_ms * (lines + 1) <= MAX_SHOW_MS < 20_000
    show.end()


def test_without_animations_there_is_no_show(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    show = DrawShow()
    qtbot.addWidget(show)
    style = show.style()
    hint = QStyle.StyleHint.SH_Widget_Animation_Duration
    monkeypatch.setattr(show, "style", lambda: still_style(style, hint))
    with qtbot.waitSignal(show.finished):
        show.start(["Ann vs Bob"])
    assert show.shown == 0


def still_style(style: QStyle, hint: QStyle.StyleHint) -> object:
    class Still:
        def styleHint(self, requested: QStyle.StyleHint, *_: object) -> int:  # noqa: N802  Qt's name
            return 0 if requested == hint else style.styleHint(requested)

    return Still()


def test_the_show_goes_on_by_itself_to_the_list(qtbot: QtBot, page: PeoplePage) -> None:
    press_focus(Qt.Key.Key_D, CONTROL)
    press_focus(Qt.Key.Key_Return)
    show = page.drawing.show_of_draw
    show._timer.setInterval(1)  # as quick as a test
    qtbot.waitUntil(page.drawing.by_person.isVisible)
    assert show.shown == len(show.lines) == 2


def test_who_is_not_here_is_named_and_left_out(page: PeoplePage) -> None:
    absent = [player(page, name) for name in ("Ann", "Bob", "Cy")]
    page.current.record(lambda _: [PlayerChanged(number, here=False) for number in absent])
    press_focus(Qt.Key.Key_D, CONTROL)
    panel = page.drawing.panel
    assert panel.title.text() == "3 entries to draw"
    assert panel.absent.text() == "Not here yet, so not drawn: Ann & Bob"
    press_focus(Qt.Key.Key_Return)
    assert len(draw_of(page).seeds) == 3


def test_who_is_here_without_an_entry_is_drawn_too(window: MainWindow) -> None:
    page = people_page(window, "singles")
    enter(page, "Ann", "Bob")
    page.current.record(lambda tournament: _sign_up_by_phone(tournament.next_player()))
    draw(page)
    assert teams(page) == ["Ann", "Bob", "Cy"]


def _sign_up_by_phone(number: int) -> list[PlayerSignedUp]:
    return [PlayerSignedUp(number, "Cy", from_desk=False)]


def test_a_draw_of_one_is_refused_with_a_sentence(window: MainWindow) -> None:
    page = people_page(window)
    enter(page, "Ann & Bob")
    press_focus(Qt.Key.Key_D, CONTROL)
    press_focus(Qt.Key.Key_Return)
    assert window.message.text == "A draw needs two entries that are here."


def test_places_are_kept_for_late_entries(page: PeoplePage) -> None:
    press_focus(Qt.Key.Key_D, CONTROL)
    page.drawing.panel.late_spots.number.setValue(2)
    click(page.drawing.panel.draw)
    found = draw_of(page)
    assert found.kept == (5, 6)
    assert found.until is not None
    assert 29 * 60_000 < found.until - found.at <= 30 * 60_000
    press_focus(Qt.Key.Key_Return)
    assert page.drawing.close_late_spots.text() == "Close 2 late places"
    click(page.drawing.close_late_spots)
    assert draw_of(page).kept == ()
    assert page.drawing.close_late_spots.isHidden()


def test_a_redraw_needs_a_reason_and_is_numbered(window: MainWindow, page: PeoplePage) -> None:
    view = draw(page)
    click(view.changes.redraw)
    assert window.message.text == "Say why it is drawn again: everybody sees it."
    view.changes.reason.setText("A pair was missing.")
    click(view.changes.redraw)
    press_focus(Qt.Key.Key_Return)
    assert draw_of(page).number == 2
    assert view.title.text() == "The draw, number 2: A pair was missing."


def test_two_entries_change_places_with_a_reason(page: PeoplePage) -> None:
    view = draw(page)
    assert view.changes.redraw_pair.isHidden(), "who came as a pair stays one"
    before = draw_of(page).seeds
    view.changes.first.choose(before[1])
    view.changes.second.choose(before[2])
    view.changes.reason.setText("They came together.")
    click(view.changes.swap)
    assert (draw_of(page).seeds[1], draw_of(page).seeds[2]) == (before[2], before[1])
    assert view.changes.reason.text() == ""


def test_after_the_first_result_the_draw_stays(page: PeoplePage) -> None:
    view = draw(page)
    match = next(iter(resolve(shown(page), division(page)).values()))
    sides = (match.entries[0], match.entries[1])
    called = MatchCalled(1, match.id, "Board 1", sides)
    page.current.record(lambda _: [called, ResultRecorded(1, match.id, sides, 1, scores=((21, 3),))])
    assert view.changes.isHidden()


def test_the_button_leads_from_the_draw_back_to_the_names(page: PeoplePage) -> None:
    draw(page)
    press_focus(Qt.Key.Key_D, CONTROL)
    assert focus() is page.sign_up.line


class Keyboard:
    """Presses real keys on what has the focus, and counts them."""

    def __init__(self) -> None:
        self.letters = self.commands = 0

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        press_focus(key, modifier)
        self.commands += 1

    def type(self, text: str) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        type_in(widget, text)
        self.letters += len(text)


def test_a_night_of_twenty_four_pairs_takes_a_key_for_each_pair_and_six_others(window: MainWindow) -> None:
    """Beside the letters of the names: F6, two Enters, an Enter a pair, Ctrl+D, Enter, and one to skip the show."""
    keyboard = Keyboard()
    window.setFocus()
    keyboard.press(Qt.Key.Key_F6)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    for number in range(24):
        keyboard.type(f"A{number} & B{number}")
        keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_D, CONTROL)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Return)
    tournament = window.tournament.tournament
    assert tournament is not None
    drawn = tournament.divisions[1].draw
    assert drawn is not None
    assert len(drawn.seeds) == 24
    assert sum(player.here for player in tournament.players.values()) == 48
    assert keyboard.commands == 3 + 24 + 3


def test_a_click_on_a_tab_leaves_the_keyboard_to_its_page(window: MainWindow, page: PeoplePage) -> None:
    window.open_section("Bracket")
    tabs = window.pages.currentWidget()
    assert isinstance(tabs, SectionTabs)
    click(tabs.tabs["People"])
    assert page.sign_up.line.hasFocus()


def test_a_late_person_joins_the_walker_and_the_desk_reads_with_whom(window: MainWindow) -> None:
    page = people_page(window, "blind-draw")
    enter(page, "Ann", "Bob", "Cy", "Di", "Eve")
    draw(page)
    press_focus(Qt.Key.Key_D, CONTROL)
    enter(page, "Flo")
    assert window.message.text.startswith("Partners now: ")
    assert window.message.text.endswith(" & Flo")
    assert len(division_teams(page)) == 3


def division_teams(page: PeoplePage) -> list[tuple[int, ...]]:
    return [entry.players for entry in shown(page).division_entries(1)]


def test_one_pair_gets_new_partners_with_a_reason_that_everybody_reads(window: MainWindow) -> None:
    page = people_page(window, "blind-draw", "balanced")
    enter(page, "Ann", "Bob", "Cy", "Di", "Eve", "Flo")
    press_focus(Qt.Key.Key_D, CONTROL)
    assert page.drawing.panel.strengths.text() == (
        "By strength: 0 by rating, 0 by grade, 6 unknown, who are in the middle"
    )
    press_focus(Qt.Key.Key_Return)
    press_focus(Qt.Key.Key_Return)
    view, before = page.drawing, division_teams(page)
    view.changes.reason.setText("They came together.")
    click(view.changes.redraw_pair)
    assert len(set(division_teams(page)) - set(before)) == 2
    assert view.title.text() == "The draw: They came together."
