"""A QR code as a widget: dark modules on white in both themes, with the quiet zone of four modules scanners need."""

import segno
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_QUIET = 4
_LEAST = 160


class QrCode(QWidget):
    """Shows one text as a QR code, as large as whole modules fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[bytes] = []
        self.setMinimumSize(_LEAST, _LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Large enough to scan from two metres away."""
        return QSize(320, 320)

    def show_text(self, text: str, name: str = "") -> None:
        """Show `text`; `name` is told instead of it where it should not be read out."""
        self._rows = [bytes(row) for row in segno.make(text, micro=False).matrix]
        self.setAccessibleName(name or f"QR code of {text}")
        self.setToolTip("Point a phone’s camera here")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the modules on whole pixels, so that no edge is blurred."""
        modules = len(self._rows) + 2 * _QUIET
        size = min(self.width(), self.height()) // modules
        if not self._rows or size < 1:
            return
        painter, side = QPainter(self), size * modules
        left, top = (self.width() - side) // 2, (self.height() - side) // 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
        for y, row in enumerate(self._rows, start=_QUIET):
            for x, dark in enumerate(row, start=_QUIET):
                if dark:
                    painter.fillRect(QRect(left + x * size, top + y * size, size, size), Qt.GlobalColor.black)
