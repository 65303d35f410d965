"""Write queue of the desk: one write after the other, in the order of the calls, without blocking on a slow disk.

The desk's thread decides what is written, the `LogWriter` writes it, and the desk continues. On a good disk that is one
call of a few milliseconds. If the disk has not answered after `SYNC_TIMEOUT_S`, the caller gets `WritePending` with a
future; later calls wait in the queue, and are checked only when the write before them has ended, against its outcome.
So two events never interleave or overtake each other, and nothing is published that is not on the disk.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from goat_kiosk.errors import KioskError
from goat_kiosk.store.log.writer import LogWriter

SYNC_TIMEOUT_S = 0.1
"""Shorter than a delay that a scorekeeper notices, longer than a good disk ever takes."""

_log = logging.getLogger(__name__)

Written = TypeVar("Written")
Done = TypeVar("Done")
Then = TypeVar("Then")

CallSoon = Callable[[Callable[[], None]], object]
"""Schedules a call in the desk's thread; may be called from any thread."""


class Write(NamedTuple, Generic[Written, Done]):
    """A write, for the writer's thread, and what the desk's thread does with its result."""

    commit: Callable[[], Written]
    on_committed: Callable[[Written], Done]


class NoWrite(NamedTuple, Generic[Done]):
    """Nothing has to be written, and this is the result."""

    answer: Done


Start = Callable[[], Write[Any, Done] | NoWrite[Done]]
"""Checks a request against the current state, and returns its write. Raises `KioskError` to refuse it."""


class WritePending(KioskError):
    """The disk has not answered yet: neither saved nor refused. `outcome` is set in the desk's thread."""

    code = "not-saved"

    def __init__(self, outcome: Future[Any]) -> None:
        super().__init__("The disk is slow: this is still being saved.")
        self.outcome = outcome


def then(action: Callable[[], Done], on_done: Callable[[Done], Then]) -> Then:
    """Return `on_done` of the result of `action`.

    Raises what either raises; while `action` is pending, a `WritePending` whose outcome is that of `on_done`.
    """
    try:
        result = action()
    except WritePending as slow:
        outcome: Future[Then] = Future()
        slow.outcome.add_done_callback(lambda written: resolve(outcome, lambda: on_done(written.result())))
        raise WritePending(outcome) from None
    return on_done(result)


def resolve(outcome: Future[Done], work: Callable[[], Done]) -> None:
    """Set `outcome` to what `work` returns or raises."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001  the error belongs to the caller, who waits for the future
        outcome.set_exception(error)
    else:
        outcome.set_result(result)


def _log_failure(written: Future[object]) -> None:
    error = written.exception()
    if isinstance(error, KioskError):
        _log.info("A background write was not saved: %s", error.sentence)
    elif error is not None:
        _log.error("A bug in a background write", exc_info=error)


class WriteQueue:
    """The writes of a desk in their order. For one thread only."""

    def __init__(self, writer: LogWriter, call_soon: CallSoon | None = None) -> None:
        """Without `call_soon` every call blocks until the disk has answered."""
        self._writer = writer
        self._call_soon = call_soon
        self._busy = False
        self._waiting: deque[tuple[Start[Any], Future[Any]]] = deque()

    def submit(self, start: Start[Done]) -> Done:
        """Run `start`, write what it returns, and return its result.

        Raises what `start` or the write raises, or `WritePending`.
        """
        outcome: Future[Done] = Future()
        if self._busy:
            self._waiting.append((start, outcome))
            raise WritePending(outcome)
        write = start()
        if isinstance(write, NoWrite):
            answer: Done = write.answer
            return answer
        written = self._writer.write(write.commit)
        try:
            result = written.result(None if self._call_soon is None else SYNC_TIMEOUT_S)
        except TimeoutError:
            self._resume_when_written(written, write, outcome)
            raise WritePending(outcome) from None
        return write.on_committed(result)

    def write_soon(self, work: Callable[[], object]) -> None:
        """Write in the background, after the writes before it. A failure is logged."""
        self._writer.write(work).add_done_callback(_log_failure)

    def _resume_when_written(self, written: Future[Any], write: Write[Any, Done], outcome: Future[Done]) -> None:
        self._busy = True
        written.add_done_callback(
            lambda _: self._call_soon and self._call_soon(partial(self._on_written, written, write, outcome))
        )

    def _on_written(self, written: Future[Any], write: Write[Any, Done], outcome: Future[Done]) -> None:
        """Resolve the write's outcome, then start the queued calls without waiting for each write."""
        # While `_busy`, every call is queued: a call that came in between would be checked against a state that lacks
        # the write under way, and could take a number that this write has taken already.
        resolve(outcome, lambda: write.on_committed(written.result()))
        self._busy = False
        while self._waiting and not self._busy:
            self._start_waiting(*self._waiting.popleft())

    def _start_waiting(self, start: Start[Any], outcome: Future[Any]) -> None:
        self._busy = True
        try:
            write = start()
        except Exception as error:  # noqa: BLE001  as in `resolve`
            outcome.set_exception(error)
            self._busy = False
            return
        if isinstance(write, NoWrite):
            outcome.set_result(write.answer)
            self._busy = False
        else:
            self._resume_when_written(self._writer.write(write.commit), write, outcome)
