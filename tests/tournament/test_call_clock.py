"""Call clock: only who is missing is waited for, and nothing happens by itself."""

from goat_kiosk.tournament.call_clock import CallClock, call_clocks
from goat_kiosk.tournament.events import TournamentChanged, TournamentPaused, TournamentResumed
from goat_kiosk.tournament.match_events import MatchCalled, MatchStarted, SidesMissing
from tests.tournament.night import DIVISION, MINUTE, SINGLE, Night


def called_night() -> Night:
    night = Night(4, SINGLE)
    night.draw()
    night.call("W1-1")
    return night


def clocks_after(night: Night, minutes: float, since: int = 0) -> list[CallClock]:
    return call_clocks(night.state, round(night.now + minutes * MINUTE), since)


def test_a_called_match_has_no_clock_until_a_side_is_missing() -> None:
    night = called_night()
    assert not clocks_after(night, 30)
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    (clock,) = clocks_after(night, 1)
    assert (clock.key, clock.court, clock.missing, clock.waited_ms) == ((DIVISION, "W1-1"), "Board 1", (2,), MINUTE)


def test_the_stages_are_at_three_five_and_eight_minutes_or_as_set() -> None:
    night = called_night()
    night.add(SidesMissing(DIVISION, "W1-1", (1, 2)))
    stages = [clocks_after(night, minutes)[0].stage for minutes in (2.9, 3, 5, 7.9, 8, 60)]
    assert stages == ["waiting", "call-again", "last-call", "last-call", "forfeit-offered", "forfeit-offered"]
    night.add(TournamentChanged("Friday", call_minutes=(5, 10, 15)))
    assert clocks_after(night, 4)[0].stage == "call-again", "a minute has passed by the event itself"


def test_a_side_that_comes_stops_the_clock_and_a_second_call_does_not() -> None:
    night = called_night()
    night.add(SidesMissing(DIVISION, "W1-1", (1, 2)))
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    assert clocks_after(night, 1)[0].waited_ms == 2 * MINUTE, "side 2 is still the same absent side"
    night.add(MatchCalled(DIVISION, "W1-1", "Board 1", night.sides("W1-1")))
    assert clocks_after(night, 1)[0].waited_ms == 3 * MINUTE, "it is called again because it is still missing"
    night.add(MatchCalled(DIVISION, "W1-1", "Board 2", night.sides("W1-1")))
    assert not clocks_after(night, 1), "it has to be found missing there"
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    night.add(MatchStarted(DIVISION, "W1-1"))
    assert not clocks_after(night, 1)


def test_a_pause_and_a_restart_begin_every_clock_again() -> None:
    night = called_night()
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    night.add(TournamentPaused())
    assert not clocks_after(night, 9)
    night.add(TournamentResumed())
    assert clocks_after(night, 1)[0].waited_ms == MINUTE
    assert clocks_after(night, 1, since=night.now + MINUTE)[0].waited_ms == 0
    assert clocks_after(night, -60)[0].waited_ms == 0, "the computer's clock was set back"
