"""Where bags land: the place each was thrown to, by player, and the heat that many of them make.

A bag knocked in later counts where it landed, not where it ended: a heat map shows the throw. Places are inches on the
board's plane, see `events.Inch`; bags keyed without a place are left out, and counted as such by whoever shows them.
"""

from collections.abc import Iterable
from math import exp
from typing import NamedTuple

from goat_kiosk.domain.events import TEAMS, Result
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import Bag


class Landing(NamedTuple):
    """One bag as it landed; without a place when none was keyed."""

    x: float | None
    y: float | None
    result: Result


def landings(game: Game) -> dict[int, list[Landing]]:
    """Return every bag of the game by the id of the player who threw it, rounds entered by counts left out."""
    found: dict[int, list[Landing]] = {player.id: [] for side in game.sides for player in side.players}
    for one in game.rounds:
        for bag in one.facts.bags:
            found[one.players[bag.team - 1]].append(_landing(bag))
    for team in TEAMS:
        if (thrower := game.thrower(team)) is not None:
            found[thrower.id] += [_landing(bag) for bag in game.bags if bag.team == team]
    return found


def _landing(bag: Bag) -> Landing:
    mark = bag.history[0]
    return Landing(mark.x, mark.y, mark.result)


LEFT, FRONT = -12, -12
COLUMNS, ROWS = 48, 72
"""The plane that is shown, in inches: the board (24 by 48) with a foot around it; what lies farther is at its edge."""

_SPREAD = 2.0
"""Inches, the standard deviation a bag is smeared by: about half a bag, since nobody taps more exactly than that."""
_REACH = 5
_KERNEL = tuple(exp(-(step**2) / (2 * _SPREAD**2)) for step in range(-_REACH, _REACH + 1))

Heat = tuple[tuple[float, ...], ...]
"""Rows from the front of the board to the back, each from left to right: 0 is nothing, 1 the hottest inch."""


def heat(bags: Iterable[Landing]) -> Heat:
    """Return how the bags are spread over the plane."""
    grid = [[0.0] * COLUMNS for _ in range(ROWS)]
    for bag in bags:
        if bag.x is not None and bag.y is not None:
            column, row = int(bag.x // 1) - LEFT, int(bag.y // 1) - FRONT
            grid[min(max(row, 0), ROWS - 1)][min(max(column, 0), COLUMNS - 1)] += 1
    across = [_smear(row) for row in grid]
    down = [_smear(list(column)) for column in zip(*across, strict=True)]
    most = max(max(column) for column in down) or 1.0
    return tuple(tuple(value / most for value in row) for row in zip(*down, strict=True))


def _smear(line: list[float]) -> list[float]:
    smeared = [0.0] * len(line)
    for place, value in enumerate(line):
        if value:
            for step, share in enumerate(_KERNEL, start=place - _REACH):
                if 0 <= step < len(line):
                    smeared[step] += value * share
    return smeared
