"""Trophy of a champion: the outline of a cup."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainterPath


def trophy_path(area: QRectF) -> QPainterPath:
    """Return the outline of a cup with a foot and two handles."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    width, height, left, top = area.width(), area.height(), area.left(), area.top()
    path.moveTo(left + width * 0.22, top)
    path.lineTo(left + width * 0.78, top)
    path.cubicTo(
        left + width * 0.78,
        top + height * 0.45,
        left + width * 0.66,
        top + height * 0.58,
        left + width * 0.56,
        top + height * 0.62,
    )
    path.lineTo(left + width * 0.56, top + height * 0.8)
    path.lineTo(left + width * 0.74, top + height * 0.88)
    path.lineTo(left + width * 0.74, top + height)
    path.lineTo(left + width * 0.26, top + height)
    path.lineTo(left + width * 0.26, top + height * 0.88)
    path.lineTo(left + width * 0.44, top + height * 0.8)
    path.lineTo(left + width * 0.44, top + height * 0.62)
    path.cubicTo(
        left + width * 0.34, top + height * 0.58, left + width * 0.22, top + height * 0.45, left + width * 0.22, top
    )
    for side in (0.0, 0.62):
        handle = QPainterPath()
        handle.addEllipse(QRectF(left + width * side, top + height * 0.06, width * 0.38, height * 0.4))
        hole = QPainterPath()
        hole.addEllipse(QRectF(left + width * (side + 0.1), top + height * 0.14, width * 0.18, height * 0.22))
        path = path.united(handle.subtracted(hole))
    return path
