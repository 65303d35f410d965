"""Heat maps of where bags land, by the player who threw them.

A bag that was knocked in later counts where it landed, not where it ended: a heat map shows the throw. Coordinates are
inches on the board's plane, see `events.Inch`; bags entered without a position are left out.
"""

from collections.abc import Iterable
from math import exp
from typing import NamedTuple

from goat_kiosk.domain.events import Result
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import Bag


class Landing(NamedTuple):
    """Where one bag landed; without coordinates when none were entered."""

    x: float | None
    y: float | None
    result: Result


def landings_by_player(game: Game) -> dict[int, list[Landing]]:
    """Return every bag of the game by the id of the player who threw it; rounds entered by counts have none."""
    by_player: dict[int, list[Landing]] = {player.id: [] for side in game.sides for player in side.everyone}
    for played in game.rounds:
        for bag in played.facts.bags:
            by_player[bag.thrown_by or played.players[bag.team - 1]].append(_landing(bag))
    for bag in game.bags:
        if (thrower := game.thrower_of(bag)) is not None:
            by_player[thrower.id].append(_landing(bag))
    return by_player


def _landing(bag: Bag) -> Landing:
    step = bag.history[0]
    return Landing(step.x, step.y, step.result)


LEFT, FRONT = -12, -12
COLUMNS, ROWS = 48, 72
"""The plane that is shown, in inches: the board (24 by 48) with a foot around it; bags farther away are at its edge."""

_SIGMA = 2.0
"""Inches, the standard deviation of the blur: about half a bag, since nobody taps more exactly than that."""
_KERNEL_RADIUS = 5
_KERNEL = tuple(exp(-(step**2) / (2 * _SIGMA**2)) for step in range(-_KERNEL_RADIUS, _KERNEL_RADIUS + 1))

HeatGrid = tuple[tuple[float, ...], ...]
"""Density by square inch, rows from the front of the board to the back, columns from left to right: 0 to 1."""


def heat_grid(bags: Iterable[Landing]) -> HeatGrid:
    """Return the density of the bags over the plane."""
    grid = [[0.0] * COLUMNS for _ in range(ROWS)]
    for bag in bags:
        if bag.x is not None and bag.y is not None:
            column, row = int(bag.x // 1) - LEFT, int(bag.y // 1) - FRONT
            grid[min(max(row, 0), ROWS - 1)][min(max(column, 0), COLUMNS - 1)] += 1
    blurred_rows = [_blur(row) for row in grid]
    blurred_columns = [_blur(list(column)) for column in zip(*blurred_rows, strict=True)]
    most = max(max(column) for column in blurred_columns) or 1.0
    return tuple(tuple(value / most for value in row) for row in zip(*blurred_columns, strict=True))


def _blur(values: list[float]) -> list[float]:
    blurred = [0.0] * len(values)
    for position, value in enumerate(values):
        if value:
            for step, share in enumerate(_KERNEL, start=position - _KERNEL_RADIUS):
                if 0 <= step < len(values):
                    blurred[step] += value * share
    return blurred
