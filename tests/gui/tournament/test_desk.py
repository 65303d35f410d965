"""The desk of a tournament in the window: what it says to do next, and what keys do to matches and courts."""

import pytest
from PySide6.QtCore import Qt

from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.tournament.desk.rows import look
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.tournament.due_events import due_events
from goat_kiosk.tournament.events import DirectorRequested
from goat_kiosk.tournament.match_events import MatchProtested, ResultRecorded
from goat_kiosk.tournament.stage import Stage
from tests.gui.conftest import OpenWindow
from tests.gui.tournament.desk_night import DIVISION, DeskNight
from tests.tournament.night import Night

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def night(window: MainWindow, scorekeeper: Scorekeeper) -> DeskNight:
    return DeskNight(window, scorekeeper)


def test_the_line_says_whom_to_call_and_enter_calls(night: DeskNight) -> None:
    assert night.sentence == "Board 1: P1 vs P8"
    night.enter()
    assert night.matches["W1-1"].status == "called"
    assert night.decisions("W1-1").court == "Board 1"
    night.enter()
    assert night.sentence == "Nothing to do: 2 matches are being played"
    assert night.page.next_card.primary.isHidden()


def test_a_report_is_confirmed_with_one_key(night: DeskNight) -> None:
    night.call_all()
    night.report("W1-1", (21, 14))
    assert night.sentence == "Confirm W1-1: 21–14"
    assert "P1 won, 21–14" in night.page.next_card.detail.text()
    night.enter()
    assert night.matches["W1-1"].winner == 1
    assert night.sentence.startswith("Board 1: ")


def test_a_result_by_hand_is_two_numbers_on_the_chosen_court(night: DeskNight) -> None:
    night.call_all()
    night.choose_court("Board 2")
    night.type("17 21")
    assert "P5 won" in night.page.bar.typed.text()
    night.enter()
    result = night.decisions("W1-2").result
    assert result is not None
    assert (result.winner, result.scores) == (2, ((17, 21),))


def test_digits_can_be_erased_and_esc_forgets_them_before_it_leaves_the_desk(night: DeskNight) -> None:
    night.call_all()
    night.choose_court("Board 1")
    night.type("21 1")
    night.press(Qt.Key.Key_Backspace)
    assert night.page.state.entry.text == "21–"
    night.press(Qt.Key.Key_Escape)
    assert night.page.state.entry.is_empty
    night.press(Qt.Key.Key_Escape)
    assert night.window.pages.section_name == "Desk"
    night.press(Qt.Key.Key_Escape)
    assert night.window.pages.section_name is None


def test_an_incomplete_result_is_refused_with_a_sentence(night: DeskNight) -> None:
    night.call_all()
    night.choose_court("Board 1")
    night.type("21")
    night.enter()
    assert night.decisions("W1-1").result is None
    assert "21 14" in night.window.message.text


def test_letters_act_on_the_chosen_match(night: DeskNight) -> None:
    night.choose_match("W1-3")
    night.type("h")
    assert night.decisions("W1-3").held
    night.choose_match("W1-3")
    night.type("h")
    assert not night.decisions("W1-3").held
    night.choose_match("W1-4")
    night.type("u")
    assert night.sentence.startswith("Board 1: P3 vs P6")
    night.choose_match("W1-3")
    night.type("t2")
    assert night.decisions("W1-3").featured_on == "Board 2"


def test_a_letter_of_the_desk_is_not_a_key_of_the_game_behind_it(night: DeskNight, preferences: Preferences) -> None:
    """M is the sound of the window, S swaps the sides of a game."""
    assert night.window.keys["mute"].keys == ("M",)
    is_muted = preferences.current.sounds
    night.call_all()
    night.choose_court("Board 1")
    night.type("m")
    assert preferences.current.sounds == is_muted
    night.press(Qt.Key.Key_Escape)
    night.choose_court("Board 1")
    night.type("s")
    assert night.matches["W1-1"].status == "playing"


def test_a_missing_side_is_noted_with_two_keys_and_forfeits_with_two(night: DeskNight) -> None:
    night.call_all()
    night.choose_court("Board 1")
    night.type("m2")
    assert night.decisions("W1-1").missing == (2,)
    night.choose_court("Board 1")
    night.type("f2")
    result = night.decisions("W1-1").result
    assert result is not None
    assert (result.winner, result.how) == (1, "forfeit")


