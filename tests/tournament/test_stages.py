"""Several stages of a division: pools, then brackets that take their places from there."""

from random import Random

import pytest

from goat_kiosk.errors import KioskError, RuleViolation
from goat_kiosk.tournament.brackets.bracket import StagePlace
from goat_kiosk.tournament.brackets.match_ids import pool_of, stage_of
from goat_kiosk.tournament.division_events import (
    DivisionAdded,
    Drawn,
    EntriesSwapped,
    EntryWithdrawn,
    PairedMatch,
    RoundPaired,
)
from goat_kiosk.tournament.division_places import division_places, stage_places
from goat_kiosk.tournament.drawing import draw_later, place_late
from goat_kiosk.tournament.effect import difference
from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.events import decode, encode
from goat_kiosk.tournament.fold import fold
from goat_kiosk.tournament.match_events import MatchCalled, MatchProtested, ResultRecorded
from goat_kiosk.tournament.pace import forecast
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.road import TournamentRoads
from goat_kiosk.tournament.slots import EntrySlot, OpenSlot, WithdrawnSlot, entry_of
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.state.encoding import Reader, TournamentIdentity, encode_parts, encode_tournament
from tests.tournament.night import DIVISION, Night, known_sides

POOLS = Stage("round-robin", pools=2)
UPPER = Stage("double", seeding="standings", source=StageSource(1, pool_places=(1, 2)))
LOWER = Stage("single", seeding="standings", source=StageSource(1, pool_places=(3, 4)))


def pools_then_brackets(entries: int = 8, *stages: Stage) -> Night:
    night = Night(entries, *(stages or (POOLS, UPPER, LOWER)))
    night.draw()
    return night


def play_stage(night: Night, stage: int = 1) -> None:
    """Play a stage to its end: the smaller number wins."""
    while ready := [match for match in night.ready if match.stage == stage]:
        first, second = known_sides(ready[0])
        night.record(ready[0], 1 if first < second else 2)


def sides_of(night: Night, match: str) -> list[int | None]:
    return [entry_of(slot) for slot in night.matches[match].sides]


def test_the_matches_of_pools_say_pool_round_and_number_and_later_stages_their_number() -> None:
    night = pools_then_brackets()
    night.draw_stage(2)
    ids = list(night.matches)
    assert ids[:4] == ["P1R1-1", "P1R1-2", "P2R1-1", "P2R1-2"]
    assert next(match for match in ids if stage_of(match) == 2) == "2.W1-1"
    assert night.matches["2.F-1"].stage == 2
    assert pool_of("P2R1-1") == 2


def test_a_bracket_that_is_drawn_before_its_inputs_are_known_waits_for_places() -> None:
    night = pools_then_brackets()
    night.draw_stage(2)
    assert night.matches["2.W1-1"].sides == (OpenSlot(StagePlace(1, 1)), OpenSlot(StagePlace(1, 4)))
    assert "2.W1-1" not in [match.id for match in night.ready]
    play_stage(night)
    assert {entry for match in ("2.W1-1", "2.W1-2") for entry in sides_of(night, match)} == {1, 2, 3, 4}
    assert "2.W1-1" in [match.id for match in night.ready]


def test_firsts_of_the_pools_come_before_seconds_and_nobody_meets_the_own_pool_in_round_1() -> None:
    night = pools_then_brackets()
    pool = {entry: pool_of(match.id) for match in night.matches.values() for entry in match.entries}
    play_stage(night)
    night.draw_stage(2)
    night.draw_stage(3)
    assert {entry for match in ("3.W1-1", "3.W1-2") for entry in sides_of(night, match)} == {5, 6, 7, 8}
    for match in ("2.W1-1", "2.W1-2", "3.W1-1", "3.W1-2"):
        first, second = known_sides(night.matches[match])
        assert isinstance(first, int)
        assert isinstance(second, int)
        assert pool[first] != pool[second]


