"""Writer thread of the event log, so that the desk's thread does not block while the disk is slow.

This thread only does the blocking I/O; what is written, and in which order, is decided in `write_queue`. It records how
the disk performs, for the window and ``/healthz``.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from goat_kiosk.errors import NotSaved

SLOW_S = 0.5
"""Seconds. A good disk takes a few thousandths, a memory card that is busy a tenth."""

Written = TypeVar("Written")


class WriterStatus(NamedTuple):
    """The state of the writes; any thread may read it."""

    write_began: float | None = None
    """When the write that is under way began (`time.monotonic`)."""
    last_error: str = ""
    """Why the last write failed; empty when it succeeded."""
    last_slow: tuple[float, float] | None = None
    """When the last write that was slow ended (`time.monotonic`), and the seconds it took."""


class LogWriter:
    """Runs writes one after the other in a thread, which starts with the first."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[tuple[Callable[[], Any], Future[Any]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self.status = WriterStatus()

    def write(self, work: Callable[[], Written]) -> Future[Written]:
        """Run `work` in the thread; the future has its result or error."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="log-writer", daemon=True)
            self._thread.start()
        written: Future[Written] = Future()
        self._queue.put((work, written))
        return written

    def close(self) -> None:
        """Finish the queued writes, and end the thread."""
        if self._thread is not None:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            self._perform(*item)

    def _perform(self, work: Callable[[], Any], written: Future[Any]) -> None:
        began = time.monotonic()
        self.status = self.status._replace(write_began=began)
        try:
            result = work()
        except NotSaved as error:
            self._note_outcome(began, error.sentence)
            written.set_exception(error)
        except Exception as error:  # noqa: BLE001  the boundary between threads: the caller gets it by the future
            self._note_outcome(began, self.status.last_error)
            written.set_exception(error)
        else:
            self._note_outcome(began, "")
            written.set_result(result)

    def _note_outcome(self, began: float, refusal: str) -> None:
        now = time.monotonic()
        self.status = WriterStatus(None, refusal, (now, now - began) if now - began > SLOW_S else self.status.last_slow)
