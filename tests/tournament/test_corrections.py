"""Corrections: nothing that was played or called is wiped, and the preview is what happens."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goat_kiosk.errors import NoChange, RuleViolation
from goat_kiosk.tournament.division_events import Drawn, EntriesSwapped, EntryWithdrawn
from goat_kiosk.tournament.effect import Effect, difference
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match_events import MatchProtested, ResultRecorded
from goat_kiosk.tournament.slots import EntrySlot
from tests.tournament.night import DIVISION, Night, known_sides


@pytest.fixture
def night() -> Night:
    """Eight entries; winners round 1 is played as seeded, and W2-1 too: 1 beat 4."""
    night = Night(8)
    night.draw()
    for match in ("W1-1", "W1-2", "W1-3", "W1-4", "W2-1"):
        night.win(match, 1)
    return night


def other_result(night: Night, match: str) -> ResultRecorded:
    """Return the correction that gives a match to the other side."""
    sides, winner = night.sides(match), night.matches[match].winner
    return ResultRecorded(DIVISION, match, sides, 2 if winner == 1 else 1, scores=((14, 21),), reason="wrong sheet")


def effect(night: Night, event: AnyTournamentEvent) -> Effect:
    """Return what an event would change."""
    return difference(night.state, apply(night.state, event, night.now))


def test_a_played_match_keeps_its_sides_and_is_out_of_line(night: Night) -> None:
    assert night.sides("W1-2") == (4, 5)
    night.add(other_result(night, "W1-2"))
    corrected = night.matches["W2-1"]
    assert known_sides(corrected) == (1, 4)
    assert corrected.due == (EntrySlot(1), EntrySlot(5))
    assert corrected.is_out_of_line
    assert night.state.divisions[DIVISION].decisions("W2-1").result is not None
    assert night.sides("L1-1") == (8, 4), "who was not called yet changes silently"
    assert night.state.divisions[DIVISION].decisions("W1-2").earlier_results[0].winner == 1


def test_the_effect_lists_what_changes_and_whom_to_notify(night: Night) -> None:
    changes = effect(night, other_result(night, "W1-2"))
    assert {change.match for change in changes.matches} == {"W1-2", "L1-1", "W2-1"}
    assert {notice.player for notice in changes.notices} >= {1, 4}
    assert night.sides("W2-1") == (1, 4), "nothing is recorded"


@pytest.mark.parametrize(
    ("ruling", "sides", "status"),
    [("stands", (1, 4), "over"), ("replay", (1, 5), "ready"), ("swap", (1, 5), "over"), ("void", (1, 4), "over")],
)
def test_the_directors_rulings(night: Night, ruling: str, sides: tuple[int, int], status: str) -> None:
    night.add(other_result(night, "W1-2"))
    night.rule("W2-1", ruling)  # type: ignore[arg-type]  # the parameters are the rulings
    match = night.matches["W2-1"]
    assert (known_sides(match), match.status) == (sides, status)
    assert not match.is_out_of_line or ruling == "void"


def test_a_replay_keeps_the_earlier_result(night: Night) -> None:
    before = night.state.divisions[DIVISION].decisions("W2-1").result
    night.add(other_result(night, "W1-2"))
    night.rule("W2-1", "replay")
    assert night.state.divisions[DIVISION].decisions("W2-1").earlier_results == (before,)


def test_a_match_that_is_in_line_needs_no_ruling(night: Night) -> None:
    with pytest.raises(RuleViolation, match="needs no ruling"):
        night.rule("W2-1", "void")


def test_the_same_result_twice_changes_nothing(night: Night) -> None:
    with pytest.raises(NoChange):
        night.win("W1-1", 1)


def test_a_protest_is_ruled_on(night: Night) -> None:
    night.add(MatchProtested(DIVISION, "W2-1", "they moved the board"))
    assert night.state.divisions[DIVISION].decisions("W2-1").protest
    night.rule("W2-1", "stands")
    assert not night.state.divisions[DIVISION].decisions("W2-1").protest


def test_a_wrong_draw_is_swapped_or_drawn_again_until_the_first_result() -> None:
    night = Night(4)
    night.draw()
    night.add(EntriesSwapped(DIVISION, (1, 3), "they came together"))
    assert night.sides("W1-1") == (3, 4)
    night.add(Drawn(DIVISION, (4, 3, 2, 1), "random", reason="a name was missing"))
    draw = night.state.divisions[DIVISION].draw
    assert draw is not None
    assert draw.number == 2
    night.win("W1-1", 1)
    with pytest.raises(RuleViolation, match="There is a result already"):
        night.add(Drawn(DIVISION, (1, 2, 3, 4), "random", reason="again"))
    with pytest.raises(RuleViolation, match="has been called or has played"):
        night.add(EntriesSwapped(DIVISION, (4, 3), "again"))


@given(entries=st.integers(2, 20), steps=st.integers(0, 30), seed=st.integers(0, 2**32))
@settings(max_examples=80)
def test_a_preview_is_the_difference_of_the_folds_and_touches_nothing_else(entries: int, steps: int, seed: int) -> None:
    night, random = Night(entries), Random(seed)  # noqa: S311  chance that a test repeats
    night.draw()
    for _ in range(steps):
        if ready := night.ready:
            winner: MatchSide = random.choice((1, 2))
            night.record(random.choice(ready), winner)
    for event in consequences(night, random):
        before, promised = night.matches, effect(night, event)
        after = apply(night.state, event, night.now)
        assert promised == difference(night.state, after)
        night.state = after
        touched = {change.match for change in promised.matches}
        assert all(night.matches[match] == before[match] for match in before if match not in touched)
        assert all(
            match.status != "over" or before[match.id].status == "over" or match.id in touched
            for match in night.matches.values()
        )


def consequences(night: Night, random: Random) -> list[AnyTournamentEvent]:
    """Return a correction and a withdrawal, where there is something to correct."""
    over = [match.id for match in night.matches.values() if night.state.divisions[DIVISION].decisions(match.id).result]
    corrections = [other_result(night, random.choice(over))] if over else []
    entry = random.choice(list(night.state.entries))
    return [*corrections, EntryWithdrawn(entry)]


@given(entries=st.integers(2, 16), seed=st.integers(0, 2**32))
@settings(max_examples=60)
def test_a_correction_and_its_reverse_have_no_effect(entries: int, seed: int) -> None:
    night, random = Night(entries), Random(seed)  # noqa: S311  chance that a test repeats
    night.draw()
    for _ in range(entries):
        if ready := night.ready:
            night.record(random.choice(ready), 1)
    before, places = night.matches, night.places()
    match = random.choice([match.id for match in before.values() if match.status == "over"])
    again = night.state.divisions[DIVISION].decisions(match).result
    assert again is not None
    night.add(other_result(night, match))
    night.add(again)
    assert (night.matches, night.places()) == (before, places)
