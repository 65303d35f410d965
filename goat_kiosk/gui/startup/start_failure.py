"""Startup failure, in a window of its own: someone who starts the kiosk from a menu sees no terminal.

A port that another program uses is no reason to give up: the next free one is offered.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.i18n import mark_for_translation

_PORT_EXPLANATION = mark_for_translation(
    "Another program uses it, or the system keeps it for itself. GOaT Kiosk can open on another port: phones and walls "
    "then find it at another address, and the codes in the window lead there."
)
_WIDTH, _HEIGHT, _CARD_WIDTH = 900, 420, 760


async def show_start_failure(error: KioskError) -> None:
    """Show why the kiosk cannot start, until the window is closed."""
    await _shown(StartFailure(error))


async def ask_for_port(error: KioskError, used_port: int, free_port: int) -> int | None:
    """Show that `used_port` cannot be used; return the port to try next, or None to give up.

    The user chooses between `free_port` (0: any free one) and `used_port` again.
    """
    window = StartFailure(error)
    window.title.setText(t("Port {port} cannot be used", port=used_port))
    window.explanation.setText(t(_PORT_EXPLANATION))
    choices: list[int] = []
    caption = t("Open on port {port}", port=free_port) if free_port else t("Open on any free port")
    window.offer(
        caption, t("Phones and walls find the kiosk at another address then"), partial(choices.append, free_port)
    )
    window.offer(t("Try again"), t("Try port {port} again", port=used_port), partial(choices.append, used_port))
    await _shown(window)
    return choices[0] if choices else None


async def _shown(window: "StartFailure") -> None:
    read = asyncio.Event()
    window.closed.connect(read.set)
    window.show()
    window.activateWindow()
    await read.wait()


class StartFailure(QWidget):
    """A window with one card that says why the kiosk cannot start."""

    closed = Signal()

    def __init__(self, error: KioskError) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self.resize(_WIDTH, _HEIGHT)
        self.explanation, self.close_button = QLabel(error_text(error)), NamedButton(t("Close"), t("Close this window"))
        self.close_button.setProperty("tall", "true")
        self.close_button.setAutoDefault(True)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self).activated.connect(self.close)
        self.title, outer, card = QLabel(t("GOaT Kiosk cannot start")), QVBoxLayout(self), QFrame()
        self.title.setProperty("role", "title")
        card.setObjectName("card")
        card.setFixedWidth(_CARD_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(36, 28, 36, 32)
        column.setSpacing(16)
        for label in (self.title, self.explanation):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(12)
        self._buttons.addWidget(self.close_button)
        column.addLayout(self._buttons)
        outer.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        self.close_button.setFocus()

    def offer(self, caption: str, tooltip: str, action: Callable[[], object]) -> NamedButton:
        """Add a button for an action other than closing; the first one gets the focus."""
        first = self._buttons.count() == 1
        button = NamedButton(caption, tooltip, "primary" if first else "")
        button.setProperty("tall", "true")
        button.setAutoDefault(True)
        button.clicked.connect(action)
        button.clicked.connect(self.close)
        self._buttons.insertWidget(self._buttons.count() - 1, button)
        if first:
            button.setFocus()
        return button

    def closeEvent(self, event: QCloseEvent) -> None:
        """Emit `closed`."""
        super().closeEvent(event)
        self.closed.emit()
