"""Radio button that paints its own content in a frame.

A screen reader says “radio button”, and the arrow keys move the choice, which a checkable push button has not.
Chosen and focused look different: a fill with a tick, and a ring inside the frame.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from goat_kiosk.gui.theme.style import current_theme

_RADIUS, _TICK_SIZE = 10, 14
_TICK = ((0.1, 0.55), (0.4, 0.85), (0.95, 0.2))


class PaintedRadio(QRadioButton):
    """Base class of the buttons; a subclass has a `sizeHint` and paints in `paintEvent`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """No minimum width: the layout decides."""
        return QSize(0, self.sizeHint().height())

    def hitButton(self, position: QPoint) -> bool:
        """Whether a click there presses the button: anywhere, not only on an indicator."""
        return self.rect().contains(position)

    def paint_frame(self, painter: QPainter, area: QRectF) -> None:
        """Draw the background, with a tick at the lower right if the button is chosen."""
        now, is_chosen = current_theme(), self.isChecked()
        painter.setPen(QPen(now.ink if is_chosen else now.quiet if self.underMouse() else now.line, 2))
        painter.setBrush(now.line if is_chosen else now.panel)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(now.ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(4, 4, -4, -4), _RADIUS - 3, _RADIUS - 3)
        if is_chosen:
            x, y = area.right() - 27, area.bottom() - 22
            painter.setPen(QPen(now.ink, 2.5))
            painter.drawPolyline([QPointF(x + dx * _TICK_SIZE, y + dy * _TICK_SIZE) for dx, dy in _TICK])
