"""Background task: a function that runs in its own thread, and whose results arrive one by one in the main thread.

A new thread has no current language, so the window's is copied to it: sentences of the work are in that language.
"""

import contextvars
import threading
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.gui.text.language import error_text, use_window_language

TaskFunction = Callable[[], Iterator[object]]


class BackgroundTask(QObject):
    """Runs one function at a time. It has no parent: the widget that started it may be deleted before it ends."""

    result_ready = Signal(object)
    """One result."""
    failed = Signal(str)
    """Why there are no more results, in a sentence."""
    finished = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._thread: threading.Thread | None = None
        self._stop_requested = threading.Event()

    @property
    def is_running(self) -> bool:
        """Whether the work has not ended yet."""
        return self._thread is not None

    def start(self, work: TaskFunction) -> None:
        """Run `work` unless something is running; it must hold no QObject but widgets."""
        if self._thread is not None:
            return
        self._stop_requested.clear()
        with use_window_language():
            context = contextvars.copy_context()
        callbacks = (in_main_thread(self._on_result), in_main_thread(self._on_failed), in_main_thread(self._on_ended))
        arguments = (_run, work, self._stop_requested, *callbacks)
        self._thread = threading.Thread(target=context.run, args=arguments, name="background", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the work at its next result, and wait until its thread has ended."""
        self._stop_requested.set()
        if self._thread is not None:
            self._thread.join()

    def _on_result(self, result: object) -> None:
        self.result_ready.emit(result)

    def _on_failed(self, sentence: str) -> None:
        self.failed.emit(sentence)

    def _on_ended(self) -> None:
        self._thread = None
        self.finished.emit()


def _run(
    work: TaskFunction,
    stop_requested: threading.Event,
    on_result: Callable[[object], None],
    on_failed: Callable[[str], None],
    on_ended: Callable[[], None],
) -> None:
    """Do the work in its thread, which holds nothing of Qt: the callbacks run in the main thread."""
    results = iter(work())
    try:
        for result in results:
            on_result(result)
            if stop_requested.is_set():
                break
    except KioskError as error:
        on_failed(error_text(error))
    finally:
        # A generator that is closed cleans up here and now, before `on_ended` says that it has.
        if (close := getattr(results, "close", None)) is not None:
            close()
        on_ended()
