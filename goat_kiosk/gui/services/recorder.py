"""The one hand of the window on the scorekeeper: does what is wanted, and keeps what is not saved yet.

A deed is a call that is ready to be repeated. While the disk is slow, the deeds that follow stand behind the one that
is being saved, in order, and nothing of them is shown as done. When the log cannot keep a deed (`NotSaved`), nothing
has changed and nobody was told, so the very same deed is tried again until it is saved or dropped, by hand and by
itself; until then no other deed is accepted, because bags must not overtake each other.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.domain.history import History
from goat_kiosk.errors import KioskError, NotSaved
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.store.write_queue import WritePending

Operation = Callable[[], Change]

_AGAIN_MS = 1_000
"""Until a deed that could not be saved is tried again by itself: as soon as it is said that there is room again."""


class _Request(NamedTuple):
    deed: Operation
    then: Callable[[Change], None] | None
    of: tuple[int, AnyEvent] | None


class Recorder(QObject):
    """Does deeds and says how it went."""

    saved = Signal()
    """Everything is on the disk."""
    saving = Signal(int)
    """So many deeds wait for a slow disk."""
    refused = Signal(str)
    """The sentence for the scorekeeper; nothing has changed."""
    unsaved = Signal(str)
    """The sentence; the deed is kept for `again` or `drop`."""
    recovered = Signal()
    """What could not be saved is saved after all, and everything behind it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: deque[_Request] = deque()
        self._under_way = False
        self._sentence = ""
        self._recovering = False
        """Whether something of what is done now could not be saved before."""
        self._quiet = False
        """Whether nobody needs to be told what he has been told."""
        self._timer = QTimer(self, interval=_AGAIN_MS, singleShot=True)
        self._timer.timeout.connect(self._again_by_itself)

    def do(
        self, deed: Operation, then: Callable[[Change], None] | None = None, of: tuple[int, AnyEvent] | None = None
    ) -> None:
        """Do `deed`, after those that are not done yet; `then` is told what became of it.

        `of` is the game and the event that it records, for `projected_history`.
        """
        if self._sentence:
            self.unsaved.emit(self._sentence)
            return
        self._quiet = False
        self._wanted.append(_Request(deed, then, of))
        if self._under_way:
            self.saving.emit(len(self._wanted))
        else:
            self._go_on()

    @property
    def holds(self) -> int:
        """How many deeds are not on the disk."""
        return len(self._wanted)

    @property
    def under_way(self) -> bool:
        """Whether the disk has still to answer."""
        return self._under_way

    @property
    def stuck(self) -> str:
        """Why the first of them could not be saved; empty when none failed."""
        return self._sentence

    def projected_history(self, game_id: int, history: History, *more: AnyEvent) -> History:
        """Return the game as it will be when everything wanted, and `more`, is done. Raises `RuleViolation`."""
        events = [wanted.of[1] for wanted in self._wanted if wanted.of is not None and wanted.of[0] == game_id]
        for event in (*events, *more):
            history = history.after(event, history.at)
        return history

    def again(self) -> None:
        """Do the deed that was kept once more, and those behind it; say it when that fails again."""
        self._quiet = False
        if self._under_way:
            self.saving.emit(len(self._wanted))
        elif self._sentence:
            self._go_on()

    def _again_by_itself(self) -> None:
        if self._sentence and not self._under_way:
            self._quiet = True
            self._go_on()

    def drop(self) -> bool:
        """Give up what could not be saved, and return whether that was still possible: the disk may have it by now."""
        if self._under_way:
            return False
        self._settle()
        self._recovering = False
        self._wanted.clear()
        return True

    def _settle(self) -> None:
        self._sentence = ""
        self._timer.stop()

    def _go_on(self) -> None:
        """Do the deeds in order, as far as the disk lets it."""
        while self._wanted and not self._under_way:
            try:
                goes_on = self._take(self._wanted[0].deed)
            except WritePending as slow:
                self._under_way = True
                self.saving.emit(len(self._wanted))
                slow.outcome.add_done_callback(self._on_done)
                return
            if not goes_on:
                return

    def _on_done(self, outcome: Future[Change]) -> None:
        """Take the outcome of a deed that took long; called in this thread."""
        self._under_way = False
        if self._take(outcome.result):
            self._go_on()

    def _take(self, deed: Operation) -> bool:
        """Do the first deed, and return whether those behind it may follow. Raises `WritePending`."""
        try:
            change = deed()
        except WritePending:
            raise
        except NotSaved as error:
            self._keep(error_text(error))
            return False
        except KioskError as error:
            self._refuse(error_text(error))
            return False
        except Exception:
            self._wanted.popleft()  # a bug must not come back with every key
            raise
        self._done(change)
        return True

    def _done(self, change: Change) -> None:
        done, self._recovering = self._wanted.popleft(), self._recovering or bool(self._sentence)
        self._settle()
        if not self._wanted:
            self.saved.emit()
            if self._recovering:
                self._recovering = False
                self.recovered.emit()
        if done.then is not None:
            done.then(change)

    def _keep(self, sentence: str) -> None:
        known, self._sentence = self._sentence, sentence
        self._timer.start()
        if not (self._quiet and known == sentence):
            self.unsaved.emit(sentence)

    def _refuse(self, sentence: str) -> None:
        """Let the first deed go, and those behind it: they were keyed in the belief that it would count."""
        more = " " + t("What was keyed after it is left out too.") if len(self._wanted) > 1 else ""
        self.drop()
        self.saved.emit()
        self.refused.emit(sentence + more)
