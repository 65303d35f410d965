"""Section of the window, a page in place of the game: its name, its place, and the signals of its page.

A page updates itself when it is shown (`showEvent`). To add one, write a `SectionPage` and add a line to `sections`.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.settings.action_specs import ActionName


class SectionPage(QWidget):
    """Base class of all pages that are shown in place of the game."""

    closed = Signal()
    """Esc was pressed: show the game again."""
    notified = Signal(str)
    """What happened, for the message line."""
    refused = Signal(str)
    """What could not be done, for the message line."""
    section_requested = Signal(str)
    """The name of another section to open."""
    reopen_requested = Signal(int)
    """The id of a finished game to reopen."""
    game_requested = Signal(int)
    """The id of an unfinished game to show."""

    letters: Mapping[str, str] = {}
    """Keys that do something on this page alone and are no actions, each with what it does, for the help."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Receives Esc even before a widget of the page has the focus.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)


class Section(NamedTuple):
    """A page beside the game."""

    name: str
    place: ActionName
    """The action that goes there. Sections of one place are shown as tabs of one page."""
    description: str
    make: Callable[[], SectionPage]
    """Creates the page at the first visit, so that unused pages do not slow the start."""
    locked: bool = False
    """Whether the page needs the PIN, if one is set."""
    icon: str = ""
    """The name of an icon in `resources/icons` for its tab."""
