"""Draws: by chance, order and rating, blind draws with a walker, and who comes late."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from goat_kiosk.domain.statistics.ratings import Rating
from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.division_events import DivisionAdded, EntryMade, LateEntryPlaced, PlayInAdded, StrengthCounts
from goat_kiosk.tournament.drawing import draw, place_late, redraw
from goat_kiosk.tournament.event_fields import DivisionKind, Grade, Pairing
from goat_kiosk.tournament.events import PlayerSignedUp
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, DOUBLE, MINUTE, SINGLE, Night, known_sides

BLIND = 2


def shuffle(numbers: list[int]) -> None:
    Random(7).shuffle(numbers)  # noqa: S311  chance that a test repeats


def blind_night(players: int, pairing: Pairing = "random", strong: int = 0) -> Night:
    night = Night(0)
    kind: DivisionKind = "blind-draw"
    night.add(DivisionAdded(BLIND, "Blind draw", kind, (DOUBLE,), pairing))
    for number in range(1, players + 1):
        night.add(PlayerSignedUp(number, f"P{number}", "A" if number <= strong else "B"))
        night.add(EntryMade(number, BLIND, (number,)))
    return night


def test_chance_is_recorded_as_its_outcome() -> None:
    night = Night(8, Stage("double"))
    event = draw(night.state, night.state.divisions[DIVISION], shuffle)
    assert sorted(event.order) == list(range(1, 9))
    assert event.order != tuple(range(1, 9))
    assert event.method == "random"


def test_ratings_seed_and_the_unrated_come_last() -> None:
    night = Night(4, Stage("double", seeding="rating"))
    event = draw(night.state, night.state.divisions[DIVISION], shuffle, {2: Rating(25, 1, 9), 4: Rating(31, 1, 9)})
    assert event.order[:2] == (4, 2)
    assert set(event.order[2:]) == {1, 3}
    assert event.strengths == StrengthCounts(rated=2, unknown=2)


def test_grades_seed_and_who_has_none_is_in_the_middle() -> None:
    night = Night(0, Stage("double", seeding="grade"))
    grades: list[Grade | None] = ["C", None, "A", "B", "A"]
    for number, grade in enumerate(grades, start=1):
        night.add(PlayerSignedUp(number, f"P{number}", grade))
        night.add(EntryMade(number, DIVISION, (number,)))
    event = draw(night.state, night.state.divisions[DIVISION], shuffle)
    assert set(event.order[:2]) == {3, 5}
    assert event.order[2:] == (2, 4, 1)
    assert event.strengths == StrengthCounts(graded=4, unknown=1)


def test_a_lucky_newcomer_is_not_seeded_first() -> None:
    night = Night(2, Stage("double", seeding="rating"))
    ratings = {1: Rating(30, 1, 40), 2: Rating(32, 5, 5)}
    assert draw(night.state, night.state.divisions[DIVISION], shuffle, ratings).order == (1, 2)


@pytest.mark.parametrize("players", [4, 7, 9])
def test_a_blind_draw_pairs_everybody_once_and_an_odd_one_walks(players: int) -> None:
    night = blind_night(players)
    night.add(draw(night.state, night.state.divisions[BLIND], shuffle))
    teams = night.state.division_entries(BLIND)
    assert sorted(player for team in teams for player in team.players) == list(range(1, players + 1))
    assert sorted(len(team.players) for team in teams) == [1] * (players % 2) + [2] * (players // 2)
    again = draw(night.state, night.state.divisions[BLIND], shuffle)
    night.add(replace(again, reason="a name was missing"))
    assert len(night.state.division_entries(BLIND)) == len(teams)


def test_by_grades_each_team_has_an_a_as_far_as_they_reach() -> None:
    night = blind_night(8, "grades", strong=4)
    night.add(draw(night.state, night.state.divisions[BLIND], shuffle))
    for team in night.state.division_entries(BLIND):
        assert sorted(night.state.players[player].grade or "" for player in team.players) == ["A", "B"]


def pairs_of(night: Night, ratings: dict[int, Rating]) -> list[tuple[int, ...]]:
    event = draw(night.state, night.state.divisions[BLIND], shuffle, ratings)
    night.add(event)
    return sorted(tuple(sorted(team.players)) for team in event.teams)


def test_balanced_pairs_have_the_strong_with_the_weak() -> None:
    night = blind_night(6, "balanced", strong=6)
    ratings = {player: Rating(20.0 + player, 2, 9) for player in range(1, 7)}
    assert pairs_of(night, ratings) == [(1, 6), (2, 5), (3, 4)]
    drawn = night.state.divisions[BLIND].draw
    assert drawn is not None
    assert drawn.strengths == StrengthCounts(rated=6)


def test_without_ratings_grades_balance_and_the_unknown_are_in_the_middle() -> None:
    night = Night(0)
    night.add(DivisionAdded(BLIND, "Blind draw", "blind-draw", (DOUBLE,), "balanced"))
    grades: list[Grade | None] = ["A", "A", None, None, "B", "B"]
    for number, grade in enumerate(grades, start=1):
        night.add(PlayerSignedUp(number, f"P{number}", grade))
        night.add(EntryMade(number, BLIND, (number,)))
    pairs = pairs_of(night, {})
    assert (3, 4) in pairs
    assert all(grades[first - 1] != grades[second - 1] for first, second in pairs if (first, second) != (3, 4))
    drawn = night.state.divisions[BLIND].draw
    assert drawn is not None
    assert drawn.strengths == StrengthCounts(graded=4, unknown=2)


@given(order=st.permutations(range(1, 17)), count=st.integers(4, 16))
@settings(max_examples=40)
def test_a_balanced_draw_spreads_teams_less_than_the_people(order: list[int], count: int) -> None:
    """The strongest has the weakest, and so on; who walks is left out."""
    night = blind_night(count, "balanced")
    strength = {player: float(order.index(player)) for player in range(1, count + 1)}
    event = draw(
        night.state, night.state.divisions[BLIND], shuffle, {p: Rating(mu, 2, 9) for p, mu in strength.items()}
    )
    assert sorted(player for team in event.teams for player in team.players) == list(range(1, count + 1))
    pairs = [sorted(strength[player] for player in team.players) for team in event.teams if len(team.players) == 2]
    assert [low for low, _ in sorted(pairs)] == sorted(low for low, _ in pairs)
    assert [high for _, high in sorted(pairs)] == sorted((high for _, high in pairs), reverse=True)


def test_a_late_entry_takes_a_bye_and_else_plays_in() -> None:
    night = Night(3)
    night.draw()
    night.enter(4)
    event = place_late(night.state, night.state.divisions[DIVISION], 4)
    assert event == LateEntryPlaced(4, 4)
    night.add(event)
    night.enter(5)
    event = place_late(night.state, night.state.divisions[DIVISION], 5)
    assert event == PlayInAdded(5, 4)
    night.add(event)
    assert night.sides("W0-1") == (4, 5)
    assert night.matches["W1-1"].status == "waiting"
    night.win("W0-1", 2)
    assert night.sides("W1-1") == (1, 5)
    night.win("W1-1", 1)
    assert night.sides("L0-1") == (4, 5), "its loser has a second chance, as everybody"


def test_a_late_entry_is_refused_with_the_reason_when_all_are_called() -> None:
    night = Night(2)
    night.draw()
    night.call("W1-1")
    night.enter(3)
    with pytest.raises(RuleViolation, match="too late for Open: everybody has been called"):
        place_late(night.state, night.state.divisions[DIVISION], 3)


@given(entries=st.integers(2, 20), late=st.integers(0, 6), single=st.booleans(), seed=st.integers(0, 2**32))
@settings(max_examples=60)
def test_who_plays_in_has_as_many_lives_as_everybody(entries: int, late: int, *, single: bool, seed: int) -> None:
    random = Random(seed)  # noqa: S311  chance that a test repeats
    night = Night(entries, SINGLE if single else DOUBLE)
    night.draw()
    for number in range(entries + 1, entries + late + 1):
        night.enter(number)
        night.add(place_late(night.state, night.state.divisions[DIVISION], number))
    losses = dict.fromkeys(range(1, entries + late + 1), 0)
    while ready := night.ready:
        match = random.choice(ready)
        winner = random.choice((1, 2))
        losses[known_sides(match)[2 - winner]] += 1
        night.record(match, 1 if winner == 1 else 2)
    lives = 1 if single else 2
    champion = night.places()[0][1]
    assert all(losses[entry] == lives for entry in losses if entry != champion)
    assert sorted(entry for _, entry in night.places()) == sorted(losses)


def test_a_redraw_keeps_the_late_spots_and_their_time() -> None:
    night = Night(6)
    night.add(replace(draw(night.state, night.state.divisions[DIVISION], shuffle), late_spots=2, until=night.now + 9))
    night.add(redraw(night.state, night.state.divisions[DIVISION], shuffle, "A pair was missing."))
    drawn = night.state.divisions[DIVISION].draw
    assert drawn is not None
    assert (drawn.number, drawn.kept, drawn.until) == (2, (7, 8), night.now - 2 * MINUTE + 9)
