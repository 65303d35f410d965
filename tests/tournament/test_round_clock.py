"""Round clock: courts start together, pauses stop it, and it follows from the recorded times alone."""

import pytest
from msgspec.structs import replace

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import RoundClockStarted
from goat_kiosk.tournament.events import TournamentPaused, TournamentResumed
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.round_clock import ClockReading, read_round_clocks, start_events
from goat_kiosk.tournament.tournament import Tournament
from tests.tournament.night import DIVISION, MINUTE, Night


def timed_night(minutes: int = 15) -> Night:
    """Return a night whose two matches of round 1 have just started together."""
    night = Night(4)
    night.draw()
    night.call("W1-1", "Board 1")
    night.call("W1-2", "Board 2")
    start(night, minutes)
    return night


def start(night: Night, minutes: int = 15) -> None:
    """Record the start of a round as one command: all its events have one time."""
    for event in start_events(on_paper(night), night.state.divisions[DIVISION], minutes):
        night.now -= MINUTE
        night.add(event)


def on_paper(night: Night) -> Tournament:
    return replace(night.state, scoring="result")


def reading(night: Night, after: int = 0) -> ClockReading:
    (found,) = read_round_clocks(night.state, night.now + after)
    return found


def test_all_called_matches_start_together_and_the_horn_comes_after_the_minutes() -> None:
    night = timed_night()
    assert [match.status for match in night.matches.values()][:2] == ["playing", "playing"]
    clock = reading(night)
    assert (clock.left_ms, clock.horn_at, clock.playing, clock.is_stopped) == (
        15 * MINUTE,
        night.now + 15 * MINUTE,
        2,
        False,
    )
    assert reading(night, 14 * MINUTE).left_ms == MINUTE
    assert reading(night, 15 * MINUTE).is_up
    assert reading(night, -MINUTE).left_ms == 15 * MINUTE, "a clock that was set back gives no time"


def test_a_pause_stops_it_and_it_goes_on_where_it_stopped() -> None:
    night = timed_night()
    night.now += 4 * MINUTE
    night.add(TournamentPaused("Pizza"))
    clock = reading(night, 7 * MINUTE)
    assert (clock.is_stopped, clock.left_ms) == (True, 10 * MINUTE)
    night.add(TournamentPaused("Pizza is late"))
    night.now += 9 * MINUTE
    night.add(TournamentResumed())
    assert (reading(night).is_stopped, reading(night).left_ms) == (False, 10 * MINUTE)
    assert reading(night, 10 * MINUTE).is_up


def test_the_clock_ends_when_all_courts_have_results_and_survives_a_restart() -> None:
    night = timed_night()
    assert fold(night.first, night.log) == night.state
    night.win("W1-1", 1)
    assert reading(night).playing == 1
    night.win("W1-2", 1)
    assert read_round_clocks(night.state, night.now) == []


def test_the_next_round_starts_when_the_one_before_is_over() -> None:
    night = timed_night()
    with pytest.raises(RuleViolation, match="round before have no result"):
        start(night)
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    with pytest.raises(RuleViolation, match="Call the matches of the round first"):
        night.add(RoundClockStarted(DIVISION, 15))
    night.call("W2-1", "Board 1")
    night.add(TournamentPaused())
    with pytest.raises(RuleViolation, match="paused"):
        start(night)
    night.add(TournamentResumed())
    start(night, 12)
    assert reading(night).left_ms == 12 * MINUTE