def test_a_called_match_goes_to_another_court_or_back_in_line(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = DeskNight(window, scorekeeper, courts=5)
    night.call_all()
    assert night.page.state.free_courts() == ["Board 5"]
    night.choose_court("Board 1")
    night.type("b1")
    assert night.decisions("W1-1").court == "Board 5"
    night.choose_court("Board 5")
    night.type("x")
    assert night.matches["W1-1"].status == "ready"


def test_a_broken_court_closes_and_its_match_moves(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    night = DeskNight(window, scorekeeper, courts=5)
    night.call_all()
    night.choose_court("Board 2")
    night.type("o3")
    assert not night.tournament.courts["Board 2"].is_open
    assert night.decisions("W1-2").court == "Board 5"
    night.choose_court("Board 2")
    night.type("o")
    assert night.tournament.courts["Board 2"].is_open


def test_a_court_calls_in_another_way(night: DeskNight) -> None:
    night.choose_court("Board 2")
    night.type("a3")
    assert night.tournament.courts["Board 2"].calling == "off"


def test_who_asks_for_the_director_heads_the_list_then_a_protest(night: DeskNight) -> None:
    night.call_all()
    night.report("W1-1", (21, 14))
    night.record([MatchProtested(DIVISION, "W1-1", "21–14 ≠ 14–21")])
    assert night.sentence == "Two reports differ: W1-1"
    night.record([DirectorRequested(3)])
    assert night.sentence == "P3 asks for the director"
    night.enter()
    assert not night.tournament.requests
    assert night.sentence == "Two reports differ: W1-1"


def test_the_call_can_be_held_skipped_and_sent_elsewhere(night: DeskNight) -> None:
    night.press(Qt.Key.Key_F3)
    assert night.sentence == "Board 1: P4 vs P5"
    night.press(Qt.Key.Key_F2)
    assert night.decisions("W1-2").held
    night.press(Qt.Key.Key_F4)
    night.type("2")
    assert night.decisions("W1-1").court == "Board 2"


def test_a_pause_stops_the_calls_and_enter_resumes(night: DeskNight) -> None:
    night.press(Qt.Key.Key_B, CONTROL)
    night.enter()
    assert night.tournament.pause is not None
    assert night.sentence == "The tournament is paused."
    night.enter()
    assert night.tournament.pause is None


def test_undo_takes_the_newest_decision_back(night: DeskNight) -> None:
    night.enter()
    night.press(Qt.Key.Key_Z, CONTROL)
    assert night.matches["W1-1"].status == "ready"


def test_a_locked_director_calls_but_a_forfeit_asks_for_the_pin(
    open_window: OpenWindow, scorekeeper: Scorekeeper
) -> None:
    window = open_window(scorekeeper)
    window.pin_prompt.lock.set_pin("1234")
    window.pin_prompt.lock.lock()
    night = DeskNight(window, scorekeeper)
    night.call_all()
    assert night.matches["W1-1"].status == "called"
    night.choose_court("Board 1")
    night.type("f")
    assert window.pin_prompt.is_asking
    assert night.decisions("W1-1").result is None


def test_a_match_starts_in_this_window(window: MainWindow, scorekeeper: Scorekeeper) -> None:
    object.__setattr__(window._services, "match_games", MatchGames(scorekeeper, scorekeeper.director))
    night = DeskNight(window, scorekeeper, scoring="bags")
    night.enter()
    night.choose_court("Board 1")
    night.type("s")
    assert night.matches["W1-1"].status == "playing"
    assert window.pages.section_name is None
    assert window.current.game is not None
    assert window.current.game.court == "Board 1"


def test_a_match_of_the_bracket_is_opened_at_the_desk(night: DeskNight) -> None:
    night.window.open_section("Bracket")
    night.window.tournament.choose_match(DIVISION, "W1-3")
    night.window.open_section("Desk")
    assert "W1-3" in night.page.bar.title.text()


def test_a_game_of_pairs_that_is_over_can_be_chosen_and_corrected() -> None:
    night = Night(4, Stage("switch", games_each=2), kind="switch")
    night.draw()
    for event in due_events(night.state, night.now):
        night.add(event)
    night.add(ResultRecorded(DIVISION, "R1-1", ((1, 2), (3, 4)), 1, scores=((21, 14),)))
    over = [row for row in look(night.state, night.now).matches if row.section == "over"]
    assert [(row.key, row.teams) for row in over] == [((DIVISION, "R1-1"), "P1 & P2 vs P3 & P4")]
