"""SVG icons in the colors of the theme. They are drawn in black in `resources/icons` and tinted here."""

from functools import lru_cache

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from goat_kiosk.settings.paths import RESOURCES

_LARGEST = 128
"""Pixels of an icon that Qt scales down itself."""
_CACHED = 64
"""More than there are icons, each in the inks of one theme."""


def draw_icon(painter: QPainter, area: QRectF, name: str, color: QColor) -> None:
    """Draw the icon `name` in `color` into `area`, in the resolution of the painter's device."""
    transform = painter.deviceTransform()
    pixels = round(area.width() * transform.m11())
    painter.drawPixmap(area, _pixmap(name, color.rgba(), pixels), QRectF(0, 0, pixels, pixels))


def make_icon(name: str, color: QColor) -> QIcon:
    """Return the icon `name` in `color`, sharp at every scale factor."""
    return QIcon(_pixmap(name, color.rgba(), _LARGEST))


@lru_cache(_CACHED)
def _pixmap(name: str, rgba: int, pixels: int) -> QPixmap:
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(QColor(0, 0, 0, 0))
    painter = QPainter(pixmap)
    QSvgRenderer(str(RESOURCES / "icons" / f"{name}.svg")).render(painter, QRectF(pixmap.rect()))
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(pixmap.rect(), QColor.fromRgba(rgba))
    painter.end()
    return pixmap
