"""One side's bags of a round that is over, as a row of the motif.

Bags whose order is not known (a round entered or corrected by its counts) are drawn holes first.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from goat_kiosk.domain.events import BAGS_PER_SIDE, Result, Team
from goat_kiosk.domain.game import Round
from goat_kiosk.gui.widgets.glyphs import draw_bag

SIDE = 18
_GAP = 3
WIDTH = BAGS_PER_SIDE * SIDE + (BAGS_PER_SIDE - 1) * _GAP


def draw_bags(painter: QPainter, one: Round, team: Team, place: QRectF, color: QColor) -> None:
    """Draw the four bags of `team` from the left of `place`, in the middle of its height."""
    for nth, result in enumerate(results(one, team)):
        top = place.top() + (place.height() - SIDE) / 2
        draw_bag(painter, team, result, QRectF(place.left() + nth * (SIDE + _GAP), top, SIDE, SIDE), color)


def results(one: Round, team: Team) -> list[Result]:
    """Return where the four bags of `team` lay at the end of the round."""
    if one.facts.bags and len(one.facts.bags) == sum(tally.thrown for tally in one.facts.tallies):
        return [bag.result for bag in one.facts.bags if bag.team == team]
    tally = one.facts.tallies[team - 1]
    counts: tuple[tuple[Result, int], ...] = (("hole", tally.holes), ("board", tally.boards), ("off", tally.off))
    return [result for result, count in counts for _ in range(count)]
