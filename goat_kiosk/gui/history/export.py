"""Background export of games to a file, with progress: ten thousand games take seconds.

It reads the log through its own connections, so it blocks neither the window nor the queries of the history page.
"""

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QLocale, QObject, Signal

from goat_kiosk.exports import exporting
from goat_kiosk.exports.csv_dialect import CsvDialect, dialect_of
from goat_kiosk.gui.services.background_task import BackgroundTask
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.store.log.event_log import EventLog


class Export(QObject):
    """Writes one file at a time. It has no Qt parent, because the page may be deleted before the file is written."""

    progressed = Signal(int)
    """The share of games that are written, in percent."""
    finished = Signal()
    saved = Signal(str)
    """A sentence with the path of the file."""
    failed = Signal(str)

    def __init__(self, log_path: Path) -> None:
        super().__init__()
        self._log_path = log_path
        self._task = BackgroundTask()
        self._outcome = ""
        """The sentence about the written file; empty if the export was stopped."""
        self._task.result_ready.connect(self._on_result)
        self._task.failed.connect(self._on_failed)
        self._task.finished.connect(self._on_ended)

    @property
    def is_running(self) -> bool:
        """Whether a file is being written; only one is at a time."""
        return self._task.is_running

    def start(self, game_ids: list[int], folder: Path, name: str, file_format: exporting.FileFormat) -> None:
        """Start to write the games to a new file, a CSV for the spreadsheet program of the window's locale.

        Do nothing if a file is being written.
        """
        if self.is_running:
            return
        self._outcome = ""
        # The thread must not hold this object.
        log_path, file, dialect = self._log_path, f"{name}.{file_format}", dialect_of(QLocale().name())
        self._task.start(lambda: _write(log_path, game_ids, folder / file, file_format, dialect))

    def stop(self) -> None:
        """Cancel the export, and wait until its thread has ended."""
        self._task.stop()

    def _on_result(self, result: int | str) -> None:
        if isinstance(result, int):
            self.progressed.emit(result)
        else:
            self._outcome = result
            self.saved.emit(result)

    def _on_failed(self, sentence: str) -> None:
        self._outcome = sentence
        self.failed.emit(sentence)

    def _on_ended(self) -> None:
        self.finished.emit()
        if not self._outcome:
            self.saved.emit(t("Nothing was written."))


def _write(
    log_path: Path, game_ids: list[int], requested_file: Path, file_format: exporting.FileFormat, dialect: CsvDialect
) -> Iterator[int | str]:
    """Yield the percentage whenever it changes, and then the sentence that says where the file is."""
    file, percent = exporting.free_path(requested_file.parent, requested_file.name), 0
    with EventLog(log_path) as log:
        for count in exporting.write_in_steps(log, game_ids, file, file_format, dialect):
            before, percent = percent, min(100 * count // max(len(game_ids), 1), 100)
            if percent != before:
                yield percent
    yield _saved_text(len(game_ids), file)


def _saved_text(count: int, file: Path) -> str:
    if count == 1:
        return t("1 game saved to {file}", file=file)
    return t("{count} games saved to {file}", count=format_count(count), file=file)
