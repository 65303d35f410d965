"""The line at the top of the desk: what comes first, in which words."""

import pytest

from goat_kiosk.gui.tournament.desk import commands
from goat_kiosk.gui.tournament.desk.rows import DeskView, look
from goat_kiosk.gui.tournament.desk.step import DueCall, Step, next_step
from goat_kiosk.gui.tournament.tab import BRACKET, PEOPLE, SET_UP
from goat_kiosk.tournament.call_clock import call_clocks
from goat_kiosk.tournament.division_events import TieDecided
from goat_kiosk.tournament.events import TournamentClosed
from goat_kiosk.tournament.match_events import MatchCalled, SidesMissing
from goat_kiosk.tournament.stage import Stage, StageSource
from tests.tournament.night import DIVISION, MINUTE, Night


def drawn_night() -> Night:
    night = Night(8)
    night.draw()
    return night


def view_of(night: Night) -> DeskView:
    return look(night.state, night.now)


def step_of(night: Night, *calls: DueCall, minutes: int = 0) -> Step:
    clocks = call_clocks(night.state, night.now + minutes * MINUTE)
    return next_step(night.state, view_of(night), calls, clocks)


def test_the_call_that_comes_first_is_shown_with_its_seconds() -> None:
    night = drawn_night()
    later, sooner = DueCall((DIVISION, "W1-2"), "Board 2", 19), DueCall((DIVISION, "W1-1"), "Board 1", 12)
    step = step_of(night, later, sooner)
    assert step.sentence == "Board 1 in 12 s: P1 vs P8"
    assert step.caption == "Call now"


def test_a_call_that_the_desk_makes_comes_before_those_that_are_made_by_themselves() -> None:
    night = drawn_night()
    by_desk, by_itself = DueCall((DIVISION, "W1-2"), "Board 2", None), DueCall((DIVISION, "W1-1"), "Board 1", 1)
    assert step_of(night, by_itself, by_desk).sentence == "Board 2: P4 vs P5"


@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (2, "Nothing to do: 1 match is being played"),
        (3, "Please come to Board 1: P8"),
        (5, "Last call, Board 1: P8"),
        (8, "Board 1: P8 did not come"),
    ],
)
def test_a_missing_side_is_called_again_then_for_the_last_time_then_may_forfeit(minutes: int, sentence: str) -> None:
    night = drawn_night()
    night.call("W1-1")
    night.add(SidesMissing(DIVISION, "W1-1", (2,)))
    assert step_of(night, minutes=minutes).sentence == sentence


def test_a_side_that_was_called_again_is_left_alone_until_the_last_call() -> None:
    night = drawn_night()
    night.call("W1-1")
    night.add(SidesMissing(DIVISION, "W1-1", (1, 2)))
    assert step_of(night, minutes=3).sentence == "Please come to Board 1: P1 and P8"
    night.add(MatchCalled(DIVISION, "W1-1", "Board 1", night.sides("W1-1")))
    assert step_of(night, minutes=2).kind == "nothing"
    assert step_of(night, minutes=4).sentence == "Last call, Board 1: P1 and P8"


def test_before_the_draw_and_after_the_last_match_it_leads_where_it_goes_on() -> None:
    night = Night(2)
    assert step_of(night).section == PEOPLE
    night.draw()
    while night.ready:
        night.win(night.ready[0].id, 1)
    assert step_of(night).section == SET_UP
    night.add(TournamentClosed())
    assert step_of(night).sentence == "Friday is closed."


def test_the_brackets_are_drawn_as_soon_as_the_pools_are_over_and_one_key_does_it() -> None:
    upper, lower = (Stage("double", source=StageSource(1, pool_places=places)) for places in ((1, 2), (3, 4)))
    night = Night(8, Stage("round-robin", pools=2), upper, lower)
    night.draw()
    while night.ready:
        assert step_of(night).kind != "draw"
        night.win(night.ready[0].id, 1)
    step = step_of(night)
    assert (step.kind, step.sentence) == ("draw", "Draw the brackets from the pools")
    assert step.detail == "8 teams go on, by the standings."
    for drawn in commands.draw_next(step.division or 0)(night.state):
        night.add(drawn)
    assert step_of(night).kind != "draw"
    assert {match.stage for match in night.ready} == {2, 3}


def test_the_next_round_is_paired_with_one_key_once_its_pairs_and_reasons_are_seen() -> None:
    night = Night(5, Stage("swiss", rounds=3))
    night.draw()
    step = step_of(night)
    assert (step.kind, step.sentence, step.caption, step.division) == ("pair-round", "Pair round 1", "Pair", DIVISION)
    previews = [row for row in view_of(night).matches if row.section == "preview"]
    assert [(row.teams, row.detail) for row in previews] == [
        ("P1 vs P2", "Neither has played yet."),
        ("P3 vs P4", "Neither has played yet."),
    ]
    assert "Without a match: P5. The bye: the lowest record of those who have had none." in step.detail
    night.add(*commands.pair_round(DIVISION)(night.state))
    assert step_of(night).kind != "pair-round"
    for match in night.ready:
        night.win(match.id, 1)
    assert step_of(night).sentence == "Pair round 2"
    night.add(*commands.pair_round(DIVISION)(night.state))
    night.win("R1-1", 2)
    assert step_of(night).sentence == "Pair round 2 again: a result has changed"


def test_the_tie_that_a_bracket_waits_for_is_asked_for() -> None:
    night = Night(3, Stage("round-robin"), Stage("single", seeding="standings", source=StageSource(1, places=(1, 2))))
    night.draw()
    for match in list(night.matches.values()):
        night.record(match, 1 if night.sides(match.id) in {(1, 2), (2, 3), (3, 1)} else 2)
    step = step_of(night)
    assert (step.kind, step.sentence, step.section) == ("open", "Decide the tie: P1, P2, P3", BRACKET)
    night.add(TieDecided(DIVISION, 1, (1, 2, 3), "coin"))
    assert step_of(night).kind == "draw"
