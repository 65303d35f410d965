"""Road of a player: what it says of the next match, and of winning and losing, comes true."""

from random import Random

import pytest

from goat_kiosk.tournament.brackets.bracket import LoserOf, WinnerOf
from goat_kiosk.tournament.division_events import EntryWithdrawn
from goat_kiosk.tournament.drawing import place_late
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.events import PlayerChanged, PlayerDropped, PlayerSignedUp, TournamentPaused
from goat_kiosk.tournament.match_events import MatchHeld, MatchReported, MatchStarted
from goat_kiosk.tournament.road import DivisionRoad, PlayerRoad, RoadPath, RoadStep, TournamentRoads
from goat_kiosk.tournament.slots import EntrySlot, OpenSlot
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, MINUTE, SINGLE, Night, known_sides
from tests.tournament.test_properties import ORDERS


def road(night: Night, player: int) -> PlayerRoad:
    return TournamentRoads(night.state, night.now).of(player)


def division_road(night: Night, player: int) -> DivisionRoad:
    (only,) = road(night, player).divisions
    return only


def path(night: Night, player: int, *, won: bool) -> RoadPath:
    ahead = division_road(night, player)
    found = ahead.if_won if won else ahead.if_lost
    assert found is not None
    return found


def check(night: Night, player: int, expected: RoadPath) -> None:
    """Check that a path has come true: its first match is now or next, or its place is the player's."""
    now = division_road(night, player)
    if expected.steps:
        first = expected.steps[0]
        assert now.match is not None
        assert now.match.id == first.match
        if isinstance(first.against, EntrySlot):
            assert now.opponent == first.against.entry
        elif first.possible and now.opponent is not None:
            assert now.opponent in first.possible
    else:
        assert (now.match, now.place) == (None, expected.place)
        assert now.status == ("champion" if expected.place == 1 else "out")


@pytest.mark.parametrize("stage", ORDERS, ids=["double", "acl", "one final", "single", "third place"])
@pytest.mark.parametrize("entries", [2, 3, 4, 5, 6, 7, 8, 11, 16, 21])
def test_the_paths_before_a_match_match_what_follows_it(entries: int, stage: Stage) -> None:
    night, random = Night(entries, stage), Random(entries)  # noqa: S311  chance that a test repeats
    night.draw()
    if not stage.third_place and entries in {4, 7, 8}:  # one more comes late, and plays in or takes a bye
        night.enter(entries + 1)
        night.add(place_late(night.state, night.state.divisions[DIVISION], entries + 1))
    while ready := night.ready:
        match = random.choice(ready)
        winner: MatchSide = random.choice((1, 2))
        first, second = known_sides(match)
        won, lost = (first, second) if winner == 1 else (second, first)
        if_won, if_lost = path(night, won, won=True), path(night, lost, won=False)
        night.record(match, winner)
        check(night, won, if_won)
        check(night, lost, if_lost)


@pytest.mark.parametrize("stage", ORDERS, ids=["double", "acl", "one final", "single", "third place"])
def test_who_only_wins_from_a_match_on_gets_the_expected_place(stage: Stage) -> None:
    night = Night(11, stage)
    night.draw()
    for match in night.ready[1:]:
        night.record(match, 1)
    hero = night.sides(night.ready[0].id)[1]
    expected = path(night, hero, won=False)
    night.record(next(match for match in night.ready if hero in match.entries), 1)
    played: list[str] = []
    while ready := night.ready:
        match = ready[0]
        played += [match.id] if hero in match.entries else []
        night.record(match, 2 if known_sides(match)[1] == hero else 1)
    assert played == [step.match for step in expected.steps]
    assert division_road(night, hero).place == expected.place


