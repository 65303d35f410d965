"""One write after the other, in the order they were asked for, by a desk that never stands still for a slow disk.

The desk decides in its own thread what is to be written, the `LogWriter` writes it, and the desk goes on from there.
On a good disk all that is one call, a few milliseconds long. When the disk has not answered after `SYNC_TIMEOUT_S`,
the caller gets `WritePending` and with it the outcome that is to come; whatever is asked meanwhile waits for its turn
and is checked only then, against what has become of the write before it. So two events can neither interleave nor
overtake each other, and nothing is told that is not on the disk.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from goat_kiosk.errors import KioskError
from goat_kiosk.store.writer import LogWriter

SYNC_TIMEOUT_S = 0.1
"""Seconds. Shorter than what a hand feels as stiff, longer than a good disk ever takes."""

_log = logging.getLogger(__name__)

Written = TypeVar("Written")
Done = TypeVar("Done")
Then = TypeVar("Then")

CallSoon = Callable[[Callable[[], None]], object]
"""Has something done in the desk's thread, soon; may be called from any thread."""


class Write(NamedTuple, Generic[Written, Done]):
    """A write, and how the desk goes on when it is on the disk."""

    commit: Callable[[], Written]
    on_committed: Callable[[Written], Done]


class NoWrite(NamedTuple, Generic[Done]):
    """There is nothing to be written: this is the answer."""

    answer: Done


Start = Callable[[], Write[Any, Done] | NoWrite[Done]]
"""Checks what is asked for as things stand now. Raises `KioskError` to refuse it."""


class WritePending(KioskError):
    """The disk has not answered yet: neither done nor refused. `outcome` is set in the desk's thread."""

    def __init__(self, outcome: Future[Any]) -> None:
        super().__init__("The disk is slow: this is still being saved.")
        self.outcome = outcome


def then(action: Callable[[], Done], then: Callable[[Done], Then]) -> Then:
    """Return what `then` makes of what `deed` returns; while `deed` is being saved, so is this."""
    try:
        done = action()
    except WritePending as slow:
        outcome: Future[Then] = Future()
        slow.outcome.add_done_callback(lambda told: resolve(outcome, lambda: then(told.result())))
        raise WritePending(outcome) from None
    return then(done)


def resolve(outcome: Future[Done], work: Callable[[], Done]) -> None:
    """Let `outcome` be what `work` returns or raises."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001  the boundary between now and then: whoever asked gets it
        outcome.set_exception(error)
    else:
        outcome.set_result(result)


def _log_failure(written: Future[object]) -> None:
    error = written.exception()
    if isinstance(error, KioskError):
        _log.info("Something that nobody waits for was not saved: %s", error.sentence)
    elif error is not None:
        _log.error("A bug in a write that nobody waits for", exc_info=error)


class WriteQueue:
    """The order of a desk. Not for more than one thread."""

    def __init__(self, writer: LogWriter, call_soon: CallSoon | None = None) -> None:
        """Without `call_soon` nobody else needs the thread, and every call lasts until the disk has answered."""
        self._writer = writer
        self._call_soon = call_soon
        self._busy = False
        self._waiting: deque[tuple[Start[Any], Future[Any]]] = deque()

    def submit(self, start: Start[Done]) -> Done:
        """Do what `start` says. Raises what it raises, or the pen, or `WritePending`."""
        outcome: Future[Done] = Future()
        if self._busy:
            self._waiting.append((start, outcome))
            raise WritePending(outcome)
        step = start()
        if isinstance(step, NoWrite):
            answer: Done = step.answer
            return answer
        written = self._writer.write(step.commit)
        try:
            result = written.result(None if self._call_soon is None else SYNC_TIMEOUT_S)
        except TimeoutError:
            self._resume_when_written(written, step, outcome)
            raise WritePending(outcome) from None
        return step.on_committed(result)

    def write_soon(self, work: Callable[[], object]) -> None:
        """Write what nobody waits for and nothing hangs on, after what was begun before. Its failure is logged."""
        self._writer.write(work).add_done_callback(_log_failure)

    def _resume_when_written(self, written: Future[Any], step: Write[Any, Done], outcome: Future[Done]) -> None:
        self._busy = True
        written.add_done_callback(
            lambda _: self._call_soon and self._call_soon(partial(self._on_written, written, step, outcome))
        )

    def _on_written(self, written: Future[Any], step: Write[Any, Done], outcome: Future[Done]) -> None:
        """Settle what was written, then give the turn to those who wait; the disk was slow, so nobody tarries."""
        resolve(outcome, lambda: step.on_committed(written.result()))
        self._busy = False
        while self._waiting and not self._busy:
            self._start_waiting(*self._waiting.popleft())

    def _start_waiting(self, start: Start[Any], outcome: Future[Any]) -> None:
        self._busy = True
        try:
            step = start()
        except Exception as error:  # noqa: BLE001  as in `resolve`
            outcome.set_exception(error)
            self._busy = False
            return
        if isinstance(step, NoWrite):
            outcome.set_result(step.answer)
            self._busy = False
        else:
            self._resume_when_written(self._writer.write(step.commit), step, outcome)
