"""Digits of a score, as large as an area allows, and exactly in its middle."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter

from goat_kiosk.gui.theme import fonts

DIGIT_HEIGHT = 0.7
"""Height of a digit as a share of the font size."""
_TWO_DIGITS_WIDTH = 1.04
"""Width of two digits as a share of the font size."""
_LEAST_PIXELS = 40


def draw_score(painter: QPainter, area: QRectF, score: int) -> None:
    """Draw a score of one to three digits in the painter's pen; one digit is as large as two."""
    digits = str(score)
    width = _TWO_DIGITS_WIDTH * max(1, len(digits) / 2)
    pixels = max(_LEAST_PIXELS, int(min(area.height() / DIGIT_HEIGHT, area.width() / width)))
    font = fonts.digits(pixels)
    left = area.center().x() - QFontMetricsF(font).horizontalAdvance(digits) / 2
    painter.setFont(font)
    painter.drawText(QPointF(left, area.center().y() + pixels * DIGIT_HEIGHT / 2), digits)
