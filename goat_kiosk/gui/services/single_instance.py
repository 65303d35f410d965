"""One window a data folder: a second start rings here, and the first window comes to the front.

Who holds the folder is decided by its claim, which ends with the process; this is only the bell. What is left of one
after a crash is cleared away by whoever holds the claim next.
"""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WITHIN_MS = 1_000


class SingleInstance(QObject):
    """Hears a second start."""

    activated = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """`folder` is claimed by this process. A bell that cannot be hung is no reason not to open."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._answer)
        QLocalServer.removeServer(_socket_name(folder))
        self._server.listen(_socket_name(folder))

    def close(self) -> None:
        """Take the bell down."""
        self._server.close()

    def _answer(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            caller.disconnected.connect(caller.deleteLater)
            caller.disconnectFromServer()
            self.activated.emit()


def activate_running(folder: Path) -> bool:
    """Ring at the window that has `folder`; return whether there is one."""
    caller = QLocalSocket()
    caller.connectToServer(_socket_name(folder))
    heard = caller.waitForConnected(_WITHIN_MS)
    caller.abort()
    return heard


def _socket_name(folder: Path) -> str:
    """Return the bell's name. A path may be longer than a socket's name can be, a digest is not."""
    return f"goat-kiosk-{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:24]}"
