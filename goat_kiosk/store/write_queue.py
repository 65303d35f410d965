"""One write after the other, in the order they were asked for, by a desk that never stands still for a slow disk.

The desk decides in its own thread what is to be written, the `Pen` writes it, and the desk goes on from there. On a
good disk all that is one call, a few milliseconds long. When the disk has not answered after `PATIENCE`, the caller
gets `BeingSaved` and with it the outcome that is to come; whatever is asked meanwhile waits for its turn and is checked
only then, against what has become of the write before it. So two events can neither interleave nor overtake each other,
and nothing is told that is not on the disk.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from goat_kiosk.errors import KioskError
from goat_kiosk.store.writer import Pen

PATIENCE = 0.1
"""Seconds. Shorter than what a hand feels as stiff, longer than a good disk ever takes."""

_log = logging.getLogger(__name__)

Written = TypeVar("Written")
Done = TypeVar("Done")
Then = TypeVar("Then")

Soon = Callable[[Callable[[], None]], object]
"""Has something done in the desk's thread, soon; may be called from any thread."""


class Step(NamedTuple, Generic[Written, Done]):
    """A write, and how the desk goes on when it is on the disk."""

    write: Callable[[], Written]
    settle: Callable[[Written], Done]


class Nothing(NamedTuple, Generic[Done]):
    """There is nothing to be written: this is the answer."""

    answer: Done


Start = Callable[[], Step[Any, Done] | Nothing[Done]]
"""Checks what is asked for as things stand now. Raises `KioskError` to refuse it."""


class BeingSaved(KioskError):
    """The disk has not answered yet: neither done nor refused. `outcome` is set in the desk's thread."""

    def __init__(self, outcome: Future[Any]) -> None:
        super().__init__("The disk is slow: this is still being saved.")
        self.outcome = outcome


def after(deed: Callable[[], Done], then: Callable[[Done], Then]) -> Then:
    """Return what `then` makes of what `deed` returns; while `deed` is being saved, so is this."""
    try:
        done = deed()
    except BeingSaved as slow:
        outcome: Future[Then] = Future()
        slow.outcome.add_done_callback(lambda told: fulfil(outcome, lambda: then(told.result())))
        raise BeingSaved(outcome) from None
    return then(done)


def fulfil(outcome: Future[Done], work: Callable[[], Done]) -> None:
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


class Turns:
    """The order of a desk. Not for more than one thread."""

    def __init__(self, pen: Pen, soon: Soon | None = None) -> None:
        """Without `soon` nobody else needs the thread, and every call lasts until the disk has answered."""
        self._pen = pen
        self._soon = soon
        self._busy = False
        self._waiting: deque[tuple[Start[Any], Future[Any]]] = deque()

    def take(self, start: Start[Done]) -> Done:
        """Do what `start` says. Raises what it raises, or the pen, or `BeingSaved`."""
        outcome: Future[Done] = Future()
        if self._busy:
            self._waiting.append((start, outcome))
            raise BeingSaved(outcome)
        step = start()
        if isinstance(step, Nothing):
            answer: Done = step.answer
            return answer
        written = self._pen.write(step.write)
        try:
            result = written.result(None if self._soon is None else PATIENCE)
        except TimeoutError:
            self._await(written, step, outcome)
            raise BeingSaved(outcome) from None
        return step.settle(result)

    def write_soon(self, work: Callable[[], object]) -> None:
        """Write what nobody waits for and nothing hangs on, after what was begun before. Its failure is logged."""
        self._pen.write(work).add_done_callback(_log_failure)

    def _await(self, written: Future[Any], step: Step[Any, Done], outcome: Future[Done]) -> None:
        self._busy = True
        written.add_done_callback(lambda _: self._soon and self._soon(partial(self._go_on, written, step, outcome)))

    def _go_on(self, written: Future[Any], step: Step[Any, Done], outcome: Future[Done]) -> None:
        """Settle what was written, then give the turn to those who wait; the disk was slow, so nobody tarries."""
        fulfil(outcome, lambda: step.settle(written.result()))
        self._busy = False
        while self._waiting and not self._busy:
            self._begin(*self._waiting.popleft())

    def _begin(self, start: Start[Any], outcome: Future[Any]) -> None:
        self._busy = True
        try:
            step = start()
        except Exception as error:  # noqa: BLE001  as in `fulfil`
            outcome.set_exception(error)
            self._busy = False
            return
        if isinstance(step, Nothing):
            outcome.set_result(step.answer)
            self._busy = False
        else:
            self._await(self._pen.write(step.write), step, outcome)
