"""Says in the window that a bug was met: it may have been met in any thread, and the signal carries it over."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from goat_kiosk.diagnostics.journal.crashes import Crashes
from goat_kiosk.gui.text.language import t


class CrashNotifier(QObject):
    """Tells of each new report, until it is switched off."""

    notified = Signal(str)
    """A sentence for the message line."""
    _reported = Signal(object)

    def __init__(self, crashes: Crashes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crashes = crashes
        self._reported.connect(self._on_reported)
        crashes.on_report = self._reported.emit

    def switch_off(self) -> None:
        """Tell no more: the window is going."""
        self._crashes.on_report = lambda _: None

    def _on_reported(self, file: Path) -> None:
        self.notified.emit(
            t("Something went wrong in the program; scoring goes on. A report is kept: {file}.", file=file.name)
        )
