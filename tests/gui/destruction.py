"""Destruction of Qt objects, and the thread that it happens in."""

import threading

from PySide6.QtCore import QObject, Qt


def destroyed_in(watched: QObject) -> list[threading.Thread]:
    """Return a list that will hold the thread in which `watched` was destroyed."""
    threads: list[threading.Thread] = []
    watched.destroyed.connect(lambda: threads.append(threading.current_thread()), Qt.ConnectionType.DirectConnection)
    return threads
