"""Work that takes a while, done in a thread of its own; what it brings arrives in the window's, one by one.

What it says is said in the window's language: a thread would begin without one.
"""

import contextvars
import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import as_window, error_text

TaskFunction = Callable[[], Iterator[object]]


class BackgroundTask(QObject):
    """One errand at a time. It has no parent: it may come back when the widget that sent it is gone."""

    brought = Signal(object)
    """One result."""
    failed = Signal(str)
    """Why there are no more, in a sentence."""
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None
        self.ended.connect(self._forget)

    @property
    def is_running(self) -> bool:
        """Whether it has not ended yet."""
        return self._thread is not None

    def start(self, work: TaskFunction) -> None:
        """Have `work` done, unless something is under way already."""
        if self._thread is not None:
            return
        with as_window():
            context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._do, work), name="errand", daemon=True)
        self._thread.start()

    def _do(self, work: TaskFunction) -> None:
        try:
            for result in work():
                self.brought.emit(result)
        except KioskError as error:
            self.failed.emit(error_text(error))
        finally:
            self.ended.emit()

    def _forget(self) -> None:
        self._thread = None
