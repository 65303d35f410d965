"""Courts that another kiosk scores: which, under which name, and what happens while that kiosk is gone."""

import pytest

from goat_kiosk.errors import DuplicateName, NameTaken
from goat_kiosk.tournament.court_kiosks import SeenKiosk, find_kiosks, is_scored_by, kiosk_changes
from goat_kiosk.tournament.events import CourtKiosk, CourtSet, KioskChanged, TournamentCreated, decode, encode
from goat_kiosk.tournament.fold import create
from goat_kiosk.tournament.queue import court_queue
from tests.tournament.night import Night

HALL_B, HALL_C = CourtKiosk("bbbbbbbb", "Hall B"), CourtKiosk("cccccccc", "Hall C")


@pytest.fixture
def night() -> Night:
    """Board 1 is the owner's, Board 9 is Hall B's."""
    night = Night(4, courts=("Board 1",))
    night.add(CourtSet("Board 9", kiosk=HALL_B))
    night.draw()
    return night


def courts_offered(night: Night) -> list[str]:
    return [queued.court for queued in court_queue(night.state, night.now) if queued.court is not None]


def test_a_log_from_before_there_were_kiosks_is_read_as_before() -> None:
    old = decode(b'{"type":"tournament-created","name":"Friday","courts":["Board 1"]}')
    assert isinstance(old, TournamentCreated)
    assert encode(old) == b'{"type":"tournament-created","name":"Friday","courts":["Board 1"]}'
    assert create(old, 0).courts["Board 1"].kiosk is None
    assert encode(CourtSet("Board 1")) == b'{"type":"court-set","court":"Board 1"}'


def test_a_court_keeps_its_kiosk_when_it_closes_and_opens_again(night: Night) -> None:
    night.add(CourtSet("Board 9", is_open=False))
    night.add(CourtSet("Board 9"))
    assert night.state.courts["Board 9"].kiosk == HALL_B
    assert is_scored_by(night.state, "Board 9", {"bbbbbbbb"}, is_owner=False)
    assert not is_scored_by(night.state, "Board 9", {"aaaaaaaa"}, is_owner=True)
    assert is_scored_by(night.state, "Board 1", {"aaaaaaaa"}, is_owner=True)
    assert not is_scored_by(night.state, "Board 1", {"bbbbbbbb"}, is_owner=False)


@pytest.mark.parametrize("court", ["Board 1", "board 1 "])
def test_the_name_of_a_court_is_refused_at_another_kiosk(night: Night, court: str) -> None:
    with pytest.raises(NameTaken, match="Board 1 is a court of the tournament’s kiosk already"):
        night.add(CourtSet(court.strip(), kiosk=HALL_B))
    with pytest.raises(NameTaken, match="Board 9 is a court of Hall B already"):
        night.add(CourtSet("Board 9", kiosk=HALL_C))


def test_two_kiosks_with_one_name_are_refused_at_set_up() -> None:
    assert find_kiosks([("Board 1", None), ("Board 9", HALL_B)]) == {"Board 9": HALL_B}
    with pytest.raises(DuplicateName, match="Two kiosks have a court board 9"):
        find_kiosks([("Board 9", HALL_B), ("board 9", HALL_C)])


def test_a_kiosk_that_is_gone_gets_no_match_until_it_is_back(night: Night) -> None:
    assert courts_offered(night) == ["Board 1", "Board 9"]
    night.add(KioskChanged("bbbbbbbb", HALL_B, is_away=True))
    assert night.state.courts["Board 9"].is_away
    assert courts_offered(night) == ["Board 1"]
    night.add(CourtSet("Board 10", kiosk=HALL_B))
    assert night.state.courts["Board 10"].is_away, "its kiosk is"
    night.add(KioskChanged("bbbbbbbb", HALL_B, is_away=False))
    assert courts_offered(night) == ["Board 1", "Board 9"]


def test_the_court_of_a_kiosk_that_is_gone_may_be_given_to_another_one(night: Night) -> None:
    night.add(KioskChanged("bbbbbbbb", HALL_B, is_away=True))
    night.add(CourtSet("Board 9", kiosk=HALL_C))
    court = night.state.courts["Board 9"]
    assert (court.kiosk, court.is_away) == (HALL_C, False)


def test_a_change_of_a_kiosk_is_recorded_once(night: Night) -> None:
    new = CourtKiosk("b2b2b2b2", "Patio")
    seen = {"bbbbbbbb": SeenKiosk(new), "b2b2b2b2": SeenKiosk(new)}
    assert kiosk_changes(night.state, {"bbbbbbbb": SeenKiosk(HALL_B)}) == []
    assert kiosk_changes(night.state, {}) == [KioskChanged("bbbbbbbb", HALL_B, is_away=True)]
    (renamed,) = kiosk_changes(night.state, seen)
    night.add(renamed)
    assert night.state.courts["Board 9"].kiosk == new
    assert kiosk_changes(night.state, seen) == []
