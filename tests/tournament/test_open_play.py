"""Open play and king of the court: a queue without a bracket."""

import pytest

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import DivisionAdded, Drawn, EntryMade, EntryWithdrawn, StageChanged
from goat_kiosk.tournament.division_places import division_places
from goat_kiosk.tournament.events import CourtSet
from goat_kiosk.tournament.match_events import MatchAdded, MatchReported
from goat_kiosk.tournament.open_play import next_match
from goat_kiosk.tournament.places import Place
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.stage import Stage
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
    night = Night(4, Stage("king"), courts=["Board 1"])
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
    assert division_places(night.state, night.state.divisions[DIVISION], night.matches) == [
        Place(1, 1),
        Place(2, 3),
        Place(3, 2),
        Place(3, 4),
    ]


def test_two_who_have_just_met_wait_while_others_are_about_to_be_free() -> None:
    night = Night(4, Stage("open"))
    add_next(night)
    add_next(night)
    night.win("O-1", 1)
    assert next_match(night.state, night.state.divisions[DIVISION]) is None
    night.win("O-2", 1)
    assert add_next(night).sides == (1, 3)


def test_two_alone_play_each_other_again() -> None:
    night = Night(2, Stage("open"))
    add_next(night)
    night.win("O-1", 1)
    assert add_next(night).sides == (1, 2)


def test_who_has_a_match_in_another_division_is_not_free() -> None:
    night = Night(4, Stage("open"))
    night.add(DivisionAdded(2, "Bracket", "singles", (Stage("single"),)))
    night.add(EntryMade(11, 2, (1,)))
    night.add(EntryMade(12, 2, (2,)))
    night.add(Drawn(2, (11, 12), "order"))
    assert add_next(night).sides == (3, 4)


def king_night(entries: int) -> Night:
    """Return a night with a match on each of two courts."""
    night = Night(entries, Stage("king"))
    for court in ("Board 1", "Board 2"):
        event = add_next(night, court)
        night.call(event.match, court)
    return night


def test_a_king_challenges_nobody_on_another_court_until_their_own_closes() -> None:
    night = king_night(4)
    night.win("K-1", 1)
    night.win("K-2", 1)
    assert add_next(night, "Board 1").sides == (1, 2), "3 is the king of Board 2"
    assert add_next(night, "Board 2").sides == (3, 4)
    night.call("K-3", "Board 1")
    night.call("K-4", "Board 2")
    night.win("K-3", 1)
    night.win("K-4", 1)
    night.add(CourtSet("Board 2", is_open=False))
    night.add(EntryWithdrawn(2))
    assert add_next(night, "Board 1").sides == (1, 3)


def test_who_has_won_by_a_report_is_the_king() -> None:
    night = king_night(5)
    night.win("K-1", 1)
    night.call(add_next(night, "Board 1").match, "Board 1")
    night.add(MatchReported(DIVISION, "K-3", 2, ((3, 21),), 2))
    assert add_next(night, "Board 1").sides == (5, 2)


def test_a_match_whose_court_closes_is_played_on_another_one() -> None:
    night = Night(4, Stage("king"))
    add_next(night, "Board 1")
    night.add(CourtSet("Board 1", is_open=False))
    assert court_queue(night.state, night.now)[0].court == "Board 2"


def test_a_division_with_matches_keeps_its_format_and_a_blind_draw_needs_a_bracket() -> None:
    night = Night(2, Stage("open"))
    add_next(night)
    with pytest.raises(RuleViolation, match="Matches have been made"):
        night.add(StageChanged(DIVISION, 1, Stage("single")))
    night.add(StageChanged(DIVISION, 1, Stage("open", play_to=11)))
    with pytest.raises(RuleViolation, match="needs a bracket"):
        night.add(DivisionAdded(2, "Blind", "blind-draw", (Stage("king"),)))
