"""Set-up of a tournament in the window: made with two keys, changed, paused, closed, and opened again."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QApplication

from goat_kiosk.desk.court_kiosks import OtherKiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.rules.rules import PRESETS
from goat_kiosk.errors import InvalidValue, RuleViolation
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.tournament.set_up.amounts import format_amount, parse_amount, parse_end_time
from goat_kiosk.gui.tournament.set_up.page import SetUpPage
from goat_kiosk.gui.tournament.set_up.settings import TournamentSettings, read_settings
from goat_kiosk.gui.tournament.set_up.stages_form import FormatChoice, PoolsChoice, deal_courts
from goat_kiosk.gui.tournament.tab import SET_UP
from goat_kiosk.gui.widgets.inputs.radio_group import SegmentButton
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.court_kiosks import SeenKiosk
from goat_kiosk.tournament.division_events import Cap, DivisionAdded, Drawn, EntryMade, StagesReplaced
from goat_kiosk.tournament.events import CourtKiosk, PlayerSignedUp, TournamentChanged, TournamentCreated
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import Tournament
from tests.gui.conftest import OpenWindow, click, press, type_in
from tests.tournament.night import Night


@pytest.fixture
def page(window: MainWindow) -> SetUpPage:
    return set_up_page(window)


def set_up_page(window: MainWindow) -> SetUpPage:
    window.open_section(SET_UP)
    page = window.pages.section(SET_UP)
    assert isinstance(page, SetUpPage)
    return page


def shown(page: SetUpPage) -> Tournament:
    assert page.current.tournament is not None
    return page.current.tournament


def press_enter() -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    press(focus, Qt.Key.Key_Return)


def test_enter_twice_makes_a_tournament_and_names_can_be_typed(window: MainWindow) -> None:
    press(window, Qt.Key.Key_F6)
    press_enter()
    press_enter()
    tournament = window.tournament.tournament
    assert tournament is not None
    assert tournament.name.endswith("night")
    assert list(tournament.courts) == ["Court 1", "Court 2", "Court 3", "Court 4"]
    assert (tournament.calling, tournament.scoring) == ("auto", "bags")
    assert tournament.divisions[1].stages == (Stage("double"),)
    assert window.pages.section_name == "People"


def test_every_choice_is_in_the_tournament(page: SetUpPage) -> None:
    form = page.form
    form.name.setText("Friday singles")
    form.kind.buttons["blind-draw"].click()
    form.pairing.buttons["grades"].click()
    form.format.buttons[FormatChoice("single", has_last_game=True)].click()
    for court in ("Court 1", "Court 2"):
        click(form.courts.buttons[court])
    form.courts.other.setText("Patio, Bar")
    form.calling.buttons["ask"].click()
    form.scoring.buttons["result"].click()
    form.play_to.number.setValue(15)
    form.fee.setText("$7.50")
    form.more.lengths["W"].choose(3)
    click(page.save)
    tournament = shown(page)
    assert (tournament.name, list(tournament.courts)) == ("Friday singles", ["Court 3", "Court 4", "Patio", "Bar"])
    assert (tournament.calling, tournament.scoring, tournament.fee) == ("ask", "result", 750)
    division = tournament.divisions[1]
    assert (division.kind, division.pairing) == ("blind-draw", "grades")
    assert division.stages == (Stage("single", third_place=True, play_to=15, best_of={"W": 3}),)


def test_partners_are_asked_for_a_blind_draw_alone_and_rare_settings_are_folded_away(page: SetUpPage) -> None:
    assert page.form.pairing.isHidden()
    assert page.form.more.isHidden()
    page.form.kind.buttons["blind-draw"].click()
    assert page.form.pairing.isVisible()
    click(page.form.more_button)
    assert page.form.more.isVisible()
    page.form.format.buttons[FormatChoice("single", has_last_game=False)].click()
    assert not page.form.more.losers_order.isEnabled()


def test_a_tournament_without_a_court_is_refused_with_a_sentence(page: SetUpPage) -> None:
    for button in page.form.courts.buttons.values():
        button.setChecked(False)
    click(page.save)
    assert page.problem.text() == "A tournament needs a court. Press one, or type its name."
    assert page.current.tournament is None


def test_enter_in_the_field_of_courts_adds_what_was_typed(page: SetUpPage) -> None:
    page.form.courts.other.setFocus()
    type_in(page.form.courts.other, "Patio")
    press_enter()
    assert page.form.courts.courts[-1] == "Patio"
    assert page.current.tournament is None


def make(page: SetUpPage, *names: str) -> None:
    """Make tournaments in a hall with two boards."""
    for name in names:
        page.current.create(
            TournamentCreated(name, ("Board 1", "Board 2"), fee=1_000),
            lambda _: [DivisionAdded(1, "Pairs", "pairs", (Stage("double"),))],
        )


def test_only_what_was_changed_is_recorded(window: MainWindow, page: SetUpPage, scorekeeper: Scorekeeper) -> None:
    make(page, "Friday")
    page = set_up_page(window)
    assert not page.save.isEnabled()
    page.form.calling.buttons["off"].click()
    click(page.form.courts.buttons["Board 2"])
    page.form.courts.other.setText("Patio")
    page.form.play_to.number.setValue(15)
    click(page.save)
    tournament = shown(page)
    assert [court.name for court in tournament.courts.values() if court.is_open] == ["Board 1", "Patio"]
    assert (tournament.calling, tournament.fee, tournament.divisions[1].stages[0].play_to) == ("off", 1_000, 15)
    events = scorekeeper.director.events(page.current.tournament_id or 0)
    assert len(events) == 2 + 4
    assert not page.save.isEnabled()


def test_the_kind_of_a_tournament_stays(window: MainWindow, page: SetUpPage) -> None:
    make(page, "Friday")
    assert not set_up_page(window).form.kind.isEnabled()


def test_the_form_of_a_drawn_bracket_is_refused_with_a_sentence(window: MainWindow, page: SetUpPage) -> None:
    make(page, "Friday")
    people = [PlayerSignedUp(number, name) for number, name in enumerate(("Ada", "Otis"), start=1)]
    entries = [EntryMade(number, 1, (number,)) for number in (1, 2)]
    page.current.record(lambda _: [*people, *entries, Drawn(1, (1, 2), "order")])
    page = set_up_page(window)
    page.form.format.buttons[FormatChoice("single", has_last_game=False)].click()
    click(page.save)
    assert window.message.text == "The bracket is drawn. Redraw it to change its form."


def test_a_night_is_paused_resumed_closed_and_reopened(window: MainWindow, page: SetUpPage) -> None:
    make(page, "Friday")
    controls = set_up_page(window).controls
    controls.text.setText("Dinner until 8")
    controls.text.setFocus()
    press_enter()
    assert controls.status.text() == "Paused: Dinner until 8"
    click(controls.resume)
    assert shown(page).pause is None
    click(controls.close_night)
    assert shown(page).is_closed
    assert controls.status.text() == "Closed."
    assert not page.form.isEnabled()
    click(controls.reopen)
    assert not shown(page).is_closed
    assert page.form.isEnabled()


def test_another_tournament_can_be_chosen_and_a_new_one_made(window: MainWindow, page: SetUpPage) -> None:
    make(page, "Friday", "Saturday")
    page = set_up_page(window)
    assert page.tournaments.currentText() == "Saturday"
    choose(page, "Friday")
    assert shown(page).name == page.form.name.text() == "Friday"
    choose(page, "New tournament")
    assert page.form.kind.isEnabled()
    page.form.name.setText("Sunday")
    click(page.save)
    assert shown(page).name == "Sunday"


def choose(page: SetUpPage, text: str) -> None:
    row = page.tournaments.findText(text)
    page.tournaments.setCurrentIndex(row)
    page.tournaments.activated.emit(row)


def test_a_practice_night_has_twelve_invented_teams(window: MainWindow, page: SetUpPage) -> None:
    click(page.practice)
    tournament = shown(page)
    assert tournament.is_practice
    assert len(tournament.entries) == 12
    assert window.pages.section_name == "People"


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("11", 21, "23:00"),
        ("10:30 PM", 21, "22:30"),
        ("22.30", 21, "22:30"),
        ("1 am", 22, "01:00"),
        ("0:15", 22, "00:15"),
        ("7:59", 22, "07:59"),
        ("12", 22, "00:00"),
    ],
)
def test_a_closing_time_is_the_next_one_that_was_meant(text: str, day: int, time: str) -> None:
    now = QDateTime.fromString("2026-11-21 20:00", "yyyy-MM-dd HH:mm").toMSecsSinceEpoch()
    found = parse_end_time(text, now)
    assert found is not None
    assert QDateTime.fromMSecsSinceEpoch(found).toString("d HH:mm") == f"{day} {time}"


@pytest.mark.parametrize("text", ["soon", "25", "10:75", "13 pm", "0 am"])
def test_a_closing_time_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="no time of day"):
        parse_end_time(text, 0)


@pytest.mark.parametrize(("text", "cents"), [("", 0), ("10", 1_000), ("$7.50", 750), ("7,50", 750), ("12 $", 1_200)])
def test_an_amount_is_read_in_cents(text: str, cents: int) -> None:
    assert parse_amount(text) == cents


def test_an_amount_that_cannot_be_is_refused_and_dollars_are_written_as_such() -> None:
    with pytest.raises(InvalidValue, match="no amount"):
        parse_amount("1.2.3")
    for language in ("en", "es"):
        set_language(language)
        if QLocale().territory() == QLocale.Country.UnitedStates:
            assert format_amount(26_000).replace("\xa0", "") == "$260"
    set_language("en")
    assert "50" in format_amount(750)


def test_settings_that_the_form_does_not_have_stay() -> None:
    tournament = Tournament("Friday", {}, 1, 0, call_minutes=(2, 3, 4))
    (changed,) = read_settings(tournament)._replace(name="Saturday").changes(tournament)
    assert changed == TournamentChanged("Saturday", call_minutes=(2, 3, 4))


def test_settings_of_a_tournament_without_a_division_are_readable() -> None:
    tournament = Tournament("Friday", {}, 1, 0, rules=PRESETS["quick"])
    settings = read_settings(tournament)
    assert settings == TournamentSettings("Friday", (), rules=PRESETS["quick"])
    assert settings.play_to == PRESETS["quick"].target
    assert settings.changes(tournament) == []
    assert settings._replace(stages=(replace(settings.stages[0], play_to=7),)).changes(tournament) == []


PATIO = CourtKiosk("bbbbbbbb", "Patio")


def test_boards_of_another_kiosk_are_offered_and_chosen(page: SetUpPage) -> None:
    page.list_kiosks = lambda: [OtherKiosk(SeenKiosk(PATIO), courts=("Board 9", "Court 1"))]
    page._load()
    buttons = page.form.courts.buttons
    assert list(buttons)[-2:] == ["Board 9 · Patio", "Court 1 · Patio"]
    click(buttons["Court 1 · Patio"])
    click(page.save)
    assert "Two kiosks have a court Court 1" in page.problem.text()
    click(buttons["Court 1 · Patio"])
    click(buttons["Board 9 · Patio"])
    click(page.save)
    tournament = shown(page)
    assert tournament.courts["Board 9"].kiosk == PATIO
    assert tournament.courts["Court 1"].kiosk is None


def test_pools_come_before_brackets_of_who_goes_on(page: SetUpPage) -> None:
    form = page.form
    form.format.buttons[FormatChoice("round-robin", has_pools=True)].click()
    form.stages.pools.number.setValue(4)
    form.stages.going_on.choose("all")
    form.stages.bracket.choose("single")
    form.stages.pool_courts.choose(True)  # noqa: FBT003  the value of a choice
    click(page.save)
    assert page.current.tournament is not None
    division = page.current.tournament.divisions[1]
    assert [stage.format for stage in division.stages] == ["round-robin", "single", "single"]
    assert division.stages[0].pools == 4
    assert division.stages[0].pool_courts == {f"P{number}": (f"Court {number}",) for number in range(1, 5)}
    sources = [stage.source for stage in division.stages[1:]]
    assert sources == [StageSource(1, pool_places=(1, 2)), StageSource(1, pool_places=(3, 256))]


@pytest.mark.parametrize(
    ("pools", "courts", "dealt"),
    [
        (2, ("A", "B", "C"), {"P1": ("A", "C"), "P2": ("B",)}),
        (2, ("A", "B"), {"P1": ("A",), "P2": ("B",)}),
        (3, ("A", "B"), {}),
    ],
)
def test_boards_are_dealt_to_pools(pools: int, courts: tuple[str, ...], dealt: dict[str, tuple[str, ...]]) -> None:
    assert deal_courts(pools, courts) == dealt


def test_a_tournament_that_is_not_drawn_can_get_pools_and_lose_them_again() -> None:
    night = Night(4)
    settings = read_settings(night.state)
    pools = PoolsChoice(2, "first", "double").stages(settings.stages[0])
    for event in settings._replace(stages=pools).changes(night.state):
        night.add(event)
    assert read_settings(night.state).stages == pools
    for event in settings.changes(night.state):
        night.add(event)
    assert night.division.stages == (Stage("double"),)
    night.draw()
    with pytest.raises(RuleViolation):
        night.add(StagesReplaced(1, pools))


def test_a_swiss_with_levels_is_set_up(page: SetUpPage) -> None:
    click(page.form.format.buttons[FormatChoice("swiss")])
    rounds = page.form.stages.rounds
    rounds.rounds.number.setValue(5)
    rounds.levels.choose(2)
    rounds.levels.activated.emit(2)
    stages = page.form.settings(0).stages
    assert [(stage.format, stage.rounds) for stage in stages] == [("swiss", 5), ("double", None), ("double", None)]
    assert [stage.source.places for stage in stages[1:] if stage.source is not None] == [(1, 8), (9, 256)]
    page.form.stages.show_stages(stages)
    assert page.form.settings(0).stages == stages


def test_a_switch_is_set_up_by_games_each_or_by_rounds_with_a_bracket_of_teams(page: SetUpPage) -> None:
    click(page.form.kind.buttons["switch"])
    assert [(stage.format, stage.games_each) for stage in page.form.settings(0).stages] == [("switch", 4)]
    assert page.form.pairing.isHidden()
    rounds = page.form.stages.rounds
    rounds.pace.choose("rounds")
    rounds.levels.choose(1)
    rounds.levels.activated.emit(1)
    first, bracket = page.form.settings(0).stages
    assert (first.rounds, first.games_each) == (4, None)
    assert bracket.source == StageSource(1, places=(1, 8))
    assert not page.form.pairing.isHidden()


def test_who_may_enter_and_the_clock_of_a_round_are_under_more(page: SetUpPage) -> None:
    more = page.form.more
    more.cap.choose(Cap(grade="B"))
    more.clock.choose(15)
    more.seeding.choose("grade")
    press_enter()
    division = shown(page).divisions[1]
    assert division.cap == Cap(grade="B")
    assert (division.stages[0].round_minutes, division.stages[0].seeding) == (15, "grade")
    settings = read_settings(shown(page))
    page.form.show_settings(settings, settings.courts, is_new=False)
    assert not more.cap.isEnabled()
    assert page.form.settings(0).changes(shown(page)) == []


@pytest.mark.parametrize("format_", [FormatChoice("double"), FormatChoice("round-robin", has_pools=True)])
def test_a_small_window_in_spanish_cuts_no_choice(
    open_window: OpenWindow, scorekeeper: Scorekeeper, format_: FormatChoice
) -> None:
    set_language("es")
    try:
        window = open_window(scorekeeper)
        window.resize(1280, 720)
        form = set_up_page(window).form
        form.format.buttons[format_].click()
        QApplication.processEvents()
        assert form.format.buttons[format_].text() in {"Doble, una final", "Grupos primero"}
        buttons = [one for one in form.findChildren(SegmentButton) if one.isVisible()]
        assert all(button.width() >= button.minimumSizeHint().width() for button in buttons)
        assert max(button.mapTo(form, button.rect().topRight()).x() for button in buttons) < form.width()
    finally:
        set_language("en")
