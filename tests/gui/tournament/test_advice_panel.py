"""Advice on the format in the window: three numbers, each with Enter, and one key that chooses."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.gui.tournament.set_up.advice_panel import AdvicePanel
from goat_kiosk.gui.tournament.set_up.page import SetUpPage
from goat_kiosk.gui.tournament.set_up.stages_form import FormatChoice
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.stage import Stage
from tests.gui.conftest import click, press, type_in
from tests.gui.tournament.test_draw import focus, press_focus
from tests.gui.tournament.test_set_up import press_enter, set_up_page, shown


@pytest.fixture
def page(window: MainWindow) -> SetUpPage:
    return set_up_page(window)


def open_panel(page: SetUpPage) -> AdvicePanel:
    click(page.advise)
    assert page.advice.isVisible()
    return page.advice


def captions(panel: AdvicePanel) -> list[str]:
    return [button.text() for button in panel.formats if button.isVisible()]


def test_three_numbers_and_one_key_make_the_tournament(page: SetUpPage) -> None:
    panel = open_panel(page)
    assert focus() is panel.games.number
    panel.games.number.setValue(3)
    press_enter()
    panel.players.number.setValue(24)
    press_enter()
    assert focus() is panel.end_by
    press_enter()
    assert focus() is panel.formats[0]
    first = captions(panel)[0]
    assert first.startswith("1   ")
    assert "\n      Fits · " in first
    assert "4 courts · Assumed: 18 min a match" in panel.pace.text()
    press_focus(Qt.Key.Key_1)
    assert page.form.isVisible()
    press_enter()
    stages = shown(page).divisions[1].stages
    assert [stage.format for stage in stages] == [stage.format for stage in panel.found[0].stages]
    assert stages[0].pools == panel.found[0].stages[0].pools


def test_rounds_among_equals_are_shown_in_the_form_and_kept(page: SetUpPage) -> None:
    panel = open_panel(page)
    panel.players.number.setValue(24)
    place = next(place for place, one in enumerate(panel.found) if one.stages[0].format == "swiss")
    press(panel.formats[place], Qt.Key(ord("1") + place))
    found = panel.found[place].stages
    assert page.form.format.value == FormatChoice("swiss")
    choice = page.form.stages.rounds.choice
    assert (choice.rounds, choice.levels, choice.size) == (3, 1, 8)
    press_enter()
    assert [(stage.format, stage.source) for stage in shown(page).divisions[1].stages] == [
        (stage.format, stage.source) for stage in found
    ]


def test_a_switch_is_a_format_of_its_own(page: SetUpPage) -> None:
    click(page.form.kind.buttons["switch"])
    assert page.form.format.buttons[None].text() == "A new partner every game"
    click(page.form.kind.buttons["pairs"])
    assert page.form.format.buttons[None].isHidden()
    click(page.form.kind.buttons["switch"])
    click(page.save)
    division = shown(page).divisions[1]
    assert (division.kind, division.stages) == ("switch", (Stage("switch", games_each=4),))


def test_a_wrong_time_has_a_sentence_and_escape_leads_back(page: SetUpPage) -> None:
    panel = open_panel(page)
    type_in(panel.end_by, "soon")
    assert "no time of day" in panel.problem.text()
    assert captions(panel) == []
    press(panel.end_by, Qt.Key.Key_Escape)
    assert page.form.isVisible()


def test_beginners_are_not_offered_a_bracket_first(page: SetUpPage) -> None:
    panel = open_panel(page)
    panel.players.number.setValue(48)
    panel.games.number.setValue(2)
    click(panel.beginners)
    assert panel.found[0].stages[0].format not in {"single", "double"}
    assert "Assumed: 22 min a match" in panel.pace.text()


def test_the_window_of_a_tournament_that_is_there_advises_on_nothing(page: SetUpPage) -> None:
    press_enter()
    page.section_requested.emit("Set-up")
    assert page.advise.isHidden()
