"""A choice of one out of a list, in the look of the other fields: Qt's own arrow comes in a box of another age."""

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QWidget

from goat_kiosk.gui.widgets.scale import painter_on
from goat_kiosk.gui.widgets.style import current_theme

_HALF, _DEPTH, _FROM_RIGHT = 5.0, 5.0, 20.0


class Choice(QComboBox):
    """A drop-down list; `name` says what is chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and an arrow that says it opens."""
        super().paintEvent(event)
        painter, place = painter_on(self)
        x, y = place.width() - _FROM_RIGHT, (place.height() - _DEPTH) / 2
        painter.setPen(QPen(current_theme().quiet, 2))
        painter.drawPolyline([QPointF(x - _HALF, y), QPointF(x, y + _DEPTH), QPointF(x + _HALF, y)])
