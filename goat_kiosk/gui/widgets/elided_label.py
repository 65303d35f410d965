"""Label with elided text, and the full text in its tooltip.

Names can be 32 characters long; they are elided so that they never overlap other widgets.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.text_style import elide


class ElidedLabel(QLabel):
    """One line of text, elided if it does not fit; the `tail` is never elided."""

    def __init__(self, text: str = "", role: str = "", tail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tail = tail
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if role:
            self.setProperty("role", role)

    @property
    def tail(self) -> str:
        """What follows the text."""
        return self._tail

    def set_text(self, text: str, tail: str = "") -> None:
        """Set the text, and the tail that is never elided."""
        self._tail = tail
        self.setText(text)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """No minimum width."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the elided text."""
        painter, area = QPainter(self), self.contentsRect()
        shown = elide(self.font(), self.text(), self._tail, area.width())
        self.setToolTip(plain_tooltip(self.text()) if shown != self.text() + self._tail else "")
        painter.drawText(area, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
