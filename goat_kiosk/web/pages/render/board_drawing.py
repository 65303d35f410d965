"""Board drawing: inches on the board become coordinates, for a round's bags and for where all bags landed.

It is seen from above, the hole at the top, with seven inches of ground around it; resources/static/board.js adds the
next bags to the same drawing.
"""

from math import ceil
from typing import NamedTuple

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Team
from goat_kiosk.domain.state.state import BagState

GROUND = 7
"""Inches drawn around the board. A bag farther away is drawn at the edge: that it missed is what counts."""
WIDTH, LENGTH = 24, 48
BAG = 6
"""Inches, each way: a bag is a square of six."""
HOLE_X, HOLE_Y = 12, 9
"""The center of the hole in the drawing."""
NOWHERE = "none"
"""The result of a bag that is not drawn."""


class Spot(NamedTuple):
    """A bag in the drawing: its center, in inches right and down from the board's far left corner."""

    team: Team
    result: str
    x: float
    y: float
    size: float = BAG
    """The length of its sides."""


class _HoleGrid(NamedTuple):
    """How bags in the hole are drawn side by side, so that they can be counted."""

    columns: int
    size: float
    pitch: float


_HOLE_GRIDS = {1: _HoleGrid(1, 3.6, 0), 4: _HoleGrid(2, 3, 3.2), 8: _HoleGrid(3, 2.3, 2.4)}
"""By the most bags that a grid has room for."""


def spot(team: Team, result: str, x: float, y: float) -> Spot:
    """Return where a bag that lies at (x, y), see `events.Inch`, is drawn."""
    return Spot(team, result, _clamp(x, WIDTH), _clamp(LENGTH - y, LENGTH))


def slots(bags: list[BagState], team: Team) -> list[Spot]:
    """Return the team's four bags of a round in throwing order; hidden without a position, or before the throw.

    Once any bag of the round has a position, those in the hole need none.
    """
    in_hole = [bag for team in TEAMS for bag in bags if bag.team == team and bag.result == "hole"]
    is_drawn = any(bag.x is not None for bag in bags)
    hidden = Spot(team, NOWHERE, 0, 0)

    def spot_of(bag: BagState) -> Spot:
        if bag.result == "hole" and is_drawn:
            return _spot_in_hole(team, in_hole.index(bag), len(in_hole))
        return hidden if bag.x is None or bag.y is None else spot(team, bag.result, bag.x, bag.y)

    spots = [spot_of(bag) for bag in bags if bag.team == team]
    return spots + [hidden] * (BAGS_PER_SIDE - len(spots))


def _spot_in_hole(team: Team, index: int, count: int) -> Spot:
    """Return where the bag at `index` of those in the hole is drawn."""
    columns, size, pitch = next(grid for most, grid in _HOLE_GRIDS.items() if count <= most)
    row, column = divmod(index, columns)
    x = HOLE_X + (column - (columns - 1) / 2) * pitch
    y = HOLE_Y + (row - (ceil(count / columns) - 1) / 2) * pitch
    return Spot(team, "hole", round(x, 2), round(y, 2), size)


def _clamp(position: float, length: int) -> float:
    farthest = GROUND - BAG / 2
    return round(min(max(position, -farthest), length + farthest), 1)
