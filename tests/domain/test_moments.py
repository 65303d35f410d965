"""Moments: found between two states of a game, by play only."""

from collections.abc import Iterable

import pytest

from goat_kiosk.domain.events import (
    AnyEvent,
    Count,
    GameCreated,
    GameStarted,
    Redone,
    RoundCorrected,
    RoundEntered,
    Undone,
)
from goat_kiosk.domain.games.new_game import NewGame, NewRules
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.moments import decode_play, find_moments
from goat_kiosk.domain.state.state import Identity
from tests.games import bag_throws

WASH = RoundEntered(Count(1, 1), Count(1, 1))
FOUR = RoundEntered(Count(4, 0), Count(0, 0))


def moments_of(events: Iterable[AnyEvent], created: GameCreated | None = None) -> list[list[str]]:
    """Return what each event brings, as `kind team`."""
    history = open_history(created or NewGame(lobby=False).to_event(), 0)
    found = []
    for event in events:
        before, history = history, history.after(event, 0)
        plays = [decode_play(encode_state(one, Identity(7, "c0ffee00", "Kiosk"))) for one in (before, history)]
        found.append([f"{moment.kind} {moment.team}" for moment in find_moments(*plays)])
    return found


def test_the_fourth_bag_in_the_hole_is_a_four_bagger_once() -> None:
    bags = bag_throws(["hole", "off"] * 4)
    assert moments_of(bags) == [[]] * 6 + [["four-bagger 1"], []]


def test_a_four_bagger_may_end_the_round_or_be_entered_with_it() -> None:
    bags = bag_throws(["off", "hole"] * 4)
    assert moments_of(bags)[-1] == ["four-bagger 2"]
    assert moments_of([FOUR]) == [["four-bagger 1"]]


def test_undo_redo_and_corrections_are_no_moments() -> None:
    corrected = RoundCorrected(1, Count(4, 0), Count(4, 0))
    assert moments_of([WASH, corrected, Undone(), FOUR, Undone()])[1:] == [[], [], ["four-bagger 1"], []]
    assert moments_of([FOUR, FOUR, Undone(), Undone(), Redone()])[2:4] == [[], []]


def test_a_point_is_announced_when_the_round_that_may_win_begins() -> None:
    to_18 = [RoundEntered(Count(3, 0), Count(0, 0)), RoundEntered(Count(3, 0), Count(0, 0)), WASH, WASH]
    assert moments_of(to_18) == [[], ["match-point 1"], [], []]
    assert moments_of([*to_18, RoundEntered(Count(1, 0), Count(0, 0))])[-1] == ["win 1"]


def test_a_point_for_the_game_is_none_for_the_match() -> None:
    created = NewGame(rules=NewRules(games=3), lobby=False).to_event()
    assert moments_of([FOUR, RoundEntered(Count(2, 0), Count(0, 0))], created)[-1] == ["game-point 1"]


@pytest.mark.parametrize("event", [GameStarted()])
def test_a_start_is_none(event: AnyEvent) -> None:
    assert moments_of([event], NewGame(lobby=True).to_event()) == [[]]


def test_a_state_of_an_older_kiosk_has_none() -> None:
    sparse = decode_play(b'{"game_id":1,"team1":{"score":3},"team2":{"score":4}}')
    assert find_moments(sparse, sparse) == []
