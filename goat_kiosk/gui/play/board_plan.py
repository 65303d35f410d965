"""The board to scale: where inches fall on the screen, what a place counts as, and where bags of unknown place lie.

A regulation board is 2 by 4 feet with a 6-inch hole, its centre 9 inches from the top and 12 from each side (ACL, ACA);
a bag is 6 inches square. The ground around it is drawn as well, because most bags that miss lie near.
"""

from collections.abc import Sequence
from math import cos, hypot, pi, sin
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF

from goat_kiosk.domain.events import MAX_INCHES, Result, Team
from goat_kiosk.domain.rounds import Bag

BOARD_WIDE, BOARD_LONG = 24.0, 48.0
HOLE_X, HOLE_Y, HOLE_RADIUS = 12.0, 39.0, 3.0
BAG = 6.0
SIDE_MARGIN, END_MARGIN = 6.5, 3.0
"""Ground shown at the sides and at the ends: a bag beside the board is seen whole."""

_RIM = 0.5
"""Inches by which a finger may miss the hole: nobody aims at its rim, and a bag on it has not dropped."""
_IN_HOLE = 0.62
"""Bags in the hole are drawn smaller, so that several show."""


class PlacedBag(NamedTuple):
    """A bag on the drawing: its middle in inches, and its side."""

    bag: Bag
    x: float
    y: float
    side: float
    is_exact: bool
    """Whether the place was tapped; else it is only drawn there."""


class BoardPlan(NamedTuple):
    """The drawing in a widget: pixels an inch, and where the board's front left corner is."""

    scale: float
    left: float
    bottom: float

    @classmethod
    def fit(cls, width: float, height: float) -> "BoardPlan":
        """Return the largest drawing that fits."""
        wide, long = BOARD_WIDE + 2 * SIDE_MARGIN, BOARD_LONG + 2 * END_MARGIN
        scale = max(1.0, min(width / wide, height / long))
        return cls(scale, (width - BOARD_WIDE * scale) / 2, (height + BOARD_LONG * scale) / 2)

    def pixel(self, x: float, y: float) -> QPointF:
        """Return the point of a place in inches."""
        return QPointF(self.left + x * self.scale, self.bottom - y * self.scale)

    def inches(self, point: QPointF) -> tuple[float, float]:
        """Return the place of a point, to a tenth of an inch: a finger is not more exact."""
        x, y = (point.x() - self.left) / self.scale, (self.bottom - point.y()) / self.scale
        return _clamp(x), _clamp(y)

    def square(self, x: float, y: float, side: float) -> QRectF:
        """Return the square of `side` inches around a place."""
        middle, half = self.pixel(x, y), side * self.scale / 2
        return QRectF(middle.x() - half, middle.y() - half, 2 * half, 2 * half)

    @property
    def board(self) -> QRectF:
        """The board."""
        return QRectF(self.pixel(0, BOARD_LONG), self.pixel(BOARD_WIDE, 0))

    @property
    def hole(self) -> QRectF:
        """The hole."""
        return self.square(HOLE_X, HOLE_Y, 2 * HOLE_RADIUS)


def _clamp(inch: float) -> float:
    return round(min(MAX_INCHES, max(-MAX_INCHES, inch)), 1)


def result_at(x: float, y: float) -> Result:
    """Return what a bag counts as whose middle lies at a place."""
    if hypot(x - HOLE_X, y - HOLE_Y) <= HOLE_RADIUS + _RIM:
        return "hole"
    return "board" if 0 <= x <= BOARD_WIDE and 0 <= y <= BOARD_LONG else "off"


def place_bags(bags: Sequence[Bag], left: Team) -> list[PlacedBag]:
    """Return where each bag is drawn, in the order thrown; `left` is the team on the left."""
    inside = [bag for bag in bags if bag.result == "hole"]
    nth = {1: 0, 2: 0}
    places = []
    for bag in bags:
        row, nth[bag.team] = nth[bag.team], nth[bag.team] + 1
        places.append(_in_hole(bag, inside) if bag.result == "hole" else _outside(bag, row, on_left=bag.team == left))
    return places


def _in_hole(bag: Bag, inside: list[Bag]) -> PlacedBag:
    """In a ring, for the tapped places of bags in one hole lie on top of each other."""
    turn, reach = 2 * pi * inside.index(bag) / len(inside), 0.0 if len(inside) == 1 else 1.9
    side = BAG * _IN_HOLE * (1.0 if len(inside) <= 4 else 0.8)
    return PlacedBag(bag, HOLE_X - reach * cos(turn), HOLE_Y + reach * sin(turn), side, is_exact=True)


def _outside(bag: Bag, row: int, *, on_left: bool) -> PlacedBag:
    mark = bag.history[-1]
    if bag.result != "foul" and mark.x is not None and mark.y is not None:
        x = min(BOARD_WIDE + SIDE_MARGIN - BAG / 2, max(BAG / 2 - SIDE_MARGIN, mark.x))
        y = min(BOARD_LONG + END_MARGIN - BAG / 2, max(BAG / 2 - END_MARGIN, mark.y))
        return PlacedBag(bag, x, y, BAG, is_exact=True)
    if bag.result == "board":
        return PlacedBag(bag, 7.0 if on_left else 17.0, 5.0 + 7.0 * row, BAG, is_exact=False)
    return PlacedBag(
        bag, -SIDE_MARGIN / 2 if on_left else BOARD_WIDE + SIDE_MARGIN / 2, 5.0 + 7.0 * row, BAG, is_exact=False
    )
