"""Painted text: one line with a font and a color, cut with an ellipsis where there is no room."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

LEFT, CENTER, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
_HAIR = 0.5
"""Room for rounding: a line that fits exactly is not cut."""


class TextStyle(NamedTuple):
    """How a line is written."""

    font: QFont
    ink: QColor
    side: Qt.AlignmentFlag = CENTER


def elide(font: QFont, words: str, tail: str, width: float) -> str:
    """Return `words` and `tail`, the words cut so that both fit into `width`."""
    metrics = QFontMetricsF(font)
    room = width + _HAIR - metrics.horizontalAdvance(tail)
    return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room) + tail


def draw_text(painter: QPainter, place: QRectF, words: str, hand: TextStyle) -> float:
    """Write `words` into `place`, in the middle of its height, and return how wide they are."""
    shown = elide(hand.font, words, "", place.width())
    painter.setFont(hand.font)
    painter.setPen(hand.ink)
    painter.drawText(place, hand.side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
    return QFontMetricsF(hand.font).horizontalAdvance(shown)
