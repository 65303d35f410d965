"""Win conditions: each one shown must agree with the real scoring, however the round ends."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goat_kiosk.domain.events import AnyEvent, BagMoved, BagThrown, Count, PointsAwarded, Result, RoundEntered, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.win_conditions import WinCondition, win_conditions
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import tally
from goat_kiosk.domain.rules.rules import ACL, PRESETS, Rules
from goat_kiosk.errors import RuleViolation
from tests.domain import strategies
from tests.games import AT, bag_throws, new_game, play, rounds_entered
from tests.properties import examples

RESULTS: tuple[Result, ...] = ("board", "hole", "off")
MINUTE = 60_000


def holds(need: WinCondition | None, team: Team, raw: tuple[int, int], winner: Team | None) -> bool:
    """Return whether the end of the round agrees with the win condition `need`."""
    own, others = raw if team == 1 else raw[::-1]
    won = winner == team
    match need:
        case WinCondition("surely"):
            return won
        case WinCondition("never"):
            return not won
        case WinCondition("lead", by):
            return won == (own - others >= by)
        case WinCondition("exact", by):
            return won == (own - others == by)
        case WinCondition("points", by):
            return won == (own >= by)
        case _:
            return True


def win_conditions_of(game: Game, at: int = AT) -> tuple[WinCondition | None, WinCondition | None]:
    return win_conditions(game, at) or (WinCondition("never"), WinCondition("never"))


@st.composite
def in_mid_round(draw: st.DrawFn) -> History:
    """Draw a game in the middle of a round: any rules, some moved bags, and awarded points."""
    history = new_game(draw(strategies.rule_sets), draw(st.sampled_from([1, 2])))
    moves: list[AnyEvent] = [RoundEntered(*counts) for counts in draw(st.lists(sides, max_size=6))]
    moves += draw(st.lists(st.builds(PointsAwarded, strategies.teams, st.integers(1, 5), st.just("")), max_size=1))
    moves += draw(st.lists(strategies.throws | st.builds(BagMoved, st.integers(1, 8), strategies.results), max_size=10))
    for move in moves:
        try:
            following = history.after(move, AT)
        except RuleViolation:
            continue
        if following.game.status == "finished" or (isinstance(move, BagThrown | BagMoved) and not following.game.bags):
            break
        history = following
    return history


knocked: st.SearchStrategy[Result] = st.sampled_from(["hole", "off"])
sides = st.tuples(strategies.side_count, strategies.side_count)


@examples(150)
@given(in_mid_round(), st.data())
def test_a_win_condition_holds_however_the_round_continues(history: History, data: st.DataObject) -> None:
    if history.game.status != "live":
        return
    conditions, number = win_conditions_of(history.game), len(history.game.rounds) + 1
    while len(history.game.rounds) < number:
        on_board = [bag.n for bag in history.game.bags if bag.result == "board"]
        if on_board != [] and data.draw(st.booleans()):
            history = history.after(BagMoved(data.draw(st.sampled_from(on_board)), data.draw(knocked)), AT)
        else:
            toss_won_by = data.draw(strategies.teams)
            history = history.after(BagThrown(history.game.next_team or toss_won_by, data.draw(strategies.results)), AT)
    tally1, tally2 = history.game.rounds[-1].facts.tallies
    for team in (1, 2):
        assert holds(conditions[team - 1], team, (tally1.raw, tally2.raw), history.game.winner)


@examples(60)
@given(in_mid_round(), st.lists(strategies.results, min_size=7, max_size=7))
def test_win_conditions_agree_with_every_possible_end_of_the_round(history: History, thrown: list[Result]) -> None:
    """Try every result of the bags still to be thrown, and every move of the bags on the board."""
    for result in thrown[: max(0, 5 - len(history.game.bags))]:
        history = history.after(BagThrown(history.game.next_team or 1, result), AT)
    game = history.game
    winners: list[tuple[tuple[int, int], Team | None]] = []
    on_board = [bag.n for bag in game.bags if bag.result == "board"]
    hand: list[Team] = [team for team in (1, 2) for _ in range(4 - tally(game.bags, team).thrown)]
    for fates in itertools.product(RESULTS, repeat=len(on_board)):
        moved = [BagMoved(n, fate) for n, fate in zip(on_board, fates, strict=True) if fate != "board"]
        before = play(history, *moved)
        for results in itertools.product(RESULTS, repeat=len(hand)):
            end = play(before, *(BagThrown(team, result) for team, result in zip(hand, results, strict=True)))
            tally1, tally2 = end.game.rounds[-1].facts.tallies
            winners.append(((tally1.raw, tally2.raw), end.game.winner))
    for team in (1, 2):
        need = win_conditions_of(game)[team - 1]
        assert all(holds(need, team, raw, winner) for raw, winner in winners)
        wins = [winner == team for _, winner in winners]
        assert need is None or (need.can == "surely") == all(wins)
        assert need is None or (need.can == "never") == (not any(wins))


@pytest.mark.parametrize(
    ("rules", "rounds", "thrown", "conditions"),
    [
        (ACL, [((4, 0), (0, 0)), ((0, 0), (4, 0))], [], (WinCondition("lead", 9), WinCondition("lead", 9))),
        (ACL, [((4, 0), (0, 0))], [], (WinCondition("lead", 9), WinCondition("never"))),
        (ACL, [((4, 0), (0, 0))], ["off", "off", "off"], (WinCondition("never"), WinCondition("never"))),
        (
            ACL,
            [((4, 0), (0, 0)), ((2, 2), (0, 0))],
            ["hole", "off", "off", "off"],
            (WinCondition("lead", 1), WinCondition("never")),
        ),
        (
            ACL,
            [((4, 0), (0, 0)), ((2, 2), (0, 0))],
            ["hole", "off"] * 3,
            (WinCondition("surely"), WinCondition("never")),
        ),
        (PRESETS["backyard"], [((4, 0), (0, 0))], [], (WinCondition("exact", 9), WinCondition("never"))),
        (
            Rules(win_by=2, cap=25),
            [((4, 0), (0, 0)), ((2, 2), (0, 0))],
            [],
            (WinCondition("lead", 1), WinCondition("never")),
        ),
        (PRESETS["skunk"], [((2, 0), (0, 0))], [], (WinCondition("lead", 5), WinCondition("never"))),
        (
            PRESETS["rounds"],
            [((1, 0), (0, 0))] + [((0, 0), (0, 0))] * 6,
            [],
            (WinCondition("lead", -2), WinCondition("lead", 4)),
        ),
        (Rules(mode="cumulative"), [((4, 0), (0, 0))], [], (WinCondition("points", 9), WinCondition("never"))),
        (Rules(mode="cumulative"), [((3, 0), (3, 1))], [], (WinCondition("somehow"), WinCondition("points", 12))),
        (Rules(limit_rounds=2), [((0, 1), (0, 0))], [], (WinCondition("lead", 0), WinCondition("lead", 2))),
        (Rules(mode="frames", target=1), [((0, 0), (0, 0))], [], (WinCondition("lead", 1), WinCondition("lead", 1))),
        (
            Rules(mode="like-for-like", target=3),
            [((0, 0), (0, 0))],
            [],
            (WinCondition("somehow"), WinCondition("somehow")),
        ),
    ],
)
def test_examples(
    rules: Rules,
    rounds: list[tuple[tuple[int, int], tuple[int, int]]],
    thrown: list[Result],
    conditions: tuple[WinCondition, WinCondition],
) -> None:
    game = play(new_game(rules), *rounds_entered(*rounds), *bag_throws(thrown)).game
    assert win_conditions_of(game) == conditions


def test_with_a_time_limit_a_win_is_uncertain_until_the_time_is_up() -> None:
    game = play(new_game(PRESETS["timed"]), RoundEntered(Count(1, 0), Count(0, 0))).game
    assert win_conditions(game, AT + 19 * MINUTE) is None
    assert win_conditions_of(game, AT + 20 * MINUTE) == (WinCondition("lead", -2), WinCondition("lead", 4))
