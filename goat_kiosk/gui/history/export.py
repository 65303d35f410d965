"""Writes games to a file in a thread of its own, and says how far it is: ten thousand take seconds, and nobody waits.

It reads the log through connections of its own, so neither the desk nor the questions of the history wait for it.
"""

import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from goat_kiosk.errors import KioskError
from goat_kiosk.exports import exporting
from goat_kiosk.gui.text.language import t
from goat_kiosk.store.event_log import EventLog


class _StoppedError(Exception):
    pass


class Export(QObject):
    """One file at a time. It has no parent: the page may be gone when the file is written."""

    progressed = Signal(int)
    """So many games of a hundred are written."""
    finished = Signal()
    saved = Signal(str)
    """Where the file is, in a sentence."""
    failed = Signal(str)

    def __init__(self, log_path: Path) -> None:
        super().__init__()
        self._log_path = log_path
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_running = False
        """Whether a file is being written."""

    def start(self, game_ids: list[int], folder: Path, name: str, form: exporting.FileFormat) -> None:
        """Write the games to a new file, unless one is being written."""
        if not self.is_running:
            self.is_running = True
            self._stop.clear()
            self._thread = threading.Thread(
                target=self._run, args=(game_ids, folder, f"{name}.{form}", form), name="export", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Leave the file unwritten."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, game_ids: list[int], folder: Path, name: str, form: exporting.FileFormat) -> None:
        """Write, in the thread; the signals carry over to the window's."""
        tell, said = self.saved, ""
        try:
            file = exporting.free_name(folder, name)
            with EventLog(self._log_path) as log:
                exporting.write(log, game_ids, file, form, lambda done: self._tell(done, len(game_ids)))
            said = _saved_text(len(game_ids), file)
        except _StoppedError:
            said = t("Nothing was written.")
        except KioskError as error:
            tell, said = self.failed, error.sentence
        self.is_running = False
        self.finished.emit()
        tell.emit(said)

    def _tell(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        before, now = 100 * max(done - 1, 0) // total, 100 * done // total
        if now != before:
            self.progressed.emit(min(now, 100))


def _saved_text(count: int, file: Path) -> str:
    if count == 1:
        return t("1 game saved to {file}", file=file)
    return t("{count} games saved to {file}", count=f"{count:,}", file=file)
