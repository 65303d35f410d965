"""Monitors of this computer, as Qt reports them."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QGuiApplication

from goat_kiosk.diagnostics.checks.check import MonitorInfo
from goat_kiosk.host.qt_libraries import require_platform


def list_monitors() -> list[MonitorInfo]:
    """Return every monitor; call it in the GUI thread. Without a running application, one is made for the call.

    Raises `Unavailable` where Qt has no display to draw on.
    """
    if isinstance(running := QGuiApplication.instance(), QGuiApplication):
        return _list_monitors(running)
    require_display()
    application = QGuiApplication(["goat-kiosk"])
    try:
        return _list_monitors(application)
    finally:
        application.shutdown()  # else no window could be opened in this process


def _list_monitors(application: QGuiApplication) -> list[MonitorInfo]:
    return [
        MonitorInfo(
            screen.name() or screen.model(), screen.size().width(), screen.size().height(), screen.devicePixelRatio()
        )
        for screen in application.screens()
    ]


def require_display() -> None:
    """Raise `Unavailable` where Qt would abort the process: it has no platform plugin for this display."""
    require_platform(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
