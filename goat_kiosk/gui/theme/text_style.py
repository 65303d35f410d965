"""Painted text: one line with a font and a color, cut with an ellipsis where there is no room."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

LEFT, CENTER, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
_ROUNDING_PX = 0.5
"""Room for rounding: a line that fits exactly is not cut."""


class TextStyle(NamedTuple):
    """Font, color and alignment of one line."""

    font: QFont
    ink: QColor
    side: Qt.AlignmentFlag = CENTER


def elide(font: QFont, text: str, tail: str, width: float) -> str:
    """Return `text` and `tail`, with `text` elided so that both fit into `width`."""
    metrics = QFontMetricsF(font)
    room = width + _ROUNDING_PX - metrics.horizontalAdvance(tail)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, room) + tail


def draw_text(painter: QPainter, area: QRectF, text: str, style: TextStyle) -> float:
    """Draw `text` into `area`, vertically centered, and return their width in pixels."""
    shown = elide(style.font, text, "", area.width())
    painter.setFont(style.font)
    painter.setPen(style.ink)
    painter.drawText(area, style.side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return QFontMetricsF(style.font).horizontalAdvance(shown)
