"""Money of a tournament in the window: divided with the keyboard, and what each place gets."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.tournament.money.form import PaidPlaces, parse_percent, parse_places
from goat_kiosk.gui.tournament.money.page import MoneyPage
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.division_events import DivisionAdded, EntryMade
from goat_kiosk.tournament.events import PlayerChanged, PlayerSignedUp, TournamentCreated
from goat_kiosk.tournament.pots import Pot
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import Tournament
from tests.gui.conftest import click, press, type_in


@pytest.fixture
def page(window: MainWindow) -> MoneyPage:
    """The page of a tournament of four, of whom three have paid."""

    def decide(_: Tournament) -> list[DivisionAdded | PlayerSignedUp | EntryMade]:
        people = [PlayerSignedUp(number, name, paid=number != 4) for number, name in enumerate("ABCD", start=1)]
        entries = [EntryMade(number, 1, (number,)) for number in range(1, 5)]
        return [DivisionAdded(1, "Main", "singles", (Stage("double"),)), *people, *entries]

    window.tournament.create(TournamentCreated("Friday", ("Board 1",)), decide)
    window.open_section("Money")
    page = window.pages.section("Money")
    assert isinstance(page, MoneyPage)
    return page


def fill(field: QLineEdit, text: str) -> None:
    field.setFocus()
    field.selectAll()
    type_in(field, text)


def rows(page: MoneyPage) -> list[str]:
    return [page.payouts.payouts.in_words(row) for row in page.payouts.payouts.rows]


def test_fee_and_pot_are_typed_and_enter_saves_them(page: MoneyPage) -> None:
    fill(page.form.fee, "10")
    fill(page.form.added, "20")
    fill(page.form.house, "10")
    fill(page.form.pots[0].name, "Main")
    fill(page.form.pots[0].places, "60/40")
    press(page.form.pots[0].places, Qt.Key.Key_Return)
    assert page.pot.sentence == "Pot $47, pays 2"
    assert rows(page) == ["place 1, not known yet, $29", "place 2, not known yet, $18"]
    assert page.unpaid.text() == "Not paid: D"
    assert not page.save.isEnabled()


def test_who_pays_later_is_in_the_pot_at_once(page: MoneyPage) -> None:
    fill(page.form.fee, "10")
    fill(page.form.pots[0].name, "Main")
    click(page.save)
    page.current.record(lambda _: [PlayerChanged(4, paid=True)])
    assert page.pot.sentence == "Pot $40, pays 3"
    assert page.unpaid.text() == ""


def test_another_pot_divides_what_the_first_leaves(page: MoneyPage) -> None:
    fill(page.form.fee, "10")
    fill(page.form.pots[0].name, "Main")
    fill(page.form.pots[0].share, "60")
    click(page.form.another)
    fill(page.form.pots[1].name, "Lower")
    click(page.save)
    assert page.pot.sentence == "Main $18, pays 3 · Lower $12, pays 3"


def test_a_value_that_cannot_be_is_refused_and_stays_in_its_field(page: MoneyPage) -> None:
    fill(page.form.pots[0].name, "Main")
    fill(page.form.pots[0].share, "a lot")
    click(page.save)
    assert page.problem.text() == "“a lot” is no percentage. Write it as 10."
    assert page.form.pots[0].share.text() == "a lot"


@pytest.mark.parametrize(("text", "places"), [("", (60, 30, 10)), ("60 30 10", (60, 30, 10)), ("50/50", (50, 50))])
def test_shares_of_places_are_read_as_they_are_written(text: str, places: tuple[int, ...]) -> None:
    assert parse_places(text) == places


@pytest.mark.parametrize("text", ["half", "0", "60, ten"])
def test_other_shares_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_places(text)


@pytest.mark.parametrize("text", ["101", "-5", "ten"])
def test_other_percentages_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_percent(text)


def test_a_pot_pays_the_bracket_that_is_chosen(window: MainWindow) -> None:
    upper, lower = (Stage("single", source=StageSource(1, places=places)) for places in ((1, 2), (3, 4)))
    stages = Stage("round-robin"), upper, lower
    window.tournament.create(TournamentCreated("Friday"), lambda _: [DivisionAdded(1, "Main", "singles", stages)])
    window.open_section("Money")
    page = window.pages.section("Money")
    assert isinstance(page, MoneyPage)
    row = page.form.pots[0]
    fill(row.name, "Lower")
    row.whose.choose(PaidPlaces(1, 3))
    assert row.whose.currentText() == "Lower bracket"
    click(page.save)
    tournament = window.tournament.tournament
    assert tournament is not None
    assert tournament.money.pots == (Pot("Lower", division=1, stage=3),)
