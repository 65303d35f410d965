"""Blind draw after the draw: late people and walkers, a pair that is drawn again, caps."""

from contextlib import suppress
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from goat_kiosk.domain.statistics.ratings import Rating
from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.blind_draw import enter_late, redraw_pair
from goat_kiosk.tournament.caps import check_cap
from goat_kiosk.tournament.division_events import (
    Cap,
    DivisionAdded,
    EntryMade,
    EntryWithdrawn,
    LateEntryPlaced,
    PlayInAdded,
    WalkerAdded,
    WalkerJoined,
)
from goat_kiosk.tournament.drawing import draw, redraw
from goat_kiosk.tournament.effect import difference
from goat_kiosk.tournament.event_fields import Grade, Pairing
from goat_kiosk.tournament.events import AnyTournamentEvent, PlayerDropped, PlayerSignedUp
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchCalled, MatchStarted, ResultRecorded
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.tournament.tournament import Entry
from tests.tournament.night import DOUBLE, Night, known_sides
from tests.tournament.test_drawing import BLIND, blind_night, shuffle


def drawn_blind_night(players: int, pairing: Pairing = "random") -> Night:
    night = blind_night(players, pairing)
    night.add(draw(night.state, night.state.divisions[BLIND], shuffle))
    return night


def arrive(night: Night, number: int) -> list[AnyTournamentEvent]:
    """Sign up a late person of the blind draw and enter them; return what followed."""
    night.add(PlayerSignedUp(number, f"P{number}"))
    made = EntryMade(night.state.next_entry(), BLIND, (number,))
    events = enter_late(night.state, made)
    for event in (made, *events):
        night.add(event)
    return list(events)


def team_of(night: Night, player: int) -> Entry:
    return next(team for team in night.state.division_entries(BLIND) if player in team.players)


def blind_matches(night: Night, *players: int) -> list[Match]:
    """Return the matches of the teams of these players, in the order of play."""
    teams = {team_of(night, player).number for player in players}
    matches = resolve(night.state, night.state.divisions[BLIND]).values()
    return [match for match in matches if teams & set(match.entries)]


def start(night: Night, match: Match) -> None:
    night.add(MatchCalled(BLIND, match.id, "Board 1", known_sides(match)))
    night.add(MatchStarted(BLIND, match.id))


def here_of(night: Night) -> list[int]:
    return [player.number for player in night.state.players.values() if not player.is_dropped]


def walker_of(night: Night) -> int:
    return next(team.players[0] for team in night.state.division_entries(BLIND) if len(team.players) == 1)


def test_the_first_late_person_joins_the_walker_and_the_next_walks_until_one_more_comes() -> None:
    night = drawn_blind_night(7)
    walker = walker_of(night)
    assert [type(event) for event in arrive(night, 8)] == [WalkerJoined]
    assert team_of(night, 8).players == (walker, 8)
    assert [type(event) for event in arrive(night, 9)] == [WalkerAdded, PlayInAdded]
    assert team_of(night, 9).players == (9,)
    assert [type(event) for event in arrive(night, 10)] == [WalkerJoined]
    assert team_of(night, 10).players == (9, 10)
    assert len(night.state.division_entries(BLIND)) == 5


def test_nobody_joins_a_walker_whose_first_game_has_started() -> None:
    night = drawn_blind_night(11)
    walker = walker_of(night)
    match = next(match for match in blind_matches(night, walker) if match.status == "ready")
    night.add(MatchCalled(BLIND, match.id, "Board 1", known_sides(match)))
    joined = arrive(night, 12)
    assert [type(event) for event in joined] == [WalkerJoined], "a call is not a start"
    night = drawn_blind_night(11)
    start(night, match)
    assert [type(event) for event in arrive(night, 12)] == [WalkerAdded, LateEntryPlaced]
    assert team_of(night, 12).players == (12,)


def test_a_late_person_who_leaves_leaves_the_partner_walking_and_a_redraw_pairs_who_is_left() -> None:
    night = drawn_blind_night(6)
    arrive(night, 7)
    arrive(night, 8)
    night.add(PlayerDropped(8))
    assert team_of(night, 7).players == (7,)
    assert [type(event) for event in arrive(night, 9)] == [WalkerJoined]
    night.add(redraw(night.state, night.state.divisions[BLIND], shuffle, "Three came late."))
    teams = [team for team in night.state.division_entries(BLIND) if team.status != "withdrawn"]
    assert sorted(player for team in teams for player in team.players) == [1, 2, 3, 4, 5, 6, 7, 9]


def test_one_pair_is_drawn_again_with_another_that_has_not_been_called() -> None:
    night = drawn_blind_night(8)
    teams = night.state.division_entries(BLIND)
    called = next(match for match in resolve(night.state, night.state.divisions[BLIND]).values() if match.entries)
    night.add(MatchCalled(BLIND, called.id, "Board 1", known_sides(called)))
    first, other = (team for team in teams if team.number not in called.entries)
    night.add(redraw_pair(night.state, night.state.divisions[BLIND], first.number, shuffle, "They came together."))
    after = {team.number: team.players for team in night.state.division_entries(BLIND)}
    assert len(set(after[first.number]) & set(first.players)) == 1
    assert sorted((*after[first.number], *after[other.number])) == sorted((*first.players, *other.players))
    change = night.state.divisions[BLIND].draw_changes[-1]
    assert (change.kind, change.entries, change.reason) == (
        "pair-redrawn",
        (first.number, other.number),
        "They came together.",
    )
    with pytest.raises(RuleViolation, match="called"):
        night.add(redraw_pair(night.state, night.state.divisions[BLIND], called.entries[0], shuffle, "Again."))
    with pytest.raises(RuleViolation, match="everybody sees it"):
        night.add(redraw_pair(night.state, night.state.divisions[BLIND], first.number, shuffle, ""))


