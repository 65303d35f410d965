"""Combo box of values, each with its text: Qt's own arrow and clipped text do not match the other fields."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyle, QStyleOptionComboBox, QStylePainter, QWidget

from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme

_ARROW_WIDTH = 30
"""Width of the arrow with its margins, in pixels."""


class ChoiceBox(QComboBox):
    """A combo box whose width is set by its layout, not by its items."""

    def __init__(self, texts: Mapping[Any, str] | None = None, name: str = "", parent: QWidget | None = None) -> None:
        """`name` says what is chosen, for screen readers and as the tooltip."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(12)
        self.set_choices(texts or {})

    @property
    def value(self) -> Any:
        """The chosen value."""
        return self.currentData()

    def set_choices(self, texts: Mapping[Any, str]) -> None:
        """Set the choices: each value with its text. The chosen value stays chosen if it is among them."""
        current = self.value
        self.clear()
        for value, text in texts.items():
            self.addItem(text, value)
        if current in texts:
            self.choose(current)

    def choose(self, value: object) -> None:
        """Choose `value`, if it is among the choices."""
        for row in range(self.count()):
            if self.itemData(row) == value:
                self.setCurrentIndex(row)

    def fit_contents(self) -> None:
        """Use the width of the items instead of the layout's."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box with the elided text, and an arrow."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        text_area = self.rect().adjusted(px(12), 0, -px(_ARROW_WIDTH), 0)
        now = current_theme()
        painter.setPen(now.ink if self.isEnabled() else now.quiet)
        text = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, text_area.width())
        painter.drawText(text_area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        if self.isEnabled():
            painter.setPen(QPen(now.quiet, 2))
            with canvas(painter, self.rect()) as area:
                x, y = area.width() - _ARROW_WIDTH / 2 - 2, area.height() / 2
                painter.drawPolyline([QPointF(x - 5, y - 2), QPointF(x, y + 3), QPointF(x + 5, y - 2)])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ignore the wheel, so that scrolling the page does not change the value."""
        event.ignore()
