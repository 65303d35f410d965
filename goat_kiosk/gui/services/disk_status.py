"""Disk status as a message, shown for as long as the problem lasts.

A disk that fills up is reported long before a bag is lost, and a failed write at once.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.text.language import t
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.text.i18n import mark_for_translation

_POLL_MS = 250
"""`DiskMonitor` polls the disk twice a second; with this, a problem is shown within a second."""

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
"""Sentences of `goat_kiosk.store.disk`, repeated here to be translated, because the store may not import i18n."""


class DiskStatus(QObject):
    """Polls the state of the event log's disk."""

    problem_changed = Signal(str)
    """A sentence, or an empty string when the problem is over."""

    def __init__(self, find_problem: Callable[[], DiskProblem | None], parent: QObject | None = None) -> None:
        """`find_problem` returns the current problem without blocking."""
        super().__init__(parent)
        self._find_problem, self._sentence = find_problem, ""
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self.poll)

    def start(self) -> None:
        """Poll now, and start the timer."""
        self.poll()
        self._timer.start()

    def poll(self) -> None:
        """Poll, and emit when the sentence has changed."""
        problem = self._find_problem()
        sentence = t(problem.sentence, **problem.values) if problem is not None else ""
        if sentence != self._sentence:
            self._sentence = sentence
            self.problem_changed.emit(sentence)
