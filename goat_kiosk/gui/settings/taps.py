"""Debouncing of taps: a second tap at the same place, right after the first, is a bounce of a finger or the glass.

Measured from the end of the last tap that counted, by the events' own times, so a busy computer drops no real tap.
Worn touch screens and wet hands tap twice 30 to 200 ms apart. A person who taps one button on purpose, at their very
fastest, leaves about as long between lifting the finger and the next tap. A dropped tap is reported and can be
repeated, while one bag too many would go to the other team. Keys are never debounced.
"""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

BOUNCE_MS = 300
_NEAR_PX = 24
"""Pixels that a finger rolls between two touches; a bag on the drawn board is as wide."""
_TIMESTAMP_RANGE = 2**32

TAPS = "taps"
"""The property of a widget that says how it takes taps: see `accept_taps_by_place` and `accept_every_tap`."""


def accept_taps_by_place(widget: QWidget) -> None:
    """Make `widget`, which is not a button, treat taps at different places as separate taps."""
    widget.setProperty(TAPS, "place")


def accept_every_tap(*widgets: QWidget) -> None:
    """Disable debouncing for these: steppers and digits are tapped fast, and show their result at once."""
    for widget in widgets:
        widget.setProperty(TAPS, "quick")


class Taps:
    """Decides for each tap whether it is a bounce."""

    def __init__(self) -> None:
        self._widget: QWidget | None = None
        self._last_position = QPoint()
        self._last_timestamp = -_TIMESTAMP_RANGE

    def is_bounce(self, widget: QWidget, event: QMouseEvent) -> bool:
        """Return whether this press is a bounce of the last one that counted."""
        kind = widget.property(TAPS)
        if kind == "quick" or not (kind == "place" or isinstance(widget, QAbstractButton)):
            return False
        position, timestamp = event.globalPosition().toPoint(), event.timestamp()
        elapsed_ms = (
            (timestamp - self._last_timestamp) % _TIMESTAMP_RANGE if self._last_timestamp >= 0 else _TIMESTAMP_RANGE
        )
        if self._is_near(widget, position) and elapsed_ms < self._bounce_ms(widget):
            return True
        self._widget, self._last_position, self._last_timestamp = widget, position, timestamp
        return False

    def on_release(self, widget: QWidget, event: QMouseEvent) -> None:
        """Record the time of release, if the tap counted; the next tap is measured from it."""
        if widget is self._widget:
            self._last_timestamp = event.timestamp()

    def _is_near(self, widget: QWidget, position: QPoint) -> bool:
        same_button = widget is self._widget and isinstance(widget, QAbstractButton)
        return same_button or (position - self._last_position).manhattanLength() <= _NEAR_PX

    def _bounce_ms(self, widget: QWidget) -> int:
        """Milliseconds: a button that has just come up under the finger does not act on a double click."""
        if widget is self._widget:
            return BOUNCE_MS
        return max(BOUNCE_MS, QGuiApplication.styleHints().mouseDoubleClickInterval())