@pytest.mark.parametrize("pools", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("entries", [8, 13, 16, 24, 31])
def test_pool_mates_meet_in_round_1_only_where_it_cannot_be_avoided(entries: int, pools: int) -> None:
    if entries < 2 * pools:
        return
    random = Random(entries * pools)  # noqa: S311  chance that a test repeats
    source = StageSource(1, pool_places=(1, 3))
    night = pools_then_brackets(entries, Stage("round-robin", pools=pools), Stage("single", source=source))
    pool = {entry: pool_of(match.id) for match in night.matches.values() for entry in match.entries}
    while ready := night.ready:
        winner: MatchSide = random.choice((1, 2))
        night.record(ready[0], winner)
    night.draw_stage(2)
    first_round = [night.matches[match] for match in night.matches if match.startswith("2.W1-")]
    played = [match for match in first_round if match.status == "ready"]
    mates = [match for match in played if len({pool[entry] for entry in match.entries}) == 1]
    in_round_1 = [pool[entry] for match in played for entry in match.entries]
    most = max((in_round_1.count(number) for number in set(in_round_1)), default=0)
    assert len(mates) == max(0, most - len(played))


def test_a_night_of_pools_and_two_brackets_has_a_place_for_everybody() -> None:
    night = pools_then_brackets()
    play_stage(night)
    assert division_places(night.state, night.division, night.matches) == []
    night.draw_stage(2)
    night.draw_stage(3)
    play_stage(night, 2)
    play_stage(night, 3)
    places = division_places(night.state, night.division, night.matches)
    assert [(place.place, place.entry) for place in places][:4] == [(1, 1), (2, 2), (3, 3), (4, 4)]
    assert [place.place for place in places] == [1, 2, 3, 4, 5, 6, 7, 7]
    assert (
        encode_tournament(TournamentIdentity(1, "0" * 8, "Hall"), night.state, Reader(night.now)).divisions[0].status
        == "over"
    )
    assert fold(night.first, [(decode(encode(event)), at) for event, at in night.log]) == night.state


def test_who_went_no_further_than_the_pools_has_a_place_after_all_others() -> None:
    night = pools_then_brackets(8, POOLS, UPPER)
    play_stage(night)
    night.draw_stage(2)
    places = division_places(night.state, night.division, night.matches)
    assert [place.place for place in places] == [5, 5, 7, 7]  # nothing decides between two pools
    assert {place.entry for place in places} == {5, 6, 7, 8}


def test_who_may_still_go_on_to_a_consolation_bracket_has_no_place_yet() -> None:
    night = pools_then_brackets(8, Stage("single"), Stage("single", source=StageSource(1, places=(5, 8))))
    night.draw_stage(2)
    for match in ("W1-1", "W1-2", "W1-3"):
        night.win(match, 1)
    assert division_places(night.state, night.division, night.matches) == []
    play_stage(night)
    play_stage(night, 2)
    places = division_places(night.state, night.division, night.matches)
    assert [place.place for place in places] == [1, 2, 3, 3, 5, 6, 7, 7]
    assert {place.entry for place in places[4:]} == {5, 6, 7, 8}


def test_a_correction_in_a_pool_changes_who_is_due_in_the_bracket_and_wipes_nothing() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.draw_stage(2)
    deciding = next(match for match in night.matches.values() if set(match.entries) == {4, 5})
    before, called = (
        night.state,
        next(match for match in night.matches.values() if match.stage == 2 and 4 in match.entries),
    )
    night.call(called.id)
    first, _ = known_sides(deciding)
    night.record(deciding, 1 if first == 5 else 2, "the other way round")
    assert night.matches[called.id].entries == called.entries, "a called match keeps its sides"
    assert night.matches[called.id].is_out_of_line
    assert any(change.match == called.id for change in difference(before, night.state).matches)
    night.rule(called.id, "stands")
    assert not night.matches[called.id].is_out_of_line
    everybody = [entry for match in ("2.W1-1", "2.W1-2") for entry in night.matches[match].entries]
    assert sorted(everybody) == sorted({*everybody}), "nobody is in the bracket twice"


def test_a_protest_in_a_pool_holds_the_bracket_back_until_a_ruling() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.draw_stage(2)
    night.add(MatchProtested(DIVISION, "P1R1-1", "A foul was missed."))
    assert not [queued for queued in court_queue(night.state, night.now) if stage_of(queued.match) == 2]


def test_who_leaves_before_the_draw_does_not_go_on_and_after_it_forfeits() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.add(EntryWithdrawn(1))
    night.draw_stage(2)
    assert {entry for match in ("2.W1-1", "2.W1-2") for entry in sides_of(night, match)} == {2, 3, 4, 5}
    night.add(EntryWithdrawn(2))
    slots = [slot for match in ("2.W1-1", "2.W1-2") for slot in night.matches[match].sides]
    assert WithdrawnSlot(2) in slots
    assert EntrySlot(6) not in slots


def test_two_change_places_in_a_later_stage() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.draw_stage(2)
    before = sides_of(night, "2.W1-1"), sides_of(night, "2.W1-2")
    first, second = before[0][0], before[1][0]
    assert first is not None
    assert second is not None
    night.add(EntriesSwapped(DIVISION, (first, second), "They came together.", 2))
    assert sides_of(night, "2.W1-1") == [second, before[0][1]]
    assert sides_of(night, "2.W1-2") == [first, before[1][1]]


def test_a_later_stage_is_drawn_by_chance_or_in_an_order_if_it_says_so() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.add(draw_later(night.state, night.division, 2, Random(1).shuffle, (4, 3, 2, 1)))  # noqa: S311
    assert sides_of(night, "2.W1-1") == [4, 1]
    drawn = draw_later(night.state, night.division, 2, Random(1).shuffle)  # noqa: S311
    assert (drawn.stage, drawn.method) == (2, "standings")
    with pytest.raises(RuleViolation):
        draw_later(night.state, night.division, 2, Random(1).shuffle, (4, 3, 2, 8))  # noqa: S311


def test_a_stage_is_drawn_again_until_its_own_first_result() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.draw_stage(2)
    night.add(Drawn(DIVISION, (), "standings", stage=2, reason="again"))
    night.win("2.W1-1", 1)
    with pytest.raises(RuleViolation):
        night.add(Drawn(DIVISION, (), "standings", stage=2, reason="again"))


def test_an_early_draw_follows_late_entries_and_a_redraw_of_the_stage_before_it() -> None:
    night = pools_then_brackets(8, POOLS, UPPER, LOWER)
    night.draw_stage(3)
    night.enter(9)
    night.add(place_late(night.state, night.division, 9))
    assert night.division.draws[3].size == 4, "places 3 and 4 of each pool, of which one has a fifth now"
    night.enter(10)
    night.add(place_late(night.state, night.division, 10))
    play_stage(night)
    assert len({entry for match in ("3.W1-1", "3.W1-2") for entry in sides_of(night, match)}) == 4
    again = pools_then_brackets(8, POOLS, Stage("single", source=StageSource(1, pool_places=(2, 256))))
    again.draw_stage(2)
    assert again.division.draws[2].size == 6
    again.enter(9)
    again.add(place_late(again.state, again.division, 9))
    assert again.division.draws[2].size == 7
    again.add(Drawn(DIVISION, tuple(range(1, 10)), "order", reason="A name was missing."))
    assert list(again.division.draws) == [1]


def test_a_late_entry_comes_into_a_round_robin_until_the_next_stage_has_begun() -> None:
    night = pools_then_brackets(7, Stage("round-robin"), Stage("single", source=StageSource(1, places=(1, 4))))
    night.win("R1-1", 1)
    night.enter(8)
    night.add(place_late(night.state, night.division, 8))
    assert len([match for match in night.matches.values() if 8 in match.entries]) == 7
    play_stage(night)
    night.draw_stage(2)
    night.win("2.W1-1", 1)
    night.enter(9)
    with pytest.raises(RuleViolation):
        place_late(night.state, night.division, 9)


def test_who_leaves_a_round_robin_before_half_of_it_counts_for_nobody() -> None:
    night = pools_then_brackets(5, Stage("round-robin"))
    own = [match.id for match in night.matches.values() if 5 in match.entries]
    night.record(night.matches[own[0]], 1)
    night.add(EntryWithdrawn(5))
    assert [night.matches[match].how for match in own[1:]] == ["forfeit"] * 3
    play_stage(night)
    rows = encode_parts(night.state, night.division)[0].standings["1"]
    assert [(row.entry, row.played) for row in rows] == [(1, 3), (2, 3), (3, 3), (4, 3), (5, 0)]


def test_the_next_round_begins_as_soon_as_nobody_is_in_two() -> None:
    night = Night(6, Stage("round-robin"), courts=[f"Board {number}" for number in range(1, 4)])
    night.draw()
    for number, match in enumerate(["R1-1", "R1-2", "R1-3"], start=1):
        night.call(match, f"Board {number}")
    night.win("R1-1", 1)
    night.win("R1-2", 1)
    offered = [
        queued.match for queued in court_queue(night.state, night.now) if queued.court and queued.status == "ready"
    ]
    assert offered[0] == "R2-3", "the only match of round 2 without somebody who plays still"


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ((POOLS, Stage("single")), "where its entries come from"),
        ((Stage("single", source=StageSource(1, places=(1, 4))),), "where its entries come from"),
        ((POOLS, Stage("single", source=StageSource(2, places=(1, 4)))), "earlier stage"),
        ((POOLS, Stage("single", source=StageSource(1))), "earlier stage"),
        ((Stage("single"), Stage("single", source=StageSource(1, pool_places=(1, 2)))), "no pools"),
        ((POOLS, Stage("single", source=StageSource(1, places=(4, 1)))), "comes before the last"),
        ((Stage("open"), Stage("single", source=StageSource(1, places=(1, 4)))), "division of their own"),
        ((Stage("round-robin", pools=2, pool_courts={"P3": ("Board 1",)}),), "no pool P3"),
        ((POOLS, UPPER, Stage("single", source=StageSource(1, pool_places=(2, 3)))), "same places"),
        ((Stage("single", seeding="standings"),), "has no standings"),
        ((POOLS, Stage("single", seeding="rating", source=StageSource(1, places=(1, 4)))), "by the standings"),
        ((), "needs a stage"),
    ],
)
def test_stages_that_cannot_follow_each_other_are_refused(stages: tuple[Stage, ...], words: str) -> None:
    night = Night(2)
    with pytest.raises(RuleViolation) as refusal:
        night.add(DivisionAdded(2, "B", "singles", stages))
    assert words in str(refusal.value)


