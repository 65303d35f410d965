"""Win chance: how often a team wins from this score if both throw on as they have in this game.

Each bag is in, on or off with the team's own rate, independent of all others; that is the only assumption. From it
follows how likely each of the 225 ends of a round is (`bag_points`), and from these how likely each score leads to a
win, by the rules that end the game (`winner_after`). Nothing is simulated: the result is exact for the assumption.
"""

from functools import lru_cache
from itertools import product
from math import factorial
from typing import NamedTuple

from goat_kiosk.domain.events import BAGS_PER_SIDE
from goat_kiosk.domain.rounds.bags import RoundFacts, Tally
from goat_kiosk.domain.rounds.scoring import PointsPair, add_points, bag_points, winner_after
from goat_kiosk.domain.rules.rules import Rules

MIN_ROUNDS = 3
"""Rounds before which nothing is said: twelve bags of each team."""
_PRECISION = 1e-4
_MAX_SWEEPS = 200
_MAX_SCORES = 4_000
"""Of a target far beyond any that is played; nothing is said then."""


class ThrowCounts(NamedTuple):
    """A team's bags of the rounds that are over."""

    holes: int
    boards: int
    off: int


class _Step(NamedTuple):
    """What a round can do to a score: end the game for team 1 with this probability, or lead to other scores."""

    won: float
    onward: list[tuple[float, PointsPair]]
    stays: float
    """With which probability the score is the same afterwards, as after a wash."""


@lru_cache(maxsize=256)
def win_chance(rules: Rules, score: PointsPair, counts1: ThrowCounts, counts2: ThrowCounts) -> float | None:
    """Return the probability that team 1 wins, before a round that begins with `score`.

    None where a limit of rounds or minutes decides, which depends on more than the score.
    """
    if rules.limit_rounds is not None or rules.limit_minutes is not None:
        return None
    steps = _reachable_steps(rules, score, _gains(rules, counts1, counts2))
    return None if steps is None else _solve(steps)[score]


def _gains(rules: Rules, counts1: ThrowCounts, counts2: ThrowCounts) -> dict[PointsPair, float]:
    """Return how likely both teams gain so many points in a round."""
    gains: dict[PointsPair, float] = {}
    for (tally1, likely1), (tally2, likely2) in product(_ends(counts1).items(), _ends(counts2).items()):
        points = bag_points(rules, RoundFacts((tally1, tally2), 0))
        gains[points] = gains.get(points, 0.0) + likely1 * likely2
    return gains


def _ends(counts: ThrowCounts) -> dict[Tally, float]:
    """Return how likely each of the 15 ends of a team's four bags is: the multinomial distribution."""
    # One more of each kind (Laplace): twelve bags without a hole do not prove that the next is none.
    total = sum(counts) + len(counts)
    hole, board, off = ((count + 1) / total for count in counts)
    ends = {}
    for holes in range(BAGS_PER_SIDE + 1):
        for boards in range(BAGS_PER_SIDE + 1 - holes):
            rest = BAGS_PER_SIDE - holes - boards
            ways = factorial(BAGS_PER_SIDE) // (factorial(holes) * factorial(boards) * factorial(rest))
            ends[Tally(holes, boards, rest)] = ways * hole**holes * board**boards * off**rest
    return ends


def _reachable_steps(rules: Rules, score: PointsPair, gains: dict[PointsPair, float]) -> dict[PointsPair, _Step] | None:
    """Return what follows each score that can be reached from `score`; None when there are too many."""
    steps: dict[PointsPair, _Step] = {}
    unvisited = [score]
    while unvisited:
        before = unvisited.pop()
        if before in steps:
            continue
        if len(steps) >= _MAX_SCORES:
            return None
        steps[before] = _step(rules, before, gains)
        unvisited += [after for _, after in steps[before].onward]
    return steps


def _step(rules: Rules, before: PointsPair, gains: dict[PointsPair, float]) -> _Step:
    won = stays = 0.0
    onward: list[tuple[float, PointsPair]] = []
    for gained, likely in gains.items():
        after = add_points(rules, before[0], gained[0])[0], add_points(rules, before[1], gained[1])[0]
        ended = winner_after(rules, after, 1, 0)
        if ended is not None:
            won += likely * (ended[0] == 1)
        elif (level := _level(rules, after)) == before:
            stays += likely
        else:
            onward.append((likely, level))
    return _Step(won, onward, stays)


def _level(rules: Rules, score: PointsPair) -> PointsPair:
    """Return an equal score: beyond the target, to win by two depends on the difference alone."""
    surplus = min(score) - rules.target
    return score if surplus <= 0 or rules.exact or rules.cap is not None else (score[0] - surplus, score[1] - surplus)


def _solve(steps: dict[PointsPair, _Step]) -> dict[PointsPair, float]:
    """Return the chance at each score: solve the equations by Gauss-Seidel, the highest scores first.

    Where no bust takes points away, one sweep is exact, since a score leads to higher ones only.
    """
    chances = dict.fromkeys(sorted(steps, key=sum, reverse=True), 0.5)
    for _ in range(_MAX_SWEEPS):
        change = 0.0
        for score in chances:
            won, onward, stays = steps[score]
            chance = (won + sum(likely * chances[after] for likely, after in onward)) / (1 - stays)
            change, chances[score] = max(change, abs(chance - chances[score])), chance
        if change < _PRECISION:
            break
    return chances
