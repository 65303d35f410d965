"""Background task: work in a thread of its own, whose results arrive one by one in the window's thread.

A thread begins without a language, so the window's is handed to it: what the work says is in that language.
"""

import contextvars
import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import as_window, error_text

TaskFunction = Callable[[], Iterator[object]]


class BackgroundTask(QObject):
    """One piece of work at a time. It has no parent: the work may end when the widget that started it is gone."""

    brought = Signal(object)
    """One result."""
    failed = Signal(str)
    """Why there are no more results, in a sentence."""
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None
        self._stop_requested = threading.Event()
        self.ended.connect(self._on_ended)

    @property
    def is_running(self) -> bool:
        """Whether the work has not ended yet."""
        return self._thread is not None

    def start(self, work: TaskFunction) -> None:
        """Run `work`, unless something runs already."""
        if self._thread is not None:
            return
        self._stop_requested.clear()
        with as_window():
            context = contextvars.copy_context()
        self._thread = threading.Thread(target=context.run, args=(self._run, work), name="background", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the work at its next result, and wait for that."""
        self._stop_requested.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, work: TaskFunction) -> None:
        # Runs in the thread and touches nothing of Qt but signals: Qt queues them for the thread of this object.
        results = iter(work())
        try:
            for result in results:
                self.brought.emit(result)
                if self._stop_requested.is_set():
                    break
        except KioskError as error:
            self.failed.emit(error_text(error))
        finally:
            # A generator that is closed cleans up here and now, before `ended` says that it has.
            if (close := getattr(results, "close", None)) is not None:
                close()
            self.ended.emit()

    def _on_ended(self) -> None:
        self._thread = None
