"""Pace: tonight's minutes, the end, and what would save time."""

import pytest

from goat_kiosk.tournament.events import CourtSet, QueueOrdered
from goat_kiosk.tournament.match_events import MatchAdded, MatchCalled
from goat_kiosk.tournament.pace import ASSUMED_MINUTES, Forecast, Pace, forecast, measure_pace, savings
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.stage import Stage
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
    night = Night(entries, SINGLE, courts=[f"Board {number}" for number in range(boards)])
    night.draw()
    end = expected(night).ends
    low, _, high = ASSUMED_MINUTES
    assert end == (night.now + round(rounds * low * MINUTE), night.now + round(rounds * high * MINUTE))


def test_one_more_court_and_shorter_games_save_time() -> None:
    night = Night(24, Stage("double"), courts=["Board 1", "Board 2"])
    night.draw()
    kinds = [saving.kind for saving in savings(night.state)]
    assert set(kinds) == {"one-more-court", "play-to-15", "quicker-turnover"}
    assert all(saving.minutes > 0 for saving in savings(night.state))


def test_nothing_left_has_no_end() -> None:
    night = Night(2)
    assert expected(night).ends is None
    night.draw()
    night.win("W1-1", 1)
    night.win("F-1", 1)
    assert expected(night).ends is None
    assert savings(night.state) == []


def paced_night(entries: int, minutes: int = 20, boards: int = 2) -> Night:
    """Return a night whose first four matches took so many minutes each."""
    night = Night(entries, courts=[f"Board {number}" for number in range(1, boards + 1)])
    night.draw()
    for match in [match.id for match in night.ready][:4]:
        night.call(match)
        night.now += (minutes - 1) * MINUTE
        night.win(match, 1)
    return night


def expected(night: Night) -> Forecast:
    return forecast(night.state, night.now, court_queue(night.state, night.now))


def test_minutes_of_the_queue_are_those_of_what_is_before_it() -> None:
    night = paced_night(16)
    minutes = list(expected(night).minutes.values())
    assert minutes[:4] == [(0, 0), (0, 0), (20, 20), (20, 20)]
    assert minutes == sorted(minutes), "all are ready, so nothing comes between them"


def test_a_match_that_is_played_has_the_rest_of_its_minutes_left() -> None:
    night = paced_night(16, boards=1)
    first = next(iter(expected(night).minutes))[1]
    night.call(first)
    night.now += 14 * MINUTE
    assert next(iter(expected(night).minutes.values())) == (6, 6)
    night.now += 60 * MINUTE
    assert next(iter(expected(night).minutes.values())) == (1, 1), "it may end at any moment"


def test_no_minutes_are_promised_before_four_matches_are_over_or_without_a_court() -> None:
    night = Night(8)
    night.draw()
    assert expected(night).minutes == {}
    assert expected(night).ends is not None
    paced = paced_night(16)
    for court in list(paced.state.courts):
        paced.add(CourtSet(court, is_open=False))
    assert expected(paced) == Forecast(None, {})


def test_the_directors_order_is_kept_also_before_longer_chains() -> None:
    night = paced_night(16, boards=1)
    last = list(expected(night).minutes)[-1]
    night.add(QueueOrdered((last,)))
    forecast_of = expected(night).minutes
    assert next(iter(forecast_of)) == last
    assert forecast_of[last] == (0, 0)
    assert [low for low, _ in forecast_of.values()] == sorted(low for low, _ in forecast_of.values())


def test_open_play_has_minutes_and_no_end() -> None:
    night = Night(12, Stage("open"), courts=["Board 1"])
    for number in range(1, 7):
        night.add(MatchAdded(DIVISION, f"O-{number}", (2 * number - 1, 2 * number)))
    for number in range(1, 5):
        night.call(f"O-{number}")
        night.now += 9 * MINUTE
        night.win(f"O-{number}", 1)
    assert expected(night) == Forecast(None, {(DIVISION, "O-5"): (0, 0), (DIVISION, "O-6"): (10, 10)})
