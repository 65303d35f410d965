"""Open play and king of the court: a queue without a bracket."""

import pytest

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.events import EntryWithdrawn, MatchAdded, Stage
from goat_kiosk.tournament.open_play import next_match
from goat_kiosk.tournament.places import Place, division_places
from goat_kiosk.tournament.queue import court_queue
from tests.tournament.night import DIVISION, Night


def add_next(night: Night, court: str | None = None) -> MatchAdded:
    event = next_match(night.state, night.state.divisions[DIVISION], court)
    assert event is not None
    night.add(event)
    return event


def test_who_has_waited_longest_plays_and_not_at_once_against_the_same() -> None:
    night = Night(4, Stage("open"))
    assert add_next(night).sides == (1, 2)
    assert add_next(night).sides == (3, 4)
    assert next_match(night.state, night.state.divisions[DIVISION]) is None
    assert [item.court for item in court_queue(night.state, night.now)] == ["Board 1", "Board 2"]
    night.win("O-1", 1)
    night.win("O-2", 2)
    assert add_next(night).sides == (1, 3), "1 and 2 have just met"


def test_the_king_stays_on_the_court_and_a_challenger_comes() -> None:
    night = Night(4, Stage("king"), ["Board 1"])
    assert add_next(night, "Board 1").sides == (1, 2)
    night.call("K-1", "Board 1")
    night.win("K-1", 2)
    event = add_next(night, "Board 1")
    assert (event.sides, event.court) == ((2, 3), "Board 1")
    assert court_queue(night.state, night.now)[0].court == "Board 1"


def test_who_leaves_is_not_waited_for() -> None:
    night = Night(3, Stage("open"))
    add_next(night)
    night.add(EntryWithdrawn(1))
    assert night.matches["O-1"].status == "not-needed"
    assert add_next(night).sides == (2, 3)


def test_open_play_is_not_drawn_and_a_bracket_gets_no_matches_added() -> None:
    night = Night(4, Stage("open"))
    with pytest.raises(RuleViolation, match="no bracket to draw"):
        night.draw()
    bracket = Night(4)
    with pytest.raises(RuleViolation, match="follow from the draw"):
        bracket.add(MatchAdded(DIVISION, "O-1", (1, 2)))


def test_the_table_is_by_wins_and_fewer_losses() -> None:
    night = Night(4, Stage("open"))
    for _ in range(3):
        event = add_next(night)
        night.win(event.match, 1)
    assert division_places(night.state.divisions[DIVISION], night.matches) == [
        Place(1, 1),
        Place(2, 3),
        Place(3, 2),
        Place(3, 4),
    ]
