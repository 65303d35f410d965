"""History query from a widget: it runs in the history worker's thread, and its answer arrives in the main thread.

Only the newest question is answered; an answer that a newer question has overtaken is dropped. While the index is still
reading games, the same question is repeated, so the answer grows.
"""

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.gui.text.language import error_text
from goat_kiosk.store.history.history_worker import Answer, HistoryWorker, Question


class HistoryQuery(QObject):
    """One kind of query. It has no parent: the widget may be deleted before the answer arrives."""

    answered = Signal(object)
    pending = Signal(int)
    """The number of games that the answer does not include yet."""
    failed = Signal(str)
    """Why there is no answer, in a sentence."""

    def __init__(self, history_worker: HistoryWorker) -> None:
        super().__init__()
        self._history_worker = history_worker
        self._newest = 0
        self._question: Question[Any] | None = None
        self._deliver = in_main_thread(self._on_arrived)

    def ask(self, question: Question[Any]) -> None:
        """Ask `question`, which replaces the previous one."""
        self._newest += 1
        self._question = question
        self._send()

    def _send(self) -> None:
        if self._question is not None:
            # The callback runs in the worker's thread and must not hold this object. An answer whose number is not the
            # newest was overtaken by another question and is dropped.
            number, deliver = self._newest, self._deliver
            self._history_worker.ask(self._question).add_done_callback(lambda future: deliver(number, future))

    def _on_arrived(self, number: int, future: Future[Answer[Any]]) -> None:
        if number != self._newest or future.cancelled():
            return
        try:
            answer = future.result()
        except KioskError as error:
            self.failed.emit(error_text(error))
            return
        self.answered.emit(answer.value)
        self.pending.emit(answer.pending)
        if answer.pending:
            self._send()
