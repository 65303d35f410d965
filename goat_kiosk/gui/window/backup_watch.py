"""Every few seconds: what is wrong with the backups or the log, said beside the messages for as long as it lasts."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import join_messages
from goat_kiosk.gui.window.main_window import MainWindow

_EVERY_MS = 5_000


class BackupWatch(QObject):
    """Between the window and those who look after the log."""

    def __init__(self, window: MainWindow, troubles: Callable[[], Iterable[KioskError]]) -> None:
        """`troubles` returns what is wrong now."""
        super().__init__(window)
        self._window, self._troubles = window, troubles
        self._every = QTimer(self, interval=_EVERY_MS)
        self._every.timeout.connect(self.poll)
        self._every.start()
        window.closed.connect(self._every.stop)  # what it asks may have ended when it would ask again

    def poll(self) -> None:
        """Look now."""
        self._window.message.show_trouble("backup", join_messages(self._troubles()))
