"""Key caps on buttons: drawn keys, shown while a keyboard or a mouse is used, hidden while a touch screen is."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from goat_kiosk.gui.settings.input_filter import input_filter
from goat_kiosk.gui.theme import fonts

CAP_HEIGHT, _CAP_PADDING = 22.0, 7.0


def are_caps_shown() -> bool:
    """Whether buttons show their keys: not after a touch, until a key is pressed or a mouse is used."""
    return not input_filter().uses_touch


def cap_width(key: str) -> float:
    """Return the width of a drawn key, in unscaled pixels."""
    return max(26.0, QFontMetricsF(fonts.text(13, QFont.Weight.DemiBold)).horizontalAdvance(key) + 2 * _CAP_PADDING)


def draw_cap(painter: QPainter, area: QRectF, key: str) -> None:
    """Draw a key cap with the painter's pen."""
    painter.setPen(QPen(painter.pen().color(), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 5, 5)
    painter.setFont(fonts.text(13, QFont.Weight.DemiBold))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, key)
