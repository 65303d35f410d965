"""Geometry of the drawn board: inches to pixels, the result at a point, and positions for bags whose place is unknown.

A regulation board is 2 by 4 feet with a 6-inch hole whose center is 9 inches from the top and 12 from each side (ACL,
ACA); a bag is 6 inches square. The ground around it is drawn too, because most bags that miss lie near the board.
"""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from goat_kiosk.domain.events import MAX_INCHES, Result, Team
from goat_kiosk.domain.rounds.bags import Bag

BOARD_WIDE, BOARD_LONG = 24.0, 48.0
HOLE_X, HOLE_Y, HOLE_RADIUS = 12.0, 39.0, 3.0
BAG = 6.0
SIDE_MARGIN, END_MARGIN = 6.5, 3.0
"""Inches of ground shown beside and beyond the board, so that a bag next to it is drawn whole."""

_HOLE_TOLERANCE = 0.5
"""Inches by which a tap may miss the hole and still count as in it: fingers are imprecise."""
IN_HOLE = 3.4
"""Side of the bag that stands for all bags of a team in the hole, in inches."""
_COUNT_OFFSET = 9.2


class PlacedBag(NamedTuple):
    """A bag on the drawing: its center and its side length, in inches."""

    bag: Bag
    x: float
    y: float
    side: float


class BoardPlan(NamedTuple):
    """The mapping of a widget: pixels per inch, and the pixel of the board's front left corner."""

    scale: float
    left: float
    bottom: float

    @classmethod
    def fit(cls, width: float, height: float) -> "BoardPlan":
        """Return the largest drawing that fits into a widget of this size."""
        wide, long = BOARD_WIDE + 2 * SIDE_MARGIN, BOARD_LONG + 2 * END_MARGIN
        scale = max(1.0, min(width / wide, height / long))
        return cls(scale, (width - BOARD_WIDE * scale) / 2, (height + BOARD_LONG * scale) / 2)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return the pixel of a position in inches."""
        return QPointF(self.left + x * self.scale, self.bottom - y * self.scale)

    def inches(self, point: QPointF) -> tuple[float, float]:
        """Return the position of a pixel, rounded to a tenth of an inch; a finger is no more precise."""
        x, y = (point.x() - self.left) / self.scale, (self.bottom - point.y()) / self.scale
        return _clamp(x), _clamp(y)

    def square(self, x: float, y: float, side: float) -> QRectF:
        """Return the square of `side` inches around a position."""
        center, half = self.pixel(x, y), side * self.scale / 2
        return QRectF(center.x() - half, center.y() - half, 2 * half, 2 * half)

    @property
    def board(self) -> QRectF:
        """The board, in pixels."""
        return QRectF(self.pixel(0, BOARD_LONG), self.pixel(BOARD_WIDE, 0))

    @property
    def hole(self) -> QRectF:
        """The square around the hole, in pixels."""
        return self.square(HOLE_X, HOLE_Y, 2 * HOLE_RADIUS)


def _clamp(inch: float) -> float:
    return round(min(MAX_INCHES, max(-MAX_INCHES, inch)), 1)


def result_at(x: float, y: float) -> Result:
    """Return the result of a bag whose center is at this position."""
    if hypot(x - HOLE_X, y - HOLE_Y) <= HOLE_RADIUS + _HOLE_TOLERANCE:
        return "hole"
    return "board" if 0 <= x <= BOARD_WIDE and 0 <= y <= BOARD_LONG else "off"


def place_bags(bags: Sequence[Bag], left_team: Team) -> list[PlacedBag]:
    """Return the bags with their drawn positions, in throwing order; `left_team` is on the left."""
    counts = {1: 0, 2: 0}
    placed = []
    for bag in bags:
        row, counts[bag.team] = counts[bag.team], counts[bag.team] + 1
        on_left = bag.team == left_team
        placed.append(
            PlacedBag(bag, count_x(on_left=on_left), HOLE_Y, IN_HOLE)
            if bag.result == "hole"
            else _place_outside(bag, row, on_left=on_left)
        )
    return placed


def count_x(*, on_left: bool) -> float:
    """Return where beside the hole the bags of a team that are in it are drawn, as one bag and their number."""
    return HOLE_X - _COUNT_OFFSET if on_left else HOLE_X + _COUNT_OFFSET


def _place_outside(bag: Bag, row: int, *, on_left: bool) -> PlacedBag:
    last_step = bag.history[-1]
    if bag.result != "foul" and last_step.x is not None and last_step.y is not None:
        x = min(BOARD_WIDE + SIDE_MARGIN - BAG / 2, max(BAG / 2 - SIDE_MARGIN, last_step.x))
        y = min(BOARD_LONG + END_MARGIN - BAG / 2, max(BAG / 2 - END_MARGIN, last_step.y))
        return PlacedBag(bag, x, y, BAG)
    if bag.result == "board":
        return PlacedBag(bag, 7.0 if on_left else 17.0, 5.0 + 7.0 * row, BAG)
    return PlacedBag(bag, -SIDE_MARGIN / 2 if on_left else BOARD_WIDE + SIDE_MARGIN / 2, 5.0 + 7.0 * row, BAG)
