"""Why the kiosk does not start, in a window of its own: whoever starts it from a menu sees no terminal."""

import asyncio
import os

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.language import refusal, t
from goat_kiosk.gui.parts.named_button import NamedButton

_BY_A_MENU = ("GIO_LAUNCHED_DESKTOP_FILE", "XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What desktops give to a program that they start (https://specifications.freedesktop.org/startup-notification-spec)."""
_WIDE, _HIGH, _CARD = 900, 420, 760


def is_from_a_menu() -> bool:
    """Whether the program was started from a menu or an icon."""
    return any(os.environ.get(name) for name in _BY_A_MENU)


async def tell(error: KioskError) -> None:
    """Show why it does not start until the window is closed."""
    window, read = NoStart(error), asyncio.Event()
    window.closed.connect(read.set)
    window.show()
    await read.wait()


class NoStart(QWidget):
    """One card that says what stands in the way."""

    closed = Signal()

    def __init__(self, error: KioskError) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self.resize(_WIDE, _HIGH)
        self.words, self.close_button = QLabel(refusal(error)), NamedButton(t("Close"), t("Close this window"))
        self.close_button.setProperty("tall", "true")
        self.close_button.setAutoDefault(True)
        self.close_button.clicked.connect(self.close)
        title, outer, card = QLabel(t("GOaT Kiosk cannot start")), QVBoxLayout(self), QFrame()
        title.setProperty("role", "title")
        card.setObjectName("card")
        card.setFixedWidth(_CARD)
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 28, 36, 32)
        column.setSpacing(16)
        for label in (title, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        column.addWidget(self.close_button)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.close_button.setFocus()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it was read."""
        super().closeEvent(event)
        self.closed.emit()
