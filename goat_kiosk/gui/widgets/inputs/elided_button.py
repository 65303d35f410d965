"""Push button with elided text: its caption may contain a long name, and is cut with an ellipsis, never clipped."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.theme.scale import px

_PADDING = 31
"""Horizontal padding of the style sheet in pixels, minus one for rounding."""


class ElidedButton(QPushButton):
    """A push button whose width is set by its layout, not by its caption."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_caption(text)

    @property
    def caption(self) -> str:
        """The full caption."""
        return self._full

    def set_caption(self, text: str) -> None:
        """Set the caption; ampersands are shown as they are."""
        self._full = text
        self.setText(plain_caption(text))

    def minimumSizeHint(self) -> QSize:
        """No minimum width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button with the elided caption."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        room = self.width() - px(_PADDING) - (0 if self.icon().isNull() else self.iconSize().width() + 4)
        shown = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room)
        option.text = plain_caption(shown)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
