"""Screens of this computer, as Qt reports them."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QGuiApplication

from goat_kiosk.diagnostics.checks.check import MonitorInfo
from goat_kiosk.host.qt_libraries import require_platform


def screens() -> list[MonitorInfo]:
    """Return every screen; to be asked in the window's thread. Without a window, an application is made to ask.

    Raises `Unavailable` where Qt has no display to draw on.
    """
    if isinstance(running := QGuiApplication.instance(), QGuiApplication):
        return _screens(running)
    require_display()
    made = QGuiApplication(["goat-kiosk"])
    try:
        return _screens(made)
    finally:
        made.shutdown()  # or no window could be opened in this process


def _screens(application: QGuiApplication) -> list[MonitorInfo]:
    return [
        MonitorInfo(one.name() or one.model(), one.size().width(), one.size().height(), one.devicePixelRatio())
        for one in application.screens()
    ]


def require_display() -> None:
    """Raise `Unavailable` where Qt would end the process, because it cannot load what draws on this display."""
    require_platform(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))
