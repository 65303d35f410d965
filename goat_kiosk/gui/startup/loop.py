"""Event loop: Qt's own, driven as an asyncio loop by qasync, which only this module imports.

Only coroutines of the window and the scorekeeper run here, never a phone's: qasync keeps one Qt timer for every
canceled `call_later` until it fires. The application does not quit with its last window: `main` decides when it ends,
or else asyncio would find its loop stopped in the middle of a shutdown. On Python 3.11 `asyncio.run` takes no loop;
`asyncio.Runner` does.
"""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]  # comes without types

from goat_kiosk.gui.startup.garbage_collection import MainThreadCollector
from goat_kiosk.gui.startup.monitors import require_display
from goat_kiosk.gui.theme import fonts, style
from goat_kiosk.settings.paths import RESOURCES


def run_window(main: Callable[[], Coroutine[Any, Any, int]]) -> int:
    """Run `main` on a new application's loop and return its exit code."""
    application = make_application()
    MainThreadCollector(application)
    with asyncio.Runner(loop_factory=lambda: QEventLoop(application)) as runner:
        return runner.run(main())


def make_application() -> QApplication:
    """Return the application with its name, fonts and look. Raises `Unavailable` where Qt has no display to draw on."""
    running = QApplication.instance()
    if running is None:
        require_display()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("goat-kiosk")
    application.setApplicationDisplayName("GOaT Kiosk")
    application.setDesktopFileName("goat-kiosk")
    application.setWindowIcon(QIcon(str(RESOURCES / "icons" / "goat-kiosk.svg")))
    application.setQuitOnLastWindowClosed(False)
    application.setStyle("Fusion")
    fonts.load()
    style.set_theme("night")
    return application
