"""Section of the window, a page beside the game: its name, its key, and how it is left.

A page updates itself when it is shown (`showEvent`). To add one, write a `SectionPage` and add a line to `sections`.
"""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget


class SectionPage(QWidget):
    """The base of all pages beside the game."""

    closed = Signal()
    """Esc: back to the game."""
    notified = Signal(str)
    """What happened, for the message line."""
    refused = Signal(str)
    """What could not be done, for the message line."""
    section_requested = Signal(str)
    """Another page is wanted: its name."""
    reopen_requested = Signal(int)
    """A finished game is to go on: its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # So that Esc is heard before anything on the page has the keyboard.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)


class Section(NamedTuple):
    """An entry of the menu."""

    name: str
    key: str
    """Empty: it does not stand in the menu, and another page leads to it."""
    description: str
    make: Callable[[], SectionPage]
    """Makes the page, at the first visit: a window opens no later for pages that nobody needs tonight."""
    locked: bool = False
    """Whether the page asks for the PIN, where there is one."""
