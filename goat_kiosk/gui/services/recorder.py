"""Command queue of the window: runs operations on games and tournaments in order, and retries what could not be saved.

An operation is a call that can be repeated. While the disk is slow, later operations wait behind the one that is being
saved, and none of them is shown as done. When the log cannot save one (`NotSaved`), nothing has changed and no one was
notified, so the same operation is retried, by hand and by a timer, until it is saved or discarded. Until then no other
operation is accepted, because bags must not overtake each other.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.history import History
from goat_kiosk.errors import KioskError, NotSaved
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.store.log.write_queue import WritePending

_Outcome = TypeVar("_Outcome")

_RETRY_MS = 1_000
"""Delay before an operation that could not be saved is retried, as often as the disk is polled."""


class _Request(NamedTuple):
    operation: Callable[[], Any]
    on_saved: Callable[[Any], None] | None
    recorded: tuple[int, AnyEvent] | None


class Recorder(QObject):
    """Runs operations on the desk, and emits how they went."""

    saved = Signal()
    """Everything is on the disk."""
    saving = Signal(int)
    """The number of operations that wait for a slow disk."""
    refused = Signal(str)
    """The sentence for the scorekeeper; nothing has changed."""
    unsaved = Signal(str)
    """The sentence for the scorekeeper; the operation waits for `retry` or `discard`."""
    recovered = Signal()
    """An operation that could not be saved was saved by a retry, and so was everything after it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pending: deque[_Request] = deque()
        self._is_saving = False
        self._error = ""
        self._recovering = False
        """Whether a pending operation could not be saved before."""
        self._is_retry = False
        """Whether the timer retries, so that the same sentence is not emitted again."""
        self._timer = QTimer(self, interval=_RETRY_MS, singleShot=True)
        self._timer.timeout.connect(self._retry_by_timer)

    def submit(
        self,
        operation: Callable[[], _Outcome],
        on_saved: Callable[[_Outcome], None] | None = None,
        recorded: tuple[int, AnyEvent] | None = None,
    ) -> None:
        """Run `operation` after the pending ones; `on_saved` is called with what it returns.

        `recorded` is the game and the event that it records, for `projected_history`.
        """
        if self._error:
            self.unsaved.emit(self._error)
            return
        self._is_retry = False
        self._pending.append(_Request(operation, on_saved, recorded))
        if self._is_saving:
            self.saving.emit(len(self._pending))
        else:
            self._run_pending()

    @property
    def pending_count(self) -> int:
        """How many operations are not on the disk."""
        return len(self._pending)

    @property
    def is_saving(self) -> bool:
        """Whether the disk has not answered yet."""
        return self._is_saving

    @property
    def error(self) -> str:
        """Why the first pending operation could not be saved; empty if none failed."""
        return self._error

    def projected_history(self, game_id: int, history: History, *more: AnyEvent) -> History:
        """Return the game as it will be when all pending operations, and `more`, are done. Raises `RuleViolation`."""
        events = [
            request.recorded[1]
            for request in self._pending
            if request.recorded is not None and request.recorded[0] == game_id
        ]
        for event in (*events, *more):
            history = history.after(event, history.at)
        return history

    def retry(self) -> None:
        """Run the failed operation again, and those after it; emit `unsaved` if it fails again."""
        self._is_retry = False
        if self._is_saving:
            self.saving.emit(len(self._pending))
        elif self._error:
            self._run_pending()

    def _retry_by_timer(self) -> None:
        if self._error and not self._is_saving:
            self._is_retry = True
            self._run_pending()

    def discard(self) -> bool:
        """Discard what could not be saved; return False if a retry is already being written."""
        if self._is_saving:
            return False
        self._clear_error()
        self._recovering = False
        self._pending.clear()
        return True

    def _clear_error(self) -> None:
        self._error = ""
        self._timer.stop()

    def _run_pending(self) -> None:
        """Run the pending operations in order until one has to wait or fails."""
        while self._pending and not self._is_saving:
            try:
                may_continue = self._run_first(self._pending[0].operation)
            except WritePending as slow:
                self._is_saving = True
                self.saving.emit(len(self._pending))
                slow.outcome.add_done_callback(self._on_done)
                return
            if not may_continue:
                return

    def _on_done(self, outcome: Future[Any]) -> None:
        """Handle the outcome of a slow operation; called in this thread."""
        self._is_saving = False
        if self._run_first(outcome.result):
            self._run_pending()

    def _run_first(self, operation: Callable[[], Any]) -> bool:
        """Run the first operation, and return whether the next may follow. Raises `WritePending`."""
        try:
            outcome = operation()
        except WritePending:
            raise
        except NotSaved as error:
            self._on_not_saved(error_text(error))
            return False
        except KioskError as error:
            self._on_first_refused(error_text(error))
            return False
        except Exception:
            self._pending.popleft()  # otherwise every key press would raise the same bug again
            raise
        self._on_first_saved(outcome)
        return True

    def _on_first_saved(self, outcome: Any) -> None:
        saved, self._recovering = self._pending.popleft(), self._recovering or bool(self._error)
        self._clear_error()
        if not self._pending:
            self.saved.emit()
            if self._recovering:
                self._recovering = False
                self.recovered.emit()
        if saved.on_saved is not None:
            saved.on_saved(outcome)

    def _on_not_saved(self, sentence: str) -> None:
        previous, self._error = self._error, sentence
        self._timer.start()
        if not (self._is_retry and previous == sentence):
            self.unsaved.emit(sentence)

    def _on_first_refused(self, sentence: str) -> None:
        """Drop the first operation and those after it, because they were entered on the assumption that it succeeds."""
        more = " " + t("What was keyed after it is left out too.") if len(self._pending) > 1 else ""
        self.discard()
        self.saved.emit()
        self.refused.emit(sentence + more)
