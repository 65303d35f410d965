"""PIN entry page: what the PIN is needed for, a field, and digits for a touch screen.

It takes the place of the game and is left with Esc; the game goes on behind it.
"""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.gui.lock import pin
from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.settings.taps import accept_every_tap
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage

_WIDTH = 340
_KEYS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", "OK")
_SECOND_MS = 1_000


class PinPage(SectionPage):
    """Asks for the PIN."""

    opened = Signal()
    """The right PIN was entered."""

    def __init__(self, lock: Lock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lock = lock
        self._wrong = False
        self.purpose, self.status = QLabel(), QLabel()
        self.purpose.setProperty("role", "title")
        self.purpose.setWordWrap(True)
        self.status.setProperty("role", "quiet")
        self.status.setWordWrap(True)
        self.field = QLineEdit(maxLength=pin.MAX_LENGTH, echoMode=QLineEdit.EchoMode.Password)
        self.field.setAccessibleName("PIN")
        self.field.setToolTip(t("The PIN of this kiosk"))
        self.field.returnPressed.connect(self._try)
        self.keys = {key: NamedButton(key, _name(key)) for key in _KEYS}
        for key, button in self.keys.items():
            button.clicked.connect(partial(self._press, key))
        accept_every_tap(*self.keys.values())
        self._countdown_timer = QTimer(self, interval=_SECOND_MS)
        self._countdown_timer.timeout.connect(self._show)
        self._arrange()

    def _arrange(self) -> None:
        outer, card, grid = QVBoxLayout(self), QFrame(), QGridLayout()
        card.setObjectName("card")
        card.setFixedWidth(_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(8)
        for widget in (self.purpose, self.status, self.field):
            column.addWidget(widget)
        for index, button in enumerate(self.keys.values()):
            grid.addWidget(button, *divmod(index, 3))
        column.addLayout(grid)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)

    def ask(self, purpose: str) -> None:
        """Clear the field and ask; `purpose` says what the PIN is needed for."""
        self.purpose.setText(purpose)
        self._wrong = False
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Focus the field."""
        super().showEvent(event)
        self.field.clear()
        self.field.setFocus()
        self._countdown_timer.start()
        self._show()

    def hideEvent(self, event: QHideEvent) -> None:
        """Clear the field."""
        super().hideEvent(event)
        self._countdown_timer.stop()
        self.field.clear()

    def _press(self, key: str) -> None:
        match key:
            case "OK":
                self._try()
            case "⌫":
                self.field.backspace()
            case _:
                self.field.insert(key)
        self.field.setFocus()

    def _try(self) -> None:
        if self._lock.seconds_to_wait:
            return
        right = self._lock.open(self.field.text())
        self.field.clear()
        self._wrong = not right
        self._show()
        if right:
            self.opened.emit()

    def _show(self) -> None:
        wait = self._lock.seconds_to_wait
        if wait:
            self.status.setText(t("Too many wrong tries. Wait {wait:second|seconds}.", wait=wait))
        elif self._wrong:
            self.status.setText(t("That is not the PIN. Try again, or press Esc to go back to the game."))
        else:
            self.status.setText(t("The PIN, please. Esc goes back to the game."))
        self.field.setEnabled(not wait)
        self.keys["OK"].setEnabled(not wait)


def _name(key: str) -> str:
    return {"⌫": t("Take the last digit away"), "OK": t("Try this PIN")}.get(key, key)
