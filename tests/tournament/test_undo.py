"""Undo: the newest decision is taken back while nothing has followed from it."""

import pytest

from goat_kiosk.errors import NothingToUndo, RuleViolation
from goat_kiosk.tournament.division_events import EntryWithdrawn
from goat_kiosk.tournament.events import DecisionUndone, PlayerChanged, PlayerSignedUp, TournamentClosed
from goat_kiosk.tournament.fold import MAX_FACTS, apply, check_undo, fold
from goat_kiosk.tournament.match_events import MatchCalled, MatchReported, MatchStarted, ResultRecorded
from tests.tournament.night import DIVISION, Night


def test_the_newest_decision_is_taken_back_once() -> None:
    night = Night(4)
    night.draw()
    before = night.state
    night.add(EntryWithdrawn(2))
    night.add(DecisionUndone())
    assert night.state.entries == before.entries
    assert night.state.seq == before.seq + 2, "the log only grows"
    with pytest.raises(NothingToUndo):
        night.add(DecisionUndone())
    assert fold(night.first, night.log) == night.state


def test_a_call_and_a_draw_can_be_taken_back() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(DecisionUndone())
    assert night.matches["W1-1"].status == "ready"
    again = Night(4)
    again.draw()
    again.add(DecisionUndone())
    assert again.matches == {}


def test_the_work_of_a_game_is_no_decision() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchStarted(DIVISION, "W1-1", 4711))
    with pytest.raises(NothingToUndo, match="Correct it instead"):
        night.add(DecisionUndone())


def test_a_closed_tournament_is_reopened_first() -> None:
    night = Night(2)
    night.add(TournamentClosed())
    with pytest.raises(RuleViolation, match="Reopen it"):
        night.add(DecisionUndone())


def test_the_events_of_one_command_are_taken_back_together() -> None:
    night = Night(4)
    night.draw()
    before = night.state
    for event in (MatchCalled(DIVISION, "W1-1", "Board 1", (1, 4)), MatchStarted(DIVISION, "W1-1")):
        night.state = apply(night.state, event, night.now + 1)
    undone = apply(night.state, DecisionUndone(2), night.now + 2)
    assert undone.divisions[DIVISION].matches == before.divisions[DIVISION].matches
    with pytest.raises(NothingToUndo):
        apply(night.state, DecisionUndone(3), night.now + 2)


def test_a_check_in_from_a_phone_is_no_decision_and_stays() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(PlayerSignedUp(9, "Late", from_desk=False))
    night.add(PlayerChanged(4, here=False, from_desk=False))
    night.add(DecisionUndone())
    assert night.matches["W1-1"].status == "ready", "the call is taken back"
    assert night.state.players[9].name == "Late"
    assert not night.state.players[4].here
    assert fold(night.first, night.log) == night.state


def test_a_result_of_another_court_is_no_obstacle() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.call("W1-2", "Board 2")
    night.add(MatchStarted(DIVISION, "W1-1", 4711))
    night.add(ResultRecorded(DIVISION, "W1-1", night.sides("W1-1"), 1, scores=((21, 3),), game=4711))
    night.add(DecisionUndone())
    statuses = night.matches["W1-1"].status, night.matches["W1-2"].status
    assert statuses == ("over", "ready")


def test_a_decision_that_something_followed_from_stays() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchReported(DIVISION, "W1-1", 1, ((21, 3),), 1, from_desk=False))
    before = night.state
    with pytest.raises(NothingToUndo, match="followed"):
        night.add(DecisionUndone())
    assert night.state == before


def test_an_undo_that_a_game_has_repeated_is_refused() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchStarted(DIVISION, "W1-1"))
    night.add(MatchStarted(DIVISION, "W1-1", 7))
    games = night.state.divisions[DIVISION].decisions("W1-1").games
    with pytest.raises(NothingToUndo, match="Something has followed"):
        check_undo(night.state, DecisionUndone())
    night.add(DecisionUndone())
    assert night.state.divisions[DIVISION].decisions("W1-1").games == games, "a log that has it stays readable"


def test_long_ago_is_not_taken_back() -> None:
    night = Night(4)
    for number in range(100, 100 + MAX_FACTS):
        night.add(PlayerSignedUp(number, f"P{number}", from_desk=False))
    night.add(DecisionUndone())
    night.enter(5)
    for number in range(200, 201 + MAX_FACTS):
        night.add(PlayerSignedUp(number, f"P{number}", from_desk=False))
    with pytest.raises(NothingToUndo):
        night.add(DecisionUndone())
