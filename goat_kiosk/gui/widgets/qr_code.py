"""QR code widget: dark modules on white in both themes, with the quiet zone of four modules that scanners need."""

from functools import lru_cache

import segno
from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import px

_QUIET_MODULES = 4
_MIN_SIZE = 160


@lru_cache(maxsize=16)
def _rows(text: str) -> list[bytes]:
    return [bytes(row) for row in segno.make(text, micro=False).matrix]


def paint_code(painter: QPainter, area: QRectF, text: str) -> None:
    """Paint the QR code of `text` into the middle of `area`, on whole pixels, so that no edge is blurred."""
    rows = _rows(text)
    modules = len(rows) + 2 * _QUIET_MODULES
    size = int(min(area.width(), area.height())) // modules
    if size < 1:
        return
    side = size * modules
    left, top = int(area.left() + (area.width() - side) / 2), int(area.top() + (area.height() - side) / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(QRect(left, top, side, side), Qt.GlobalColor.white)
    for y, row in enumerate(rows, start=_QUIET_MODULES):
        for x, dark in enumerate(row, start=_QUIET_MODULES):
            if dark:
                painter.fillRect(QRect(left + x * size, top + y * size, size, size), Qt.GlobalColor.black)


class QrCode(QWidget):
    """Shows one text as a QR code, as large as whole modules fit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.setMinimumSize(_MIN_SIZE, _MIN_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Large enough to scan from two meters away."""
        return QSize(px(320), px(320))

    def show_text(self, text: str, name: str = "") -> None:
        """Show `text`; `name` is the accessible name, for a text that is secret."""
        self.text = text
        self.setAccessibleName(name or t("QR code of {address}", address=text))
        self.setToolTip(t("Point a phone’s camera here"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the code."""
        if self.text:
            paint_code(QPainter(self), QRectF(self.rect()), self.text)
