"""Backup and log monitor: polls for problems, and shows them in the message line until they are over."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import join_messages
from goat_kiosk.gui.window.main_window import MainWindow

_POLL_MS = 5_000


class BackupWatch(QObject):
    """Polls the backup worker and the log."""

    def __init__(self, window: MainWindow, find_problems: Callable[[], Iterable[KioskError]]) -> None:
        """`find_problems` returns the current problems."""
        super().__init__(window)
        self._window, self._find_problems = window, find_problems
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        window.closed.connect(self._timer.stop)  # the worker may have ended by the next poll
        self.poll()

    def poll(self) -> None:
        """Poll now."""
        self._window.message.show_problem("backup", join_messages(self._find_problems()))
