"""The tournament that the window shows, and the pages that follow it."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.errors import RuleViolation
from goat_kiosk.gui.settings.action_specs import SPECS
from goat_kiosk.gui.tournament.tab import SET_UP
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.events import (
    AnyTournamentEvent,
    PlayerSignedUp,
    TournamentChanged,
    TournamentClosed,
    TournamentCreated,
)
from goat_kiosk.tournament.tournament import Tournament
from tests.gui.conftest import OpenWindow, press

TABS = ("Desk", "People", "Bracket", SET_UP)


def sign_up(tournament: Tournament) -> list[AnyTournamentEvent]:
    number = tournament.next_player()
    return [PlayerSignedUp(number, f"Player {number}")]


def refuse(_tournament: Tournament) -> list[AnyTournamentEvent]:
    raise RuleViolation("This tournament is closed.")


def test_f6_opens_the_tournament_and_esc_returns_to_the_game(live_window: MainWindow) -> None:
    press(live_window, Qt.Key.Key_F6)
    assert live_window.pages.section_name == "Desk"
    assert live_window.menu.buttons["show-tournament"].isChecked()
    press(live_window, Qt.Key.Key_Escape)
    assert live_window.pages.section_name is None


@pytest.mark.parametrize("name", TABS[:-1])
def test_without_a_tournament_every_tab_leads_to_the_set_up_with_one_key(window: MainWindow, name: str) -> None:
    window.open_section(name)
    press(window.focusWidget(), Qt.Key.Key_Return)
    assert window.pages.section_name == SET_UP


def test_the_menu_has_the_tournament_between_play_and_history(window: MainWindow) -> None:
    assert list(window.menu.buttons)[:3] == ["show-play", "show-tournament", "show-history"]
    assert SPECS["show-tournament"].keys == ("F6",)


def test_the_window_opens_with_the_newest_open_tournament(scorekeeper: Scorekeeper, open_window: OpenWindow) -> None:
    director = scorekeeper.director
    first, second, third = (director.create(TournamentCreated(name)).tournament_id for name in ("A", "B", "C"))
    director.record(third, lambda _: [TournamentClosed()])
    assert open_window(scorekeeper).tournament.tournament_id == second > first


def test_a_tournament_from_a_phone_is_shown_if_there_is_none(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    window.open_section("People")
    created = scorekeeper.director.create(TournamentCreated("Friday"))
    assert window.tournament.tournament == created.tournament
    scorekeeper.director.create(TournamentCreated("Saturday"))
    assert window.tournament.tournament_id == created.tournament_id
    scorekeeper.director.record(created.tournament_id, lambda _: [TournamentChanged("Blind draw")])
    assert window.tournament.tournament is not None
    assert window.tournament.tournament.name == "Blind draw"


def test_after_a_closed_tournament_the_next_one_is_shown(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    closed = scorekeeper.director.create(TournamentCreated("Friday")).tournament_id
    scorekeeper.director.record(closed, lambda _: [TournamentClosed()])
    assert window.tournament.tournament_id == closed
    assert scorekeeper.director.create(TournamentCreated("Next")).tournament_id == window.tournament.tournament_id


def test_a_command_is_recorded_and_its_preview_records_nothing(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    window.tournament.create(TournamentCreated("Friday"), sign_up)
    assert window.tournament.tournament is not None
    assert [player.name for player in window.tournament.tournament.players.values()] == ["Player 1"]
    preview = window.tournament.preview(sign_up)
    assert preview is not None
    assert len(preview.after.players) == 2
    assert scorekeeper.director.tournament(window.tournament.tournament_id or 0) == preview.before


def test_a_refusal_is_a_sentence_in_the_message_line(window: MainWindow) -> None:
    window.tournament.create(TournamentCreated("Friday"))
    window.tournament.record(refuse)
    assert window.message.text == "This tournament is closed."
    window.message.say("")
    assert window.tournament.preview(refuse) is None
    assert window.message.text == "This tournament is closed."


def test_another_tournament_can_be_shown(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    first, second = (scorekeeper.director.create(TournamentCreated(name)).tournament_id for name in ("A", "B"))
    window.tournament.show(second)
    assert window.tournament.tournament_id == second != first
    window.tournament.show(999)
    assert window.tournament.tournament_id == second
    assert window.message.text == "There is no tournament 999."


def test_the_director_is_not_asked_for_the_pin_but_the_set_up_is(window: MainWindow) -> None:
    window.pin_prompt.lock.set_pin("1234")
    window.pin_prompt.lock.lock()
    for name in TABS[:-1]:
        window.open_section(name)
        assert window.pages.section_name == name
    window.open_section(SET_UP)
    assert window.pin_prompt.is_asking
