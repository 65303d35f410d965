"""Scale factor of the window: everything in it grows and shrinks with it.

Every size in the code is in the pixels of a small laptop's screen, 1366 by 768; on a larger one the window keeps its
proportions, and on a smaller one, such as that laptop at 150 %, all of it still fits. What Qt lays out is resized
(`scale_widget`, `resize_inside`, from `base_sizes`), the style sheet is made again with other pixels, painted widgets
get a painter that measures in a laptop's pixels (`painter_on`, `canvas`), and hand-made measurements ask `px`. The
factor changes in steps, so a window that is being resized is not polished at every pixel. The screen's own scaling, if
any, is Qt's and comes on top.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLayout, QWidget

from goat_kiosk.gui.theme import base_sizes

LAPTOP = QSize(1366, 728)
"""The window size at factor 1: a small laptop's screen without its task bar."""
SMALLEST_AT_1 = QSize(1365, 660)
"""The smallest window in which everything fits at factor 1; a smaller one has a factor below 1."""
_STEPS_ABOVE_1, _STEPS_BELOW_1 = 8, 32
"""Steps between 1 and 2, and between 0 and 1: in a small window every pixel counts."""
MIN_FACTOR = 0.5
"""Half of everything, for a screen at 200 %: each pixel is four of its own."""
_AnyWidget = TypeVar("_AnyWidget", bound=QWidget)
_factor = 1.0


def factor() -> float:
    """Return the current scale factor; 1 on a small laptop."""
    return _factor


def px(pixels: float) -> int:
    """Return a length in pixels of a small laptop, scaled to pixels of this window."""
    return round(pixels * _factor)


def fit_factor(size: QSize) -> float:
    """Return the factor for a window of that size."""
    room = min(size.width() / LAPTOP.width(), size.height() / LAPTOP.height())
    if room >= 1:
        return int(room * _STEPS_ABOVE_1) / _STEPS_ABOVE_1
    room = min(size.width() / SMALLEST_AT_1.width(), size.height() / SMALLEST_AT_1.height(), 1)
    return max(MIN_FACTOR, int(room * _STEPS_BELOW_1) / _STEPS_BELOW_1)


def set_factor(new: float) -> None:
    """Set the scale factor; it applies to what is created or painted afterward."""
    global _factor  # noqa: PLW0603 - one style sheet for the application, so there is one factor
    _factor = new


def scale_widget(widget: _AnyWidget) -> _AnyWidget:
    """Scale a widget that was created at factor 1 to the current factor, and return it."""
    if _factor != 1:
        base_sizes.resize_widget(widget, 1, _factor)
        resize_inside(widget, 1, _factor)
    return widget


def resize_inside(widget: QWidget, old: float, new: float) -> None:
    """Scale everything inside `widget` from the factor `old` to `new`."""
    for child in widget.findChildren(QWidget):
        if not child.objectName().startswith("qt_"):  # Qt's own, as round a scroll bar: it measures them itself
            base_sizes.resize_widget(child, old, new)
    base_sizes.resize_layouts(widget.findChildren(QLayout), old, new)


def painter_on(widget: QWidget) -> tuple[QPainter, QRectF]:
    """Return a scaled painter for `widget`, and the widget's rectangle in unscaled pixels."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_factor, _factor)
    return painter, QRectF(0, 0, widget.width() / _factor, widget.height() / _factor)


@contextmanager
def canvas(painter: QPainter, rect: QRect) -> Iterator[QRectF]:
    """Scale `painter` within the block, which gets `rect` in unscaled pixels."""
    painter.save()
    painter.translate(rect.topLeft())
    painter.scale(_factor, _factor)
    yield QRectF(0, 0, rect.width() / _factor, rect.height() / _factor)
    painter.restore()
