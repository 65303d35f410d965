"""Due events: late spots end, and open play gets its next matches."""

from goat_kiosk.tournament.division_events import Drawn, EntryWithdrawn, LateSpotsClosed
from goat_kiosk.tournament.due_events import due_events, next_due_at
from goat_kiosk.tournament.events import TournamentPaused
from goat_kiosk.tournament.match_events import MatchAdded
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, MINUTE, Night


def test_late_spots_become_byes_when_their_time_has_come_and_once() -> None:
    night = Night(6)
    night.add(Drawn(DIVISION, (1, 2, 3, 4, 5, 6), "order", late_spots=2, until=night.now + 10 * MINUTE))
    until = night.now + 9 * MINUTE
    assert (next_due_at(night.state), due_events(night.state, until - 1)) == (until, [])
    assert due_events(night.state, until) == [LateSpotsClosed(DIVISION, from_desk=False)]
    night.add(LateSpotsClosed(DIVISION, from_desk=False))
    assert (next_due_at(night.state), due_events(night.state, until)) == (None, [])


def test_open_play_adds_as_many_matches_as_are_played_soon() -> None:
    night = Night(20, Stage("open"), courts=["Board 1", "Board 2"])
    events = due_events(night.state, night.now)
    assert [event.sides for event in events if isinstance(event, MatchAdded)] == [(1, 2), (3, 4), (5, 6), (7, 8)]
    for event in events:
        night.add(event)
    assert due_events(night.state, night.now) == []
    night.call("O-1")
    night.win("O-1", 1)
    assert [event.sides for event in due_events(night.state, night.now) if isinstance(event, MatchAdded)] == [(9, 10)]


def test_each_king_gets_one_challenger_on_their_own_court() -> None:
    night = Night(6, Stage("king"), courts=["Board 1", "Board 2"])
    for event in due_events(night.state, night.now):
        night.add(event)
    assert [
        (match.id, night.state.divisions[DIVISION].added[place].court) for place, match in enumerate(night.ready)
    ] == [
        ("K-1", "Board 1"),
        ("K-2", "Board 2"),
    ]
    night.call("K-1", "Board 1")
    night.win("K-1", 2)
    (event,) = due_events(night.state, night.now)
    assert isinstance(event, MatchAdded)
    assert (event.sides, event.court) == ((2, 5), "Board 1")


def test_nothing_is_due_in_a_pause_or_for_one_person() -> None:
    night = Night(2, Stage("open"))
    night.add(TournamentPaused())
    assert due_events(night.state, night.now) == []
    alone = Night(2, Stage("open"))
    alone.add(EntryWithdrawn(1))
    assert due_events(alone.state, alone.now) == []
