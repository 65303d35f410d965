"""Drawing of the parts of the board that do not depend on a game: its surface, the counts' places, the marks."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QLinearGradient, QPainter, QPen, QPolygonF

from goat_kiosk.gui.play.board_plan import BOARD_LONG, BOARD_WIDE, HOLE_X, HOLE_Y, SIDE_MARGIN, BoardPlan, PlacedBag
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text


def count_area(plan: BoardPlan, placed: PlacedBag) -> QRectF:
    """Return the rectangle of a bag in the hole and the number beside it, on the side of the hole."""
    square = plan.square(placed.x, placed.y, placed.side)
    gap, digit = square.width() * 0.12, square.width() * 0.72
    on_left = placed.x < HOLE_X
    return square.adjusted(-gap - (0 if on_left else digit), -gap, gap + (digit if on_left else 0), gap)


def draw_early_mark(painter: QPainter, square: QRectF) -> None:
    """Mark a bag thrown out of turn."""
    side = max(14.0, square.width() * 0.32)
    area = QRectF(square.right() - side * 0.7, square.top() - side * 0.3, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(current_theme().warn)
    painter.drawEllipse(area)
    draw_text(painter, area, "!", TextStyle(fonts.text(int(side * 0.75), QFont.Weight.Bold), current_theme().ground))


def draw_surface(painter: QPainter, plan: BoardPlan) -> None:
    theme, board = current_theme(), plan.board
    face = QLinearGradient(board.topLeft(), board.bottomLeft())
    face.setColorAt(0, theme.panel)
    face.setColorAt(1, theme.panel.darker(112) if theme.name == "night" else theme.panel.darker(104))
    corner = 1.4 * plan.scale
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(face)
    painter.drawRoundedRect(board, corner, corner)
    stripe = QColor(theme.line)
    stripe.setAlphaF(0.5)
    painter.setBrush(stripe)
    for edge, inner in ((0.0, 4.5), (BOARD_WIDE, BOARD_WIDE - 4.5)):
        painter.drawPolygon(QPolygonF([plan.pixel(edge, 1.4), plan.pixel(inner, 0), plan.pixel(HOLE_X, HOLE_Y)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.line, max(2.0, 0.35 * plan.scale)))
    painter.drawRoundedRect(board, corner, corner)
    painter.setBrush(theme.ground)
    painter.setPen(QPen(theme.quiet, max(2.0, 0.3 * plan.scale)))
    painter.drawEllipse(plan.hole)
    painter.setFont(fonts.text(px(14)))
    for x in (-SIDE_MARGIN / 2, BOARD_WIDE + SIDE_MARGIN / 2):
        area = plan.square(x, BOARD_LONG - 2, SIDE_MARGIN)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, t("off"))
