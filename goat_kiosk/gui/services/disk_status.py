"""Disk status as a message, shown for as long as the problem lasts.

A disk that fills up is reported long before a bag is lost, and a failed write at once.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.text.language import t
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.text.i18n import mark_for_translation

_EVERY_MS = 250
"""The disk is looked at twice a second elsewhere; together that is under the second within which it is to be said."""

SENTENCES = (
    mark_for_translation("The data folder {folder} is away ({reason}). Bring its disk back: no bag can be saved."),
    mark_for_translation(
        "The disk of {folder} is read-only: no bag can be saved. Make it writable, or start with another --data-dir."
    ),
    mark_for_translation("The disk is full: no bag can be saved. Delete something large; then it goes on by itself."),
    mark_for_translation("The disk is almost full, {free} MB left. Delete something large, or bags cannot be saved."),
    mark_for_translation("The disk is slow: a bag is waiting for it."),
    mark_for_translation("The disk is slow: the last bag took {seconds} s."),
    mark_for_translation("The disk does not answer. Bags wait, and are saved in order when it does."),
)
"""What the store says in English, here so that it is translated: it knows of no language."""


class DiskStatus(QObject):
    """Polls the state of the event log's disk."""

    troubled = Signal(str)
    """A sentence, or nothing when all is well again."""

    def __init__(self, trouble: Callable[[], DiskProblem | None], parent: QObject | None = None) -> None:
        """`trouble` answers at once."""
        super().__init__(parent)
        self._trouble, self._said = trouble, ""
        self._every = QTimer(self, interval=_EVERY_MS)
        self._every.timeout.connect(self.poll)

    def start(self) -> None:
        """Poll now and from now on."""
        self.poll()
        self._every.start()

    def poll(self) -> None:
        """Poll, and emit when the sentence has changed."""
        trouble = self._trouble()
        said = t(trouble.sentence, **trouble.values) if trouble is not None else ""
        if said != self._said:
            self._said = said
            self.troubled.emit(said)
