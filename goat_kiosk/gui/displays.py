"""The screens of this computer, as Qt sees them."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo
from PySide6.QtGui import QGuiApplication

from goat_kiosk.doctor.check import Screen
from goat_kiosk.qt_libraries import require_platform


def screens() -> list[Screen]:
    """Return every screen; to be asked in the window's thread. Without a window, an application is made for it.

    Raises `Unusable` where Qt has no display to draw on.
    """
    application = QGuiApplication.instance() or _make_application()
    shown = application.screens() if isinstance(application, QGuiApplication) else []
    return [
        Screen(one.name() or one.model(), one.size().width(), one.size().height(), one.devicePixelRatio())
        for one in shown
    ]


def require_display() -> None:
    """Raise `Unusable` where Qt would end the process, because it cannot load what draws on this display."""
    require_platform(Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)))


def _make_application() -> QGuiApplication:
    require_display()
    return QGuiApplication(["goat-kiosk"])
