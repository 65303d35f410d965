"""Screen inhibitor: keeps the screen on while a game is live, if the desktop supports it.

The D-Bus screen saver is asked on a connection of its own: the request ends with that connection, however the program
ends (https://specifications.freedesktop.org/idle-inhibit/latest/). Without a screen saver, `systemd-inhibit` runs
`cat`, which ends with the pipe that this process holds.
"""

import os
import shutil
import subprocess

from PySide6.QtDBus import QDBusConnection, QDBusMessage

_CONNECTION = "goat-kiosk-awake"
_SERVICE, _PATH = "org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver"
_REASON = "A game is live"
_STOP_TIMEOUT_S = 0.5
"""Seconds to wait for `cat`, which ends at once."""


class ScreenInhibitor:
    """Keeps the screen on, or lets it sleep."""

    def __init__(self) -> None:
        self.active = False
        self._bus = False
        self._inhibitor: subprocess.Popen[bytes] | None = None

    def set_active(self, *, active: bool) -> None:
        """Keep the screen on if `active`, otherwise let it sleep."""
        if active == self.active:
            return
        self.active = active
        if active:
            self._bus = _inhibit_screen_saver()
            if not self._bus:
                self._start_inhibitor()
        else:
            self._release()

    def _release(self) -> None:
        if self._bus:
            QDBusConnection.disconnectFromBus(_CONNECTION)
            self._bus = False
        if (process := self._inhibitor) is not None:
            self._inhibitor = None
            _end(process)

    def _start_inhibitor(self) -> None:
        program = shutil.which("systemd-inhibit")
        if program is None:
            return
        command = [program, "--what=idle", "--who=GOaT Kiosk", f"--why={_REASON}", "cat"]
        null = subprocess.DEVNULL
        try:
            self._inhibitor = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=null, stderr=null)  # noqa: S603  fixed arguments
        except OSError:
            # It is there and cannot be run: as good as none.
            return


def _end(inhibitor: "subprocess.Popen[bytes]") -> None:
    """Close the pipe of `cat` and wait for it; without systemd, it has ended already."""
    if inhibitor.stdin is not None:
        inhibitor.stdin.close()
    try:
        inhibitor.wait(_STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        inhibitor.kill()
        inhibitor.wait()


def _inhibit_screen_saver() -> bool:
    """Inhibit the desktop's screen saver without waiting for its reply; return whether there is a session bus."""
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        # Without an address, Qt would start a new bus that has no screen saver.
        return False
    bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, _CONNECTION)
    if not bus.isConnected() or not bus.interface().isServiceRegistered(_SERVICE).value():
        QDBusConnection.disconnectFromBus(_CONNECTION)
        return False
    request = QDBusMessage.createMethodCall(_SERVICE, _PATH, _SERVICE, "Inhibit")
    request.setArguments(["GOaT Kiosk", _REASON])
    return bus.send(request)
