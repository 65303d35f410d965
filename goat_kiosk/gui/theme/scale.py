"""Scale factor of the window: everything in it grows with it.

Every size in the code is in the pixels of a small laptop's screen, 1366 by 768; on a larger one the window keeps its
proportions. What Qt lays out is resized (`scale_widget`, `resize_inside`), the style sheet is made again with larger
pixels, painted widgets get a painter that measures in a laptop's pixels (`painter_on`, `canvas`), and hand-made
measurements ask `px`. The factor changes in steps, so a window that is being resized is not polished at every pixel.
The screen's own scaling, if any, is Qt's and comes on top.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLayout, QWidget

LAPTOP = QSize(1366, 728)
"""The window size at factor 1: a small laptop's screen without its task bar."""
_STEPS_PER_FACTOR = 8
"""Steps between a factor and its double."""
_MAX_WIDGET_SIZE = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not name."""
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
    return max(1.0, int(room * _STEPS_PER_FACTOR) / _STEPS_PER_FACTOR)


def set_factor(new: float) -> None:
    """Set the scale factor; it applies to what is created or painted afterward."""
    global _factor  # noqa: PLW0603 - one style sheet for the application, so there is one factor
    _factor = new


def scale_widget(widget: _AnyWidget) -> _AnyWidget:
    """Scale a widget that was created at factor 1 to the current factor, and return it."""
    if _factor != 1:
        _resize_widget(widget, _factor)
        resize_inside(widget, _factor)
    return widget


def resize_inside(widget: QWidget, ratio: float) -> None:
    """Scale everything inside `widget` except sizes that come from the style sheet."""
    for child in widget.findChildren(QWidget):
        if not child.objectName().startswith("qt_"):  # Qt's own, as round a scroll bar: it measures them itself
            _resize_widget(child, ratio)
    # All spacings are read before any is set: a layout without its own spacing inherits that of its parent.
    for layout, gaps in [(layout, _gaps(layout)) for layout in widget.findChildren(QLayout)]:
        _resize_layout(layout, gaps, ratio)


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


def _resize_widget(widget: QWidget, ratio: float) -> None:
    least, most = widget.minimumSize(), widget.maximumSize()
    # A width or height from the style sheet is skipped, because the sheet itself is generated again.
    if not widget.property("_q_stylesheet_minw"):
        widget.setMinimumWidth(round(least.width() * ratio))
    if not widget.property("_q_stylesheet_minh"):
        widget.setMinimumHeight(round(least.height() * ratio))
    if most.width() < _MAX_WIDGET_SIZE and not widget.property("_q_stylesheet_maxw"):
        widget.setMaximumWidth(round(most.width() * ratio))
    if most.height() < _MAX_WIDGET_SIZE and not widget.property("_q_stylesheet_maxh"):
        widget.setMaximumHeight(round(most.height() * ratio))
    if not widget.contentsMargins().isNull():
        widget.setContentsMargins(widget.contentsMargins() * ratio)
    if isinstance(widget, QAbstractButton):
        widget.setIconSize(widget.iconSize() * ratio)


def _gaps(layout: QLayout) -> tuple[int, int]:
    if isinstance(layout, QGridLayout):
        return layout.horizontalSpacing(), layout.verticalSpacing()
    return layout.spacing(), layout.spacing()


def _resize_layout(layout: QLayout, gaps: tuple[int, int], ratio: float) -> None:
    layout.setContentsMargins(layout.contentsMargins() * ratio)
    if isinstance(layout, QGridLayout):
        layout.setHorizontalSpacing(round(gaps[0] * ratio))
        layout.setVerticalSpacing(round(gaps[1] * ratio))
    else:
        layout.setSpacing(round(gaps[0] * ratio))
    items = (layout.itemAt(index) for index in range(layout.count()))
    for spacer in (item.spacerItem() for item in items if item is not None):
        if spacer is not None and not spacer.sizeHint().isNull():
            size, policy = spacer.sizeHint() * ratio, spacer.sizePolicy()
            spacer.changeSize(size.width(), size.height(), policy.horizontalPolicy(), policy.verticalPolicy())
    layout.invalidate()
