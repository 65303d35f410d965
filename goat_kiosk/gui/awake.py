"""Keeps the screen on while a game is live, by whatever the desktop offers; where it offers nothing, all is quiet.

The screen saver is asked over D-Bus on a connection of its own: it forgets the wish when that connection ends, however
the program ends (https://specifications.freedesktop.org/idle-inhibit/latest/). Without one, systemd's own inhibitor
runs beside `cat`, which ends with the pipe that this process holds.
"""

import os
import shutil
from functools import partial

from PySide6.QtCore import QObject, QProcess
from PySide6.QtDBus import QDBusConnection, QDBusMessage

_CONNECTION = "goat-kiosk-awake"
_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_WHY = "A game is live"
_ENDS_WITHIN_MS = 500
"""`cat` ends at once."""


class Awake(QObject):
    """Holds the screen on, or lets it sleep."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.held = False
        self._bus = False
        self._inhibitor: QProcess | None = None

    def hold(self, *, wanted: bool) -> None:
        """Keep the screen on, or no longer."""
        if wanted == self.held:
            return
        self.held = wanted
        if wanted:
            self._bus = _asked_screen_saver()
            if not self._bus:
                self._start_inhibitor()
        else:
            self._release()

    def _release(self) -> None:
        if self._bus:
            QDBusConnection.disconnectFromBus(_CONNECTION)
            self._bus = False
        if (process := self._inhibitor) is not None:
            process.closeWriteChannel()
            process.waitForFinished(_ENDS_WITHIN_MS)

    def _start_inhibitor(self) -> None:
        program = shutil.which("systemd-inhibit")
        if program is None:
            return
        self._inhibitor = process = QProcess(self)
        process.finished.connect(partial(self._forget, process))
        process.start(program, ["--what=idle", "--who=GOaT Kiosk", f"--why={_WHY}", "cat"])

    def _forget(self, process: QProcess, *_: object) -> None:
        """It has ended: let go, or where there is no systemd to ask, at once."""
        if process is self._inhibitor:
            self._inhibitor = None
        process.deleteLater()


def _asked_screen_saver() -> bool:
    """Ask the desktop's screen saver to wait, without waiting for its answer; return whether there is one."""
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        # Qt would start a bus of its own, on which nobody is.
        return False
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _CONNECTION)
    if not bus.isConnected() or not bus.interface().isServiceRegistered(_SERVICE).value():
        QDBusConnection.disconnectFromBus(_CONNECTION)
        return False
    wish = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    wish.setArguments(["GOaT Kiosk", _WHY])
    return bus.send(wish)
