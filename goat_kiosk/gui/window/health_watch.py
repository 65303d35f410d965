"""Health monitor: polls the kiosk's parts, and shows what is wrong in the message line until it is over.

Disk and uplink have monitors of their own, which poll the same facts more often.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer

from goat_kiosk.gui.services.main_thread import in_main_thread
from goat_kiosk.gui.text.language import join_messages
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.health.parts import PartHealth

_POLL_MS = 5_000
_SHOWN = ("backups", "clock", "certificate", "hub")
"""Names of the parts, the most urgent first; the problems of the stick are among those of the backups."""

RequestParts = Callable[[Callable[[Mapping[str, PartHealth]], None]], None]
"""Calls its argument, from any thread, with the health of each part."""


class HealthWatch(QObject):
    """Polls the health of the kiosk for one window."""

    def __init__(self, window: MainWindow, request_parts: RequestParts) -> None:
        super().__init__(window)
        self._window, self._request_parts = window, request_parts
        self._on_parts = in_main_thread(self._show)
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        window.closed.connect(self._timer.stop)  # the kiosk may have ended by the next poll
        self.poll()

    def poll(self) -> None:
        """Poll now."""
        self._request_parts(self._on_parts)

    def _show(self, parts: Mapping[str, PartHealth]) -> None:
        for name in _SHOWN:
            problems = parts[name].problems if name in parts else ()
            self._window.message.show_problem(name, join_messages(problems))
