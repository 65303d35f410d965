"""First-start window of a new data folder; the main window follows it.

No text has been shown before it, so a language chosen here applies to everything: the page is rebuilt in it. It never
blocks the kiosk: one key closes it, and so does a game that is opened from a phone or a script meanwhile.
"""

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.theme import scale, style
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.theme.window_scaler import WindowScaler

if TYPE_CHECKING:
    from goat_kiosk.gui.welcome.page import WelcomePage


class FirstStart(QWidget):
    """The window that shows the welcome page."""

    finished = Signal()
    """The kiosk should start."""
    closed = Signal()
    """The program should exit."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self._services = services
        self._address_monitor = AddressMonitor(services.address, services.audience, services.preferences, self)
        self._lock = Lock(services.preferences, parent=self)
        # Created before the content, which must be created at scale factor 1.
        WindowScaler(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 28, 48, 28)
        self._column = column
        self.page = self._make_page()
        self.resize(scale.LAPTOP)
        self.setMinimumSize(scale.SMALLEST_AT_1 * scale.MIN_FACTOR)
        self._address_monitor.start()

    def _make_page(self) -> "WelcomePage":
        from goat_kiosk.gui.welcome.page import WelcomePage  # noqa: PLC0415  a first start is rare

        page = scale_widget(WelcomePage(self._services, self._address_monitor, self._lock))
        page.language_chosen.connect(self._on_language_chosen)
        page.saved.connect(self.finish)
        page.closed.connect(self.finish)
        self._column.addWidget(page)
        return page

    def _on_language_chosen(self) -> None:
        """Rebuild the page in the chosen language, and keep what has been entered."""
        set_language(self._services.preferences.current.language)
        before, self.page = self.page, self._make_page()
        # Shown first, because the page loads the saved settings in its showEvent.
        self.page.show()
        self.page.name.setText(before.name.text())
        self.page.courts.show_courts(())
        self.page.courts.names.setText(before.courts.text)
        self.page.pin.setText(before.pin.text())
        before.hide()
        before.deleteLater()
        self.page.language.setFocus()

    def bring_to_front(self) -> None:
        """Show and raise the window, when the program starts or is started a second time."""
        room = self.size().boundedTo(self.screen().availableSize())
        if room != self.size():
            self.resize(room)
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.show()
        self.raise_()
        self.activateWindow()

    def finish(self) -> None:
        """Start the kiosk, and never show this window again."""
        self._services.preferences.change(welcomed=True)
        self.finished.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Exit the program; the next start shows this window again."""
        super().closeEvent(event)
        self.closed.emit()


def is_due(services: Services) -> bool:
    """Whether the data folder is new: the welcome was never finished, and no game exists."""
    return (
        services.venue is not None and not services.preferences.current.welcomed and not services.scorekeeper.has_games
    )


async def welcome(services: Services, stop: asyncio.Event, activated: SignalInstance) -> None:
    """Show the welcome until it is over, if it is due; set `stop` when its window was closed.

    `activated` is emitted when the program is started a second time, and raises the window.
    """
    if not is_due(services):
        return
    closed = asyncio.Event()
    window = FirstStart(services)
    window.finished.connect(closed.set)
    window.closed.connect(stop.set)
    # A game opened meanwhile ends the welcome.
    unsubscribe = services.scorekeeper.subscribe(lambda _: window.finish())
    if services.preferences.current.theme != style.current_theme().name:
        style.set_theme(services.preferences.current.theme)
    activated.connect(window.bring_to_front)
    window.bring_to_front()
    waiters = [asyncio.ensure_future(event.wait()) for event in (closed, stop)]
    await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
    for waiter in waiters:
        waiter.cancel()
    unsubscribe()
    activated.disconnect(window.bring_to_front)
    window.hide()
    window.deleteLater()