def test_a_pair_of_an_a_and_a_b_stays_one_when_it_is_drawn_again() -> None:
    night = blind_night(8, "grades", strong=4)
    night.add(draw(night.state, night.state.divisions[BLIND], shuffle))
    pair = night.state.division_entries(BLIND)[0]
    night.add(redraw_pair(night.state, night.state.divisions[BLIND], pair.number, shuffle, "They came together."))
    for team in night.state.division_entries(BLIND):
        assert sorted(night.state.players[player].grade or "" for player in team.players) == ["A", "B"]


def test_the_only_other_team_is_called_so_a_pair_cannot_be_drawn_again() -> None:
    night = drawn_blind_night(4)
    pair = night.state.division_entries(BLIND)[0]
    night.add(EntryWithdrawn(night.state.division_entries(BLIND)[1].number))
    with pytest.raises(RuleViolation, match="nobody is left"):
        redraw_pair(night.state, night.state.divisions[BLIND], pair.number, shuffle, "They came together.")


def test_a_cap_refuses_who_is_too_strong_and_lets_in_who_is_unknown() -> None:
    night = Night(0)
    night.add(DivisionAdded(BLIND, "Social", "singles", (DOUBLE,), cap=Cap(grade="B")))
    grades: tuple[Grade | None, ...] = "A", "B", "C", None
    for number, grade in enumerate(grades, start=1):
        night.add(PlayerSignedUp(number, f"P{number}", grade))
    with pytest.raises(RuleViolation, match="P1 has the grade A; Social is for B and below"):
        night.add(EntryMade(1, BLIND, (1,)))
    for number in (2, 3, 4):
        night.add(EntryMade(number, BLIND, (number,)))
    rated = replace(night.state.divisions[BLIND], cap=Cap(rating=25.0))
    check_cap(night.state, rated, (1, 2), {1: Rating(25, 1, 9)})
    with pytest.raises(RuleViolation, match=r"P1 is rated 25\.1, above the 25\.0 that Social lets in"):
        check_cap(night.state, rated, (2, 1), {1: Rating(25.1, 1, 9)})


@given(
    count=st.integers(4, 14),
    moves=st.lists(st.sampled_from(["arrive", "play", "leave"]), max_size=24),
    seed=st.integers(0, 2**32),
)
@settings(max_examples=40)
def test_however_people_come_and_go_everybody_is_in_one_team_of_two_at_most(
    count: int, moves: list[str], seed: int
) -> None:
    random = Random(seed)  # noqa: S311  chance that a test repeats
    night = drawn_blind_night(count)
    for move in moves:
        matches = resolve(night.state, night.state.divisions[BLIND]).values()
        ready = [match for match in matches if match.status == "ready"]
        if move == "arrive":
            with suppress(RuleViolation):  # everybody has been called
                arrive(night, night.state.next_player())
        elif move == "play" and ready:
            match = random.choice(ready)
            night.add(ResultRecorded(BLIND, match.id, known_sides(match), random.choice((1, 2))))
        elif move == "leave" and (here := here_of(night)):
            night.add(PlayerDropped(random.choice(here)))
        teams = [team for team in night.state.division_entries(BLIND) if team.is_drawn and team.status != "withdrawn"]
        players = [player for team in teams for player in team.players]
        assert len(players) == len(set(players))
        assert all(1 <= len(team.players) <= 2 for team in teams)


def test_a_late_team_of_a_blind_draw_in_pools_gets_its_matches() -> None:
    night = Night(0)
    stages = (Stage("round-robin", pools=2), Stage("single", source=StageSource(1, pool_places=(1, 1))))
    night.add(DivisionAdded(BLIND, "Blind draw", "blind-draw", stages, "balanced"))
    for number in range(1, 13):
        night.add(PlayerSignedUp(number, f"P{number}"))
        night.add(EntryMade(number, BLIND, (number,)))
    night.add(draw(night.state, night.state.divisions[BLIND], shuffle))
    arrive(night, 13)
    arrive(night, 14)
    assert team_of(night, 14).players == (13, 14)
    assert len(blind_matches(night, 13)) == 3


def test_the_effect_of_another_draw_names_the_people_of_teams_that_are_no_more() -> None:
    night = Night(6, kind="blind-draw")
    night.add(draw(night.state, night.division, list.reverse))
    ready = {
        player for match in night.ready for entry in match.entries for player in night.state.entries[entry].players
    }
    before = night.state
    night.add(redraw(night.state, night.division, list.sort, "A player was missing."))
    assert {notice.player for notice in difference(before, night.state).notices} == ready
