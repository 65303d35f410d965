"""Win conditions of the round in progress: exact over the 225 ways in which it can end.

Four bags have fifteen possible counts per team, and `scoring.score_round`, the rule that will end the round, is asked
about each pair: it applies bust, win by two, the cap, the skunk, the limits and the scoring mode, so nothing of these
is repeated here. That gives the condition (`WinCondition`). Whether it can still be met depends on the bags: one in the
hole stays there, one that is off stays off, but one on the board may be knocked in or off until the eighth bag has
fallen, and one not yet thrown may go anywhere. (A foul restores what it moved: the scorekeeper enters that before the
next bag.)
"""

from functools import lru_cache
from typing import Literal, NamedTuple

import msgspec

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Points, Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.time_limit import time_left
from goat_kiosk.domain.rounds.bags import Award, RoundFacts, Tally, tally
from goat_kiosk.domain.rounds.scoring import MS_PER_MINUTE, TOUCH_FRAME_POINTS, PointsPair, score_round
from goat_kiosk.domain.rules.rules import Rules

WinKind = Literal["surely", "lead", "exact", "points", "somehow", "never"]


class WinCondition(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a team needs in this round to win the game with it.

    surely: it wins however the round ends. lead: at least `by` raw points more than the other team. exact: `by` more,
    neither fewer nor more. points: at least `by` raw points of its own. somehow: it can win, and no single number says
    how. never: not in this round.
    """

    can: WinKind
    by: Points = 0


Needs = tuple[WinCondition | None, WinCondition | None]
Winners = tuple[tuple[Team | None, ...], ...]
"""Who wins, by both teams' ends, as indexes of `_ENDS`."""

_ENDS = tuple(
    Tally(holes, boards, BAGS_PER_SIDE - holes - boards)
    for holes in range(BAGS_PER_SIDE + 1)
    for boards in range(BAGS_PER_SIDE + 1 - holes)
)


class _RoundEnds(NamedTuple):
    """Who wins with each end of a round, and each team's condition if it can win at all."""

    winners: Winners
    conditions: Needs


def win_conditions(game: Game, at_ms: int) -> Needs | None:
    """Return what each team needs, or None when neither can win in this round (or the game is not in progress).

    A team's own is None when nothing certain can be said: the clock may end the game with this round or not.
    `at_ms` is the time, milliseconds since 1970 UTC.
    """
    if game.status != "live" or _far_from_over(game):
        return None
    # Invariant: the time may run out before the round ends. `now` assumes it does not (unless it has), `late` that it
    # does; a claim is made only when both agree, or when `now` alone allows the win.
    inputs = game.rules, game.score, game.awards, len(game.rounds) + 1
    now = _score_ends(*inputs, time_left(game, at_ms) == 0)
    late = _score_ends(*inputs, game.rules.limit_minutes is not None)
    ends = _reachable(tally(game.bags, 1)), _reachable(tally(game.bags, 2))
    condition1, condition2 = (_need(now, late, ends, team) for team in TEAMS)
    hopeless = {None, WinCondition("never")}
    return None if condition1 in hopeless and condition2 in hopeless else (condition1, condition2)


def _far_from_over(game: Game) -> bool:
    """Whether no possible round could end the game: a cheap test that is true most of the time."""
    rules, most = game.rules, max(game.score) + TOUCH_FRAME_POINTS + sum(award.points for award in game.awards)
    last = rules.limit_rounds is not None and len(game.rounds) + 1 >= rules.limit_rounds
    early = rules.skunk is not None and most >= rules.skunk
    return most < rules.target and not last and not early and rules.limit_minutes is None


@lru_cache(maxsize=256)
def _score_ends(
    rules: Rules,
    score: PointsPair,
    awards: tuple[Award, ...],
    number: int,
    time_is_up: bool,  # noqa: FBT001  a key of the cache
) -> _RoundEnds:
    """Score every possible end of the round; cached, since its eight bags ask for the same."""
    elapsed = time_is_up * (rules.limit_minutes or 0) * MS_PER_MINUTE

    def winner(tally1: Tally, tally2: Tally) -> Team | None:
        ended = score_round(rules, score, RoundFacts((tally1, tally2), 0, awards=awards), number, elapsed).ended
        return ended[0] if ended else None

    winners = tuple(tuple(winner(end1, end2) for end2 in _ENDS) for end1 in _ENDS)
    return _RoundEnds(winners, (_condition(winners, 1), _condition(winners, 2)))


@lru_cache(maxsize=1024)
def _reachable(thrown: Tally) -> tuple[int, ...]:
    """Return the ends, as indexes of `_ENDS`, that a team's bags can still reach."""
    movable = thrown.holes + thrown.boards + BAGS_PER_SIDE - thrown.thrown
    ends = enumerate(_ENDS)
    return tuple(index for index, end in ends if end.holes >= thrown.holes and end.holes + end.boards <= movable)


def _need(
    now: _RoundEnds, late: _RoundEnds, ends: tuple[tuple[int, ...], tuple[int, ...]], team: Team
) -> WinCondition | None:
    possible = {now.winners[end1][end2] for end1 in ends[0] for end2 in ends[1]}
    if_late = {late.winners[end1][end2] for end1 in ends[0] for end2 in ends[1]} if late is not now else possible
    if possible == if_late == {team}:
        return WinCondition("surely")
    if team in possible:
        return now.conditions[team - 1]
    return None if team in if_late else WinCondition("never")


def _condition(winners: Winners, team: Team) -> WinCondition | None:
    """Return which ends win for the team as a single condition, if one number expresses it; None when no end wins."""
    leads, points = _split(winners, team, opponent(team)), _split(winners, team, None)
    if not leads.winning:
        return None
    numbers: list[tuple[WinKind, _Split]] = [("lead", leads), ("points", points)]
    for can, sides in numbers:
        if not sides.losing or min(sides.winning) > max(sides.losing):
            return WinCondition(can, min(sides.winning))
    exact = len(leads.winning) == 1 and not leads.winning & leads.losing
    return WinCondition("exact", min(leads.winning)) if exact else WinCondition("somehow")


class _Split(NamedTuple):
    """The numbers with which a team wins, and those with which it does not."""

    winning: set[int]
    losing: set[int]


def _split(winners: Winners, team: Team, opponent: Team | None) -> _Split:
    """Split the raw points (minus the opponent's, if given) by whether the team wins with them."""
    split = _Split(set(), set())
    for end1, row in zip(_ENDS, winners, strict=True):
        for end2, winner in zip(_ENDS, row, strict=True):
            end = end1, end2
            opponent_points = end[opponent - 1].raw if opponent else 0
            split[winner != team].add(end[team - 1].raw - opponent_points)
    return split
