"""Crash notifier: shows a message for each new crash report, from any thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from goat_kiosk.diagnostics.logs.crash_reports import CrashReportHandler
from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.gui.text.language import t


class CrashNotifier(QObject):
    """Emits a sentence for each new report, until it is switched off."""

    notified = Signal(str)
    """A sentence for the message line."""

    def __init__(self, crashes: CrashReportHandler, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crashes = crashes
        crashes.on_report = in_main_thread(self._on_reported)

    def switch_off(self) -> None:
        """Stop emitting, because the window closes."""
        self._crashes.on_report = lambda _: None

    def _on_reported(self, file: Path) -> None:
        self.notified.emit(
            t("Something went wrong in the program; scoring goes on. A report is kept: {file}.", file=file.name)
        )