def test_a_later_stage_waits_for_the_draw_of_the_earlier_one() -> None:
    night = Night(8, POOLS, UPPER)
    with pytest.raises(KioskError):
        night.draw_stage(2)


def test_the_end_of_the_night_counts_what_a_player_has_one_after_the_other() -> None:
    night = Night(8, Stage("round-robin"), courts=[f"Board {number}" for number in range(1, 9)])
    night.draw()
    ends = forecast(night.state, night.now, court_queue(night.state, night.now)).ends
    assert ends is not None
    assert ends[0] - night.now == 7 * 15 * 60_000, "seven rounds, although every board is free"


def test_the_end_of_the_night_is_the_end_of_the_bracket_that_is_still_to_be_drawn() -> None:
    courts = [f"Board {number}" for number in range(1, 9)]
    night = Night(8, POOLS, Stage("single", source=StageSource(1, pool_places=(1, 2))), courts=courts)
    night.draw()
    ends = forecast(night.state, night.now, court_queue(night.state, night.now)).ends
    assert ends is not None
    assert ends[0] - night.now == (3 + 2) * 15 * 60_000
    play_stage(night)
    assert forecast(night.state, night.now, court_queue(night.state, night.now)).ends is not None


def test_a_player_between_two_stages_waits_and_who_does_not_go_on_is_out() -> None:
    night = pools_then_brackets(8, POOLS, UPPER)
    play_stage(night)
    assert TournamentRoads(night.state, night.now).of(8).status == "waiting"
    night.draw_stage(2)
    roads = TournamentRoads(night.state, night.now)
    assert roads.of(8).status == "out"
    assert roads.of(1).divisions[0].if_won is not None


