"""Board drawing: inches on the board become coordinates, for a round's bags and for where all bags landed.

It is seen from above, the hole at the top, with seven inches of ground around it; resources/static/board.js adds the
next bags to the same drawing.
"""

from typing import NamedTuple

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.state.state import BagState

GROUND = 7
"""Inches drawn around the board. A bag farther away is drawn at the edge: that it missed is what counts."""
WIDTH, LENGTH = 24, 48
BAG = 6
"""Inches, each way: a bag is a square of six."""
NOWHERE = "none"
"""The result of a bag that is not drawn."""


class Spot(NamedTuple):
    """A bag in the drawing: its center, in inches right and down from the board's left far corner."""

    team: Team
    result: str
    x: float
    y: float


def spot(team: Team, result: str, x: float, y: float) -> Spot:
    """Return where a bag that lies at (x, y), see `events.Inch`, is drawn."""
    return Spot(team, result, _clamp(x, WIDTH), _clamp(LENGTH - y, LENGTH))


def slots(bags: list[BagState], team: Team) -> list[Spot]:
    """Return the team's four bags of a round in throwing order; hidden without a position, or before the throw."""
    own = [bag for bag in bags if bag.team == team]
    nowhere = Spot(team, NOWHERE, 0, 0)
    drawn = [
        spot(team, bag.result, bag.x, bag.y) if bag.x is not None and bag.y is not None else nowhere for bag in own
    ]
    return drawn + [nowhere] * (BAGS_PER_SIDE - len(drawn))


def _clamp(position: float, length: int) -> float:
    farthest = GROUND - BAG / 2
    return round(min(max(position, -farthest), length + farthest), 1)
