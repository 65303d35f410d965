"""Drawing of team shapes and bags: a bag is a rounded square with its team's shape inside.

A bag in the hole is filled, on the board outlined, off faint, a foul struck through; all screens use the same symbols.
Color is never the only sign: the shape shows the team, the fill shows the result.
"""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.theme.style import current_theme

_FAINT_OPACITY = 0.45


def draw_shape(painter: QPainter, team: Team, area: QRectF, color: QColor) -> None:
    """Fill the team's shape, square or diamond, into the middle of `area`."""
    side, center = min(area.width(), area.height()), area.center()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if team == 1:
        painter.drawRect(QRectF(center.x() - side * 0.42, center.y() - side * 0.42, side * 0.84, side * 0.84))
    else:
        painter.drawPolygon(_diamond(center, side / 2))


def _diamond(center: QPointF, reach: float) -> QPolygonF:
    x, y = center.x(), center.y()
    return QPolygonF([QPointF(x, y - reach), QPointF(x + reach, y), QPointF(x, y + reach), QPointF(x - reach, y)])


def draw_bag(painter: QPainter, team: Team, result: Result, area: QRectF, color: QColor) -> None:
    """Draw a bag with `result` into `area`."""
    painter.save()
    side = min(area.width(), area.height())
    square = QRectF(0, 0, side, side).adjusted(1, 1, -1, -1)
    square.moveCenter(area.center())
    painter.setOpacity(painter.opacity() * (_FAINT_OPACITY if result == "off" else 1))
    painter.setPen(QPen(color, max(1.5, side / 14)))
    painter.setBrush(color if result == "hole" else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square, side * 0.24, side * 0.24)
    inner = square.adjusted(side * 0.25, side * 0.25, -side * 0.25, -side * 0.25)
    draw_shape(painter, team, inner, current_theme().ink_on(color) if result == "hole" else color)
    if result == "foul":
        _strike(painter, square)
    painter.restore()


def _strike(painter: QPainter, square: QRectF) -> None:
    for color, share in ((current_theme().panel, 0.22), (current_theme().ink, 0.09)):
        painter.setPen(QPen(color, square.width() * share, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(square.bottomLeft(), square.topRight())


def draw_focus(painter: QPainter, area: QRectF, radius: float) -> None:
    """Draw the focus ring."""
    painter.setPen(QPen(current_theme().ink, 2.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), radius, radius)