def test_the_road_through_a_lower_bracket_leads_to_the_place_after_the_upper_one() -> None:
    night = pools_then_brackets()
    play_stage(night)
    night.draw_stage(2)
    night.draw_stage(3)
    roads = TournamentRoads(night.state, night.now)
    upper, lower = (roads.of(player).divisions[0].if_won for player in (1, 5))
    assert (upper and upper.place, lower and lower.place) == (1, 5)


def test_the_state_has_the_standings_of_each_stage_and_slots_that_say_where_they_come_from() -> None:
    night = pools_then_brackets()
    night.draw_stage(2)
    (part,) = encode_parts(night.state, night.division)
    match = next(match for match in part.matches if match.match == "2.W1-1")
    assert (match.stage, match.a.open.stage, match.a.open.place) == (2, 1, 1)  # type: ignore[union-attr]  # it is open
    assert list(part.standings) == ["1"]
    assert [place.place for place in stage_places(night.state, night.division, 1, night.matches)] == [1] * 8


@pytest.fixture
def switch() -> Night:
    return Night(8, Stage("switch", rounds=2), kind="switch")


def test_a_round_that_was_paired_is_played_by_pairs(switch: Night) -> None:
    pairings = (PairedMatch(((1, 2), (3, 4))), PairedMatch(((5, 6), (7, 8))))
    switch.add(RoundPaired(DIVISION, 1, 1, pairings))
    assert [match.entries for match in switch.matches.values()] == [(1, 2, 3, 4), (5, 6, 7, 8)]
    switch.add(MatchCalled(DIVISION, "R1-1", "Board 1", ((1, 2), (3, 4))))
    with pytest.raises(RuleViolation):
        switch.add(RoundPaired(DIVISION, 1, 1, pairings))
    with pytest.raises(RuleViolation):
        switch.add(RoundPaired(DIVISION, 1, 2, (PairedMatch(((1, 2), (1, 4))),)))
    switch.add(ResultRecorded(DIVISION, "R1-1", ((1, 2), (3, 4)), 1, scores=((21, 14),)))
    assert switch.matches["R1-1"].winners == (1, 2)
    assert encode_parts(switch.state, switch.division)[0].matches[0].a.pair == (1, 2)
    assert fold(switch.first, [(decode(encode(event)), at) for event, at in switch.log]) == switch.state
