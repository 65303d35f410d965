"""Single instance per data folder: a second start activates the first window and ends.

The folder's lock decides which process owns the folder, and ends with the process; this is only the local socket
through which a second start is noticed. The owner of the lock removes a socket that a crash left behind.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_TIMEOUT_MS = 1_000


class SingleInstance(QObject):
    """Emits `activated` when the program is started a second time."""

    activated = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` is locked by this process. If the socket cannot be opened, second starts are not noticed."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        QLocalServer.removeServer(_socket_name(folder))
        self._server.listen(_socket_name(folder))

    def close(self) -> None:
        """Close the socket."""
        self._server.close()

    def _on_connection(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.activated.emit()


def activate_running(folder: Path) -> bool:
    """Activate the window that has `folder`; return whether there is one."""
    caller = QLocalSocket()
    caller.connectToServer(_socket_name(folder))
    is_running = caller.waitForConnected(_TIMEOUT_MS)
    caller.abort()
    return is_running


def _socket_name(folder: Path) -> str:
    """Return the name of the socket: a digest, because a path can exceed the length limit of socket names."""
    return f"goat-kiosk-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"
