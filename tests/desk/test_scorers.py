"""Devices that score one game: counted while they do, and no longer."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from goat_kiosk.desk.scorekeeper import Scorekeeper, WriteOptions
from goat_kiosk.desk.scorers import RECENT_MS
from goat_kiosk.domain.events import AnyEvent, BagThrown, Count, PartnersSwitched, RoundCorrected, Undone
from goat_kiosk.store.log.event_log import EventLog
from tests.clocks import ManualClock
from tests.games import game_created, rounds_entered

THROW = BagThrown(1, "hole")


class Court:
    """A game that devices score."""

    def __init__(self, folder: Path) -> None:
        self.log, self.clock = EventLog(folder / "events.db"), ManualClock()
        self.scorekeeper = Scorekeeper(self.log, "Kiosk", self.clock)
        self.game_id = self.scorekeeper.create(game_created()).game_id

    def record(self, event: AnyEvent, scorer: str) -> int | None:
        """Return how many devices the state says score the game after `event`."""
        change = self.scorekeeper.write(self.game_id, event, WriteOptions(scorer=scorer))
        state: dict[str, int] = msgspec.json.decode(change.state)
        return state.get("scorers")


@pytest.fixture
def court(tmp_path: Path) -> Iterator[Court]:
    court = Court(tmp_path)
    yield court
    court.log.close()


def test_one_device_is_not_mentioned(court: Court) -> None:
    assert [court.record(THROW, "phone 1") for _ in range(3)] == [None] * 3


def test_two_devices_are_counted_from_the_second_one_s_first_bag_on(court: Court) -> None:
    assert [court.record(THROW, scorer) for scorer in ("phone 1", "phone 2", "phone 1")] == [None, 2, 2]


def test_a_device_that_has_stopped_is_forgotten(court: Court) -> None:
    court.record(THROW, "phone 1")
    court.clock.advance(RECENT_MS)
    assert court.record(THROW, "phone 2") is None


def test_the_desk_may_correct_what_a_phone_scores(court: Court) -> None:
    for event in rounds_entered(((1, 0), (0, 0)), ((1, 0), (0, 0))):
        court.record(event, "phone 1")
    for correction in (RoundCorrected(1, Count(2, 0), Count(0, 0)), Undone(), PartnersSwitched(1)):
        assert court.record(correction, "desk") is None


def test_nothing_is_kept_of_games_that_nobody_scores_any_more(court: Court) -> None:
    for number in range(50):
        court.scorekeeper.scorers.note(number, "phone 1", THROW)
        court.clock.advance(RECENT_MS)
    assert court.scorekeeper.scorers.count(49) == 0
    assert len(court.scorekeeper.scorers._times) == 1
