"""The one hand of the window on the scorekeeper: does what is wanted, and keeps what could not be saved.

A deed is a call that is ready to be repeated. When the log cannot keep it (`NotSaved`), nothing has changed and
nobody was told, so the very same deed is offered again until it is saved or dropped; until then no other deed is
accepted, because bags must not overtake each other.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError, NotSaved
from goat_kiosk.gui.language import refusal
from goat_kiosk.scorekeeper import Change

Deed = Callable[[], Change]


class Recorder(QObject):
    """Does deeds and says how it went."""

    saved = Signal()
    refused = Signal(str)
    """The sentence for the scorekeeper; nothing has changed."""
    unsaved = Signal(str)
    """The sentence; the deed is kept for `again` or `drop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: Deed | None = None
        self._sentence = ""

    def do(self, deed: Deed) -> Change | None:
        """Do `deed` and return what became of it, or None when it was refused or could not be saved."""
        if self._kept is not None:
            self.unsaved.emit(self._sentence)
            return None
        return self._try(deed)

    def again(self) -> Change | None:
        """Do the deed that was kept once more."""
        deed, self._kept = self._kept, None
        return self._try(deed) if deed is not None else None

    def drop(self) -> None:
        """Give the deed that was kept up."""
        self._kept = None

    def _try(self, deed: Deed) -> Change | None:
        try:
            change = deed()
        except NotSaved as error:
            self._kept, self._sentence = deed, refusal(error)
            self.unsaved.emit(refusal(error))
        except KioskError as error:
            self.refused.emit(refusal(error))
        else:
            self.saved.emit()
            return change
        return None
