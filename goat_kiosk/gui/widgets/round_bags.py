"""Painter for one team's bags of a finished round, as a row of small bags.

If the throwing order is unknown (the round was entered or corrected by its counts), bags in the hole come first.
"""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from goat_kiosk.domain.events import BAGS_PER_SIDE, Result, Team
from goat_kiosk.domain.games.game import Round
from goat_kiosk.gui.theme.glyphs import draw_bag

SIDE = 18
_GAP = 3
WIDTH = BAGS_PER_SIDE * SIDE + (BAGS_PER_SIDE - 1) * _GAP


def draw_bags(painter: QPainter, round_: Round, team: Team, area: QRectF, color: QColor) -> None:
    """Draw the four bags of `team` from the left of `area`, in the middle of its height."""
    for index, result in enumerate(results(round_, team)):
        top = area.top() + (area.height() - SIDE) / 2
        draw_bag(painter, team, result, QRectF(area.left() + index * (SIDE + _GAP), top, SIDE, SIDE), color)


def results(round_: Round, team: Team) -> list[Result]:
    """Return the results of the four bags of `team` at the end of the round."""
    if round_.facts.bags and len(round_.facts.bags) == sum(tally.thrown for tally in round_.facts.tallies):
        return [bag.result for bag in round_.facts.bags if bag.team == team]
    tally = round_.facts.tallies[team - 1]
    counts: tuple[tuple[Result, int], ...] = (("hole", tally.holes), ("board", tally.boards), ("off", tally.off))
    return [result for result, count in counts for _ in range(count)]
