"""Base sizes of widgets and layouts: what they measure at factor 1, from which every other factor is computed.

Multiplying the last size by the next ratio would drift, because sizes are whole pixels. So each object keeps the sizes
that it was made with, beside those that were set last: a size that is no longer the one set last was changed by its
owner since, at the factor of that time, and becomes the new base.
"""

from collections.abc import Sequence
from typing import NamedTuple, cast

from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QLayout, QSpacerItem, QWidget

_PROPERTY = "baseSizes"
_MAX_WIDGET_SIZE = 16_777_215
"""Qt's QWIDGETSIZE_MAX, which PySide6 does not name."""
_UNLIMITED = float(_MAX_WIDGET_SIZE)


class _Sizes(NamedTuple):
    """The sizes of one object in a fixed order, in pixels."""

    base: tuple[float, ...]
    """At factor 1."""
    applied: tuple[int, ...]
    """As they were set last."""


def resize_widget(widget: QWidget, old: float, new: float) -> None:
    """Scale one widget from the factor `old` to `new`, except sizes that the style sheet sets."""
    least, most, margins = widget.minimumSize(), widget.maximumSize(), widget.contentsMargins()
    icon = widget.iconSize() if isinstance(widget, QAbstractButton) else QSize()
    current = (
        *(least.width(), least.height(), most.width(), most.height()),
        *(margins.left(), margins.top(), margins.right(), margins.bottom(), icon.width(), icon.height()),
    )
    scaled = _scale(widget, current, old, new)
    # A width or height from the style sheet is skipped, because the sheet itself is generated again.
    if not widget.property("_q_stylesheet_minw"):
        widget.setMinimumWidth(scaled[0])
    if not widget.property("_q_stylesheet_minh"):
        widget.setMinimumHeight(scaled[1])
    if not widget.property("_q_stylesheet_maxw"):
        widget.setMaximumWidth(scaled[2])
    if not widget.property("_q_stylesheet_maxh"):
        widget.setMaximumHeight(scaled[3])
    if not margins.isNull():
        widget.setContentsMargins(*scaled[4:8])
    if isinstance(widget, QAbstractButton):
        widget.setIconSize(QSize(*scaled[8:]))


def resize_layouts(layouts: Sequence[QLayout], old: float, new: float) -> None:
    """Scale the margins, spacings and spacers of layouts from the factor `old` to `new`."""
    # All spacings are read before any is set: a layout without its own spacing inherits that of its parent.
    for layout, scaled in [(layout, _scale(layout, _sizes_of(layout), old, new)) for layout in layouts]:
        layout.setContentsMargins(*scaled[:4])
        if isinstance(layout, QGridLayout):
            layout.setHorizontalSpacing(scaled[4])
            layout.setVerticalSpacing(scaled[5])
        else:
            layout.setSpacing(scaled[4])
        for index, spacer in enumerate(_spacers(layout)):
            policy, (width, height) = spacer.sizePolicy(), scaled[6 + 2 * index : 8 + 2 * index]
            spacer.changeSize(width, height, policy.horizontalPolicy(), policy.verticalPolicy())
        layout.invalidate()


def _sizes_of(layout: QLayout) -> tuple[int, ...]:
    margins, gaps = layout.contentsMargins(), (layout.spacing(), layout.spacing())
    if isinstance(layout, QGridLayout):
        gaps = layout.horizontalSpacing(), layout.verticalSpacing()
    spacers = [side for spacer in _spacers(layout) for side in spacer.sizeHint().toTuple()]
    return (margins.left(), margins.top(), margins.right(), margins.bottom(), *gaps, *spacers)


def _spacers(layout: QLayout) -> list[QSpacerItem]:
    items = (layout.itemAt(index) for index in range(layout.count()))
    return [spacer for item in items if item is not None and (spacer := item.spacerItem()) is not None]


def _scale(thing: QObject, current: tuple[int, ...], old: float, new: float) -> tuple[int, ...]:
    """Return the sizes at the factor `new`, and keep them; `current` are those at `old`."""
    kept = cast("_Sizes | None", thing.property(_PROPERTY))
    if kept is None or len(kept.base) != len(current):
        kept = _Sizes(tuple(_unscale(size, old) for size in current), current)
    pairs = zip(kept.base, kept.applied, current, strict=True)
    base = tuple(size if applied == now else _unscale(now, old) for size, applied, now in pairs)
    applied = tuple(_MAX_WIDGET_SIZE if size == _UNLIMITED else round(size * new) for size in base)
    thing.setProperty(_PROPERTY, _Sizes(base, applied))
    return applied


def _unscale(size: int, factor: float) -> float:
    return _UNLIMITED if size >= _MAX_WIDGET_SIZE else size / factor
