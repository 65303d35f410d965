"""Pixmap cache of painted widgets: what has been painted once is copied afterward.

Painting text and rounded boxes costs most of a tap. A widget describes its look in a key, and is painted again only
when no pixmap of that look is cached (https://doc.qt.io/qt-6/qpixmapcache.html). The pixmap is opaque, so Qt does not
paint what is behind the widget either.
"""

from collections.abc import Callable, Hashable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QPixmapCache
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.theme.scale import factor
from goat_kiosk.gui.theme.style import current_theme

_LIMIT_KIB = 32 * 1024
"""Enough for both looks of every button and card of the play page on a 4K screen; Qt's own limit is 10 MiB."""


def make_opaque(widget: QWidget) -> None:
    """Tell Qt that `widget` paints all its pixels, as it does by `paint_cached`."""
    widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
    QPixmapCache.setCacheLimit(_LIMIT_KIB)


def paint_cached(widget: QWidget, look: Hashable, paint: Callable[[QPainter, QRectF], None]) -> None:
    """Paint `widget`, which stands on the window's ground, as `cached_pixmap` describes."""
    QPainter(widget).drawPixmap(0, 0, cached_pixmap(widget, look, paint, current_theme().ground))


def cached_pixmap(
    widget: QWidget, look: Hashable, paint: Callable[[QPainter, QRectF], None], ground: QColor
) -> QPixmap:
    """Return a picture of `widget` from the cache, or by `paint`, which gets its rectangle in unscaled pixels.

    `look` is everything that `paint` depends on besides size, scale and theme. `ground` is the color of what is behind.
    """
    ratio, theme = widget.devicePixelRatioF(), current_theme()
    key = repr((widget.width(), widget.height(), ratio, factor(), theme.name, ground.rgba(), look))
    pixmap = QPixmap()
    if not QPixmapCache.find(key, pixmap):
        pixmap = QPixmap(widget.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(ground)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(factor(), factor())
        paint(painter, QRectF(0, 0, widget.width() / factor(), widget.height() / factor()))
        painter.end()
        QPixmapCache.insert(key, pixmap)
    return pixmap
