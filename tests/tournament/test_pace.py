"""Pace: tonight's minutes, the end, and what would save time."""

import pytest

from goat_kiosk.tournament.events import MatchCalled, Stage
from goat_kiosk.tournament.pace import ASSUMED_MINUTES, Pace, estimate_end, measure_pace, savings
from tests.tournament.night import DIVISION, MINUTE, SINGLE, Night


def test_minutes_are_assumed_until_four_matches_are_over() -> None:
    night = Night(8)
    night.draw()
    assert measure_pace(night.state) == Pace(*ASSUMED_MINUTES, is_assumed=True)
    for match, minutes in (("W1-1", 10), ("W1-2", 20), ("W1-3", 20), ("W1-4", 30)):
        night.add(MatchCalled(DIVISION, match, "Board 1", night.sides(match)))
        night.now += (minutes - 1) * MINUTE
        night.win(match, 1)
    pace = measure_pace(night.state)
    assert not pace.is_assumed
    assert pace.low <= pace.middle == 20 <= pace.high


@pytest.mark.parametrize(("entries", "boards", "rounds"), [(8, 4, 3), (8, 2, 4), (8, 1, 7), (2, 1, 1)])
def test_the_end_is_when_the_courts_have_played_what_is_left(entries: int, boards: int, rounds: int) -> None:
    night = Night(entries, SINGLE, [f"Board {number}" for number in range(boards)])
    night.draw()
    end = estimate_end(night.state, 0)
    low, _, high = ASSUMED_MINUTES
    assert end == (round(rounds * low * MINUTE), round(rounds * high * MINUTE))


def test_one_more_court_and_shorter_games_save_time() -> None:
    night = Night(24, Stage("double"), ["Board 1", "Board 2"])
    night.draw()
    kinds = [saving.kind for saving in savings(night.state)]
    assert set(kinds) == {"one-more-court", "play-to-15", "quicker-turnover"}
    assert all(saving.minutes > 0 for saving in savings(night.state))


def test_nothing_left_has_no_end() -> None:
    night = Night(2)
    assert estimate_end(night.state, 0) is None
    night.draw()
    night.win("W1-1", 1)
    night.win("F-1", 1)
    assert estimate_end(night.state, 0) is None
    assert savings(night.state) == []
