"""Brackets of every size, played by chance, with people who leave, come late, and results that were wrong."""

from collections import Counter
from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import EntryWithdrawn
from goat_kiosk.tournament.drawing import place_late
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.slots import ByeSlot
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, DOUBLE, SINGLE, Night, known_sides

ORDERS = (
    DOUBLE,
    Stage("double", losers_order="acl"),
    Stage("double", if_game=False),
    SINGLE,
    Stage("single", third_place=True),
)


def play(night: Night, random: Random) -> Counter[int]:
    """Play to the end; return how often each entry has lost."""
    losses = Counter[int]()
    while ready := night.ready:
        match = random.choice(ready)
        winner: MatchSide = random.choice((1, 2))
        losses[known_sides(match)[2 - winner]] += 1
        night.record(match, winner)
    return losses


@pytest.mark.parametrize("stage", ORDERS, ids=["double", "acl", "one final", "single", "third place"])
@pytest.mark.parametrize("entries", range(2, 65))
def test_every_size_is_played_to_its_end(entries: int, stage: Stage) -> None:
    night = Night(entries, stage)
    night.draw()
    losses = play(night, Random(entries))  # noqa: S311  chance that a test repeats
    lives = 2 if stage.format == "double" else 1
    played = sum(match.status == "over" for match in night.matches.values())
    places = night.places()
    assert sorted(entry for _, entry in places) == list(range(1, entries + 1))
    assert [match.id for match in night.matches.values() if match.status not in {"over", "not-needed"}] == []
    if stage.third_place:
        assert played == entries - 1 + (entries > 3)
        return
    champion = places[0][1]
    if stage.if_game:
        assert all(losses[entry] == lives for entry in range(1, entries + 1) if entry != champion)
        assert losses[champion] < lives
        assert played in ({entries - 1} if lives == 1 else {2 * entries - 2, 2 * entries - 1})
    else:
        assert played == 2 * entries - 2


@given(entries=st.integers(2, 24), seed=st.integers(0, 2**32), data=st.data())
@settings(max_examples=60)
def test_who_leaves_and_comes_late_changes_no_called_match(entries: int, seed: int, data: st.DataObject) -> None:
    night, random = Night(entries), Random(seed)  # noqa: S311  chance that a test repeats
    night.draw()
    late = entries
    for _ in range(200):
        step = data.draw(st.sampled_from(["win"] * 6 + ["call"] * 2 + ["leave", "late", "correct"]))
        pinned = {match.id: match.sides for match in night.matches.values() if is_pinned(night, match.id)}
        if step == "late":
            late += 1
            come_late(night, late)
        elif not advance(night, step, random):
            break
        for match, sides in pinned.items():
            after = night.matches[match]
            assert [getattr(slot, "entry", None) or getattr(slot, "withdrawn", None) for slot in after.sides] == [
                getattr(slot, "entry", None) or getattr(slot, "withdrawn", None) for slot in sides
            ]
    play(night, random)
    assert fold(night.first, night.log) == night.state
    check_no_bye_is_played(night)


def is_pinned(night: Night, match: str) -> bool:
    return night.state.divisions[DIVISION].decisions(match).sides is not None


def come_late(night: Night, number: int) -> None:
    night.enter(number)
    with suppress(RuleViolation):
        night.add(place_late(night.state, night.state.divisions[DIVISION], number))


def advance(night: Night, step: str, random: Random) -> bool:
    """Take one step; return whether there is anything left to play."""
    if not night.ready:
        return False
    match = random.choice(night.ready)
    winner: MatchSide = random.choice((1, 2))
    over = [one for one in night.matches.values() if night.state.divisions[DIVISION].decisions(one.id).result]
    try:
        if step == "call":
            night.call(match.id)
        elif step == "leave":
            night.add(EntryWithdrawn(random.choice(match.entries)))
        elif step == "correct" and over:
            corrected = random.choice(over)
            night.win(corrected.id, 2 if corrected.winner == 1 else 1, "wrong sheet")
        else:
            night.win(match.id, winner)
    except RuleViolation:
        pass
    return True


def check_no_bye_is_played(night: Night) -> None:
    for match in night.matches.values():
        if match.status in {"ready", "called", "playing", "reported"}:
            assert not any(isinstance(slot, ByeSlot) for slot in match.sides)
