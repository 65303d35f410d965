"""Input line of the sign-up: a name and Enter is in, Shift+Enter is in and paid; a pasted list is several.

A name that people know here before is completed; in pairs the one that is being typed.
"""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from goat_kiosk.domain.names.roster import Person
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.gui.widgets.inputs.name_completer import Entry, NameCompleter

_SEPARATORS = "&+/,"


class PartnerCompleter(NameCompleter):
    """Completes the last name of a line such as “Ann & Bo”."""

    def __init__(self, field: QLineEdit, find: Callable[[str], Sequence[Entry]]) -> None:
        """`find` returns the suggestions for a name."""
        super().__init__(field, lambda text: find(_last_name(text)))

    def complete(self, text: str, entry: Entry) -> str:
        """Return the line with its last name completed."""
        return text[: len(text) - len(_last_name(text))] + entry.name


def _last_name(text: str) -> str:
    start = max((text.rfind(separator) for separator in _SEPARATORS), default=-1) + 1
    return text[start:].lstrip()


class NameLine(QLineEdit):
    """The line."""

    entered = Signal(str, bool)
    """What was typed, and whether it was entered as paid."""
    pasted = Signal(str)
    """A pasted text of several lines."""
    down_pressed = Signal()

    def __init__(self, find_players: Callable[[str], Sequence[Person]], parent: QWidget | None = None) -> None:
        """`find_players` returns the players that match a text."""
        super().__init__(parent, maxLength=2 * MAX_NAME_LENGTH + len(" & "))
        self.setProperty("role", "player")
        self.setProperty("tall", "true")
        self.completer_list = PartnerCompleter(self, find_players)

    def event(self, event: QEvent) -> bool:
        """Take Enter before it is a shortcut of the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_enter(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter the name, paste a list, or go to the list below."""
        if _is_enter(event):
            if self.text().strip():
                self.entered.emit(self.text(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.matches(QKeySequence.StandardKey.Paste) and _has_lines(QGuiApplication.clipboard().text()):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Down:
            self.down_pressed.emit()
        else:
            super().keyPressEvent(event)


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}


def _has_lines(text: str) -> bool:
    return len(text.split("\n")) > 1 and any(line.strip() for line in text.split("\n"))