def test_opponents_are_named_while_there_are_two_at_most() -> None:
    night = Night(8)
    night.draw()
    won = path(night, 1, won=True)
    assert [step.match for step in won.steps] == ["W2-1", "W3-1", "F-1"]
    assert won.steps[0] == RoadStep("W2-1", OpenSlot(WinnerOf("W1-2")), (4, 5))
    assert won.steps[1] == RoadStep("W3-1", OpenSlot(WinnerOf("W2-2")), ())
    assert won.place == 1
    lost = path(night, 1, won=False)
    assert lost.steps[0] == RoadStep("L1-1", OpenSlot(LoserOf("W1-2")), (4, 5))
    assert [step.match for step in lost.steps][-2:] == ["F-1", "F-2"]
    night.win("W1-2", 2)
    assert path(night, 1, won=True).steps[0].against == EntrySlot(5)
    assert path(night, 1, won=False).steps[0].against == EntrySlot(4)


def test_the_second_final_is_only_for_who_comes_with_a_loss_or_loses_the_first() -> None:
    night = Night(2)
    night.draw()
    assert path(night, 1, won=True) == RoadPath((RoadStep("F-1", OpenSlot(LoserOf("W1-1")), (1, 2)),), 1)
    night.win("W1-1", 1)
    assert path(night, 1, won=True) == RoadPath((), 1)
    assert [step.match for step in path(night, 1, won=False).steps] == ["F-2"]
    assert [step.match for step in path(night, 2, won=True).steps] == ["F-2"]
    assert path(night, 2, won=False) == RoadPath((), 2)


def test_a_match_against_an_entry_that_left_is_skipped() -> None:
    night = Night(4, SINGLE)
    night.draw()
    night.add(EntryWithdrawn(2))
    night.add(EntryWithdrawn(3))
    assert path(night, 1, won=True).steps == ()
    assert path(night, 1, won=True).place == 1


def test_the_status_of_a_player_through_the_night() -> None:
    night = Night(5, courts=["Board 1"])
    assert road(night, 1).status == "not-drawn"
    night.add(PlayerSignedUp(6, "Eve", here=False))
    assert road(night, 6) == PlayerRoad(6, "not-here", ())
    night.add(PlayerChanged(6, here=True))
    assert road(night, 6).status == "not-entered"
    night.draw()
    assert road(night, 1).status == "waiting"  # seed 1 waits for the winner of 4 against 5
    assert road(night, 2).status == "on-deck"
    assert road(night, 4).status == "ready"
    night.add(MatchHeld(DIVISION, "W2-2"))
    assert road(night, 2).status == "ready"
    night.add(PlayerChanged(3, here=False))
    assert road(night, 3).status == "not-here"
    night.call("W1-2")
    assert road(night, 4).status == "called"
    night.add(PlayerChanged(4, here=False))
    assert road(night, 4).status == "called"
    night.add(MatchStarted(DIVISION, "W1-2"))
    assert road(night, 4).status == "playing"
    night.add(MatchReported(DIVISION, "W1-2", 1, ((21, 14),), 1))
    assert {road(night, 4).status, road(night, 5).status} == {"reported"}
    night.win("W1-2", 1)
    assert division_road(night, 5).losses == 1
    night.add(PlayerDropped(5, partner="drop"))
    assert road(night, 5).status in {"left", "out"}


def test_the_champion_and_those_who_are_out_keep_it_when_they_go_home() -> None:
    night = Night(2, SINGLE)
    night.draw()
    night.win("W1-1", 1)
    for player in (1, 2):
        night.add(PlayerChanged(player, here=False))
    assert [road(night, player).status for player in (1, 2)] == ["champion", "out"]
    assert [division_road(night, player).place for player in (1, 2)] == [1, 2]


def test_every_next_match_has_minutes_once_the_pace_is_known() -> None:
    night = Night(16)
    night.draw()
    assert division_road(night, 1).minutes is None
    for match in ("W1-1", "W1-3", "W1-5", "W1-7"):
        night.call(match)
        night.now += 9 * MINUTE
        night.win(match, 1)
    roads = [division_road(night, player) for player in range(1, 17)]
    minutes = [road.minutes for road in roads]
    assert None not in minutes
    assert {road.status for road in roads} >= {"waiting", "ready", "on-deck"}
    waiting = [road.minutes for road in roads if road.status == "waiting"]
    assert all(found is not None and found[0] >= 9 for found in waiting), "another match comes first"
    night.add(TournamentPaused("Pizza"))
    assert division_road(night, 1).minutes is None
