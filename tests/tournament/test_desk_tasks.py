"""What waits for the director, and a correction with the rulings that it needs."""

from collections.abc import Sequence

from goat_kiosk.tournament.correcting import Decision, brought_out_of_line, default_decision, with_rulings
from goat_kiosk.tournament.desk_tasks import DeskTask, desk_tasks
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match_events import MatchProtested, MatchReported, MatchRuled, ResultRecorded
from goat_kiosk.tournament.tournament import Tournament
from tests.tournament.night import DIVISION, Night


def drawn_night(entries: int = 4) -> Night:
    night = Night(entries)
    night.draw()
    return night


def other_result(night: Night, match: str) -> ResultRecorded:
    first, second = night.sides(match)
    return ResultRecorded(DIVISION, match, (first, second), 2, scores=((14, 21),), reason="typed wrongly")


def after_all(night: Night, events: Sequence[AnyTournamentEvent]) -> Tournament:
    state = night.state
    for event in events:
        state = apply(state, event, night.now)
    return state


def test_nothing_waits_for_the_director_while_matches_are_called_and_played() -> None:
    night = drawn_night()
    night.call("W1-1")
    assert desk_tasks(night.state) == []


def test_a_dispute_comes_before_a_protest_and_a_report_last() -> None:
    night = drawn_night(8)
    for match, court in (("W1-1", "Board 1"), ("W1-2", "Board 2")):
        night.call(match, court)
        night.add(MatchReported(DIVISION, match, 1, ((21, 14),), 1))
    night.win("W1-3", 1)
    night.add(MatchProtested(DIVISION, "W1-3", "a foul was missed"))
    assert [task.kind for task in desk_tasks(night.state)] == ["protested", "reported", "reported"]
    night.add(MatchProtested(DIVISION, "W1-2", "21–14 ≠ 14–21"))
    kinds = [(task.kind, task.key) for task in desk_tasks(night.state)]
    assert kinds == [
        ("disputed", (DIVISION, "W1-2")),
        ("protested", (DIVISION, "W1-3")),
        ("reported", (DIVISION, "W1-1")),
    ]


def test_a_match_that_was_played_with_other_sides_than_are_due_waits_for_a_ruling() -> None:
    night = drawn_night()
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    night.win("W2-1", 1)
    night.add(other_result(night, "W1-1"))
    assert DeskTask("out-of-line", (DIVISION, "W2-1")) in desk_tasks(night.state)


def test_a_correction_rules_on_every_match_that_it_brings_out_of_line() -> None:
    night = drawn_night(8)
    for match in ("W1-1", "W1-2", "W1-3", "W1-4", "L1-1", "W2-1", "W2-2"):
        night.win(match, 1)
    correction = other_result(night, "W1-1")
    assert len(brought_out_of_line(night.state, after_all(night, [correction]))) == 2
    decisions: tuple[Decision, ...] = ("stands", "replay")
    for decision in decisions:
        events = with_rulings(night.state, [correction], decision, "typed wrongly")
        assert events[0] == correction
        assert all(isinstance(event, MatchRuled) and event.ruling == decision for event in events[1:])
        assert not desk_tasks(after_all(night, events))


def test_names_that_were_swapped_are_swapped_through_the_matches_that_followed() -> None:
    night = drawn_night(8)
    for match in ("W1-1", "W1-2", "W1-3", "W1-4", "L1-1", "W2-1"):
        night.win(match, 1)
    first, second = night.sides("W1-1")
    after = after_all(night, with_rulings(night.state, [other_result(night, "W1-1")], "swap", "names"))
    night.state = after
    assert second in night.sides("W2-1")
    assert first in night.sides("L1-1")
    assert night.matches["W2-1"].status == night.matches["L1-1"].status == "over"


def test_a_match_that_was_played_stands_and_one_that_was_only_called_is_called_again() -> None:
    night = drawn_night()
    night.win("W1-1", 1)
    night.win("W1-2", 1)
    night.call("W2-1")
    correction = other_result(night, "W1-1")
    called = brought_out_of_line(night.state, after_all(night, [correction]))
    assert [match.id for match in called] == ["W2-1"]
    assert default_decision(called) == "replay"
    night.win("W2-1", 1)
    assert default_decision(brought_out_of_line(night.state, after_all(night, [correction]))) == "stands"
