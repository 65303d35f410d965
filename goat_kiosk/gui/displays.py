"""The screens of this computer, as Qt sees them."""

from PySide6.QtGui import QGuiApplication

from goat_kiosk.doctor.check import Screen


def screens() -> list[Screen]:
    """Return every screen; to be asked in the window's thread. Without a window, an application is made for it."""
    application = QGuiApplication.instance() or QGuiApplication(["goat-kiosk"])
    shown = application.screens() if isinstance(application, QGuiApplication) else []
    return [
        Screen(one.name() or one.model(), one.size().width(), one.size().height(), one.devicePixelRatio())
        for one in shown
    ]
