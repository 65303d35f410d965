"""Rulings: whatever is ruled, each entry is in the bracket once, and nobody is lost."""

from contextlib import suppress

import pytest

from goat_kiosk.errors import MatchCalledAlready, RuleViolation
from goat_kiosk.tournament.division_events import Drawn, EntryWithdrawn
from goat_kiosk.tournament.drawing import place_late
from goat_kiosk.tournament.event_fields import RulingKind
from goat_kiosk.tournament.match_events import MatchProtested, MatchReported, MatchStarted, ResultRecorded
from tests.tournament.night import DIVISION, SINGLE, Night


def play_out(night: Night) -> None:
    while ready := night.ready:
        night.record(ready[0], 1)


@pytest.fixture
def night() -> Night:
    """Four entries: W1-1 was won by 1, who has played W2-1; then it is found that 4 had won W1-1."""
    night = Night(4)
    night.draw()
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    night.win("W1-1", 2, "wrong sheet")
    return night


@pytest.mark.parametrize("ruling", ["stands", "void"])
def test_who_did_not_play_takes_the_place_of_who_did(night: Night, ruling: RulingKind) -> None:
    night.rule("W2-1", ruling)
    assert night.sides("L1-1") == (4, 3), "4 goes where 1 would have gone"
    play_out(night)
    assert sorted(entry for _, entry in night.places()) == [1, 2, 3, 4]
    assert not any(match.is_out_of_line for match in night.matches.values())


@pytest.mark.parametrize("ruling", ["stands", "replay", "swap", "void"])
def test_nobody_is_lost_in_single_elimination(ruling: RulingKind) -> None:
    night = Night(4, SINGLE)
    night.draw()
    for match in ("W1-1", "W1-2"):
        night.win(match, 1)
    night.call("W2-1")
    night.win("W1-1", 2, "wrong sheet")
    night.rule("W2-1", ruling)
    if night.matches["W2-1"].status == "called":
        night.win("W2-1", 1)
    play_out(night)
    assert sorted(entry for _, entry in night.places()) == [1, 2, 3, 4]


def test_a_later_correction_is_seen_in_spite_of_an_earlier_ruling(night: Night) -> None:
    night.rule("W2-1", "swap")
    night.win("W1-2", 2, "also wrong")
    assert night.matches["W2-1"].is_out_of_line


def test_an_entry_that_leaves_after_its_match_does_not_put_it_out_of_line() -> None:
    night = Night(4)
    night.draw()
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    night.add(EntryWithdrawn(1))
    assert not any(match.is_out_of_line for match in night.matches.values())


@pytest.mark.parametrize(("ruling", "champion", "status"), [("stands", 2, "over"), ("replay", 1, "not-needed")])
def test_the_if_necessary_game_was_played_although_the_final_had_decided(
    ruling: RulingKind, champion: int, status: str
) -> None:
    night = Night(2)
    night.draw()
    night.win("W1-1", 1)
    night.win("F-1", 2)
    assert night.sides("F-2") == (2, 1)
    night.win("F-2", 1)
    night.win("F-1", 1, "wrong sheet")
    assert night.matches["F-2"].is_out_of_line
    with pytest.raises(RuleViolation):
        night.rule("F-2", "swap")
    night.rule("F-2", ruling)
    assert night.matches["F-2"].status == status
    assert [entry for _, entry in night.places()] == [champion, 3 - champion]


def test_a_called_if_necessary_game_stays_when_the_final_is_corrected() -> None:
    night = Night(2)
    night.draw()
    night.win("W1-1", 1)
    night.win("F-1", 2)
    night.call("F-2")
    night.win("F-1", 1, "wrong sheet")
    assert (night.matches["F-2"].status, night.matches["F-2"].is_out_of_line) == ("called", True)
    night.rule("F-2", "void")
    assert night.matches["F-2"].status == "not-needed"
    assert night.places() == [(1, 1), (2, 2)]


def test_the_desk_settles_two_different_reports() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchReported(DIVISION, "W1-1", 1, ((21, 10),), 1))
    night.add(MatchProtested(DIVISION, "W1-1", "21–10 ≠ 10–21"))
    night.win("W1-1", 2)
    assert not night.state.divisions[DIVISION].decisions("W1-1").protest


def test_who_leaves_after_a_win_by_forfeit_has_won_it_all_the_same() -> None:
    night = Night(4)
    night.draw()
    night.add(EntryWithdrawn(4))
    night.win("W1-2", 1)
    assert night.sides("W2-1") == (1, 2)
    night.win("W2-1", 1)
    night.add(EntryWithdrawn(1))
    assert not any(match.is_out_of_line for match in night.matches.values())
    play_out(night)
    assert sorted(entry for _, entry in night.places()) == [1, 2, 3, 4]


def test_a_match_that_is_played_is_not_drawn_away() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchStarted(DIVISION, "W1-1"))
    with pytest.raises(MatchCalledAlready, match="Uncall it"):
        night.add(Drawn(DIVISION, (4, 3, 2, 1), "random", reason="again"))


def test_a_late_entry_is_not_placed_where_its_loser_would_come_after_a_played_match() -> None:
    night = Night(9)
    night.draw()
    for match, winner in (("W1-2", 1), ("W2-2", 1), ("W2-3", 1), ("W2-4", 1)):
        night.record(night.matches[match], winner)  # type: ignore[arg-type]  # the sides are 1 and 2
    while ready := [match for match in night.ready if match.id.startswith("L")]:
        night.record(ready[0], 1)
    before = {match.id for match in night.matches.values() if match.is_out_of_line}
    night.enter(10)
    with suppress(RuleViolation):
        night.add(place_late(night.state, night.state.divisions[DIVISION], 10))
    assert {match.id for match in night.matches.values() if match.is_out_of_line} == before == set()


def test_who_leaves_after_a_win_against_nobody_has_won_it_all_the_same() -> None:
    night = Night(4)
    night.draw()
    night.add(ResultRecorded(DIVISION, "W1-1", (1, 4), None, "double-forfeit"))
    night.win("W1-2", 1)
    assert night.sides("F-1")[0] == 2, "who wins against nobody goes on"
    night.add(EntryWithdrawn(3))
    night.add(EntryWithdrawn(2))
    assert night.places()[0] == (1, 2)
    assert sorted(entry for _, entry in night.places()) == [1, 2, 3, 4]


def test_a_side_that_forfeited_after_all_is_not_due_where_it_was_called() -> None:
    night = Night(4, SINGLE)
    night.draw()
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    night.call("W2-1")
    night.add(ResultRecorded(DIVISION, "W1-1", (1, 4), None, "double-forfeit", reason="neither had paid"))
    assert night.matches["W2-1"].is_out_of_line
    night.rule("W2-1", "replay")
    assert night.places()[0] == (1, 2)


def test_an_entry_does_not_play_itself() -> None:
    night = Night(4)
    night.draw()
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    night.win("W1-2", 2, "wrong sheet")
    assert night.sides("L1-1") == (4, 2)
    night.win("L1-1", 2)
    assert (night.sides("L2-1"), night.matches["L2-1"].status) == ((2, 2), "waiting")
    night.rule("W2-1", "stands")
    night.rule("L1-1", "replay")
    play_out(night)
    assert sorted(entry for _, entry in night.places()) == [1, 2, 3, 4]


def protested_night() -> Night:
    """Eight entries: 1 has won W1-1 as it was noted, and is called against 4; but it was 8."""
    night = Night(8)
    night.draw()
    for match in ("W1-1", "W1-2", "W1-3", "W1-4"):
        night.win(match, 1)
    night.call("W2-1")
    return night


def test_a_swap_in_line_exchanges_the_result_and_what_followed() -> None:
    night = protested_night()
    loser_match = next(match.id for match in night.matches.values() if match.status == "ready" and 8 in match.entries)
    night.call(loser_match, "Board 2")
    night.win(loser_match, 1 if night.sides(loser_match)[0] == 8 else 2)
    night.add(MatchProtested(DIVISION, "W1-1", "The names were the other way round."))
    night.rule("W1-1", "swap")
    decisions = night.state.divisions[DIVISION].decisions("W1-1")
    assert decisions.result is not None
    assert (decisions.result.winner, decisions.result.scores) == (2, ((14, 21),))
    assert (decisions.result.reason, decisions.protest) == ("seen by the director", "")
    assert [result.winner for result in decisions.earlier_results] == [1], "nothing is wiped"
    assert night.sides("W2-1") == (8, 4), "the people who are called are 8"
    winner = night.matches[loser_match].winner
    assert winner is not None
    assert night.sides(loser_match)[winner - 1] == 1, "it was 1 who has won there"
    assert not any(match.is_out_of_line for match in night.matches.values())
    night.win("W2-1", 1)
    play_out(night)
    assert sorted(entry for _, entry in night.places()) == list(range(1, 9))


def test_a_swap_of_a_reported_match_confirms_it_the_other_way_round() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchReported(DIVISION, "W1-1", 1, ((21, 9),), 1))
    night.add(MatchProtested(DIVISION, "W1-1", "21–9 ≠ 9–21"))
    night.rule("W1-1", "swap")
    assert (night.matches["W1-1"].status, night.matches["W1-1"].winner) == ("over", 2)


def test_there_is_nothing_to_swap_before_a_result() -> None:
    night = Night(4)
    night.draw()
    night.call("W1-1")
    night.add(MatchStarted(DIVISION, "W1-1"))
    night.add(MatchProtested(DIVISION, "W1-1", "A foul was missed."))
    with pytest.raises(RuleViolation, match="no result to exchange"):
        night.rule("W1-1", "swap")


def test_a_swap_twice_is_as_before() -> None:
    night = protested_night()
    before = {match.id: (match.sides, match.winner) for match in night.matches.values()}
    for _ in range(2):
        night.add(MatchProtested(DIVISION, "W1-1", "Check the names."))
        night.rule("W1-1", "swap")
    assert {match.id: (match.sides, match.winner) for match in night.matches.values()} == before
