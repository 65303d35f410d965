"""The first start of a data folder: the welcome in a window of its own, and the scorekeeper's window after it.

Before that window there is nothing that speaks, so the language can still be chosen for all of it: the page is made
anew in it. It never stands in the way: it goes by one key, or by itself when a game is opened from a phone or by a
script meanwhile.
"""

import asyncio

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from goat_kiosk.gui.lock.lock import Lock
from goat_kiosk.gui.services.network_address import AddressMonitor
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.text.language import set_language
from goat_kiosk.gui.welcome.page import WelcomePage
from goat_kiosk.gui.widgets import style


class FirstStart(QWidget):
    """The window of the first start."""

    finished = Signal()
    """The kiosk is to go on."""
    closed = Signal()
    """The program is to end."""

    def __init__(self, venue: Services) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle("GOaT Kiosk")
        self._venue = venue
        self._reach = AddressMonitor(venue.address, venue.audience, venue.preferences, self)
        self._lock = Lock(venue.preferences, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(48, 28, 48, 28)
        self._column = column
        self.page = self._made()
        self.resize(1366, 728)
        self.setMinimumSize(1100, 620)
        self._reach.start()

    def _made(self) -> WelcomePage:
        page = WelcomePage(self._venue, self._reach, self._lock)
        page.language_chosen.connect(self._speak)
        page.saved.connect(self.finish)
        page.left.connect(self.finish)
        self._column.addWidget(page)
        return page

    def _speak(self) -> None:
        """Say the page again in the language chosen, with what was written."""
        set_language(self._venue.preferences.chosen.language)
        before, self.page = self.page, self._made()
        # Shown first: at that moment it fills itself with what is kept.
        self.page.show()
        self.page.name.setText(before.name.text())
        self.page.courts.show_courts(())
        self.page.courts.names.setText(before.courts.text)
        self.page.pin.setText(before.pin.text())
        before.hide()
        before.deleteLater()
        self.page.language.setFocus()

    def bring_to_front(self) -> None:
        """Come to the front: the program has been started, or somebody starts it again."""
        self.show()
        self.raise_()
        self.activateWindow()

    def finish(self) -> None:
        """Go on with the kiosk, and never ask again."""
        self._venue.preferences.change(welcomed=True)
        self.finished.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed by its frame: the program is to end, and asks again next time."""
        super().closeEvent(event)
        self.closed.emit()


def is_due(venue: Services) -> bool:
    """Whether this folder is new: nobody was welcomed, and nothing was ever played."""
    return venue.venue is not None and not venue.preferences.chosen.welcomed and not venue.scorekeeper.has_games


async def welcome(venue: Services, stop: asyncio.Event, rung: SignalInstance) -> None:
    """Show the welcome until it is over, if it is due; set `stop` when its window was closed.

    It comes to the front when `activated` says that the program was started again.
    """
    if not is_due(venue):
        return
    over = asyncio.Event()
    window = FirstStart(venue)
    window.finished.connect(over.set)
    window.closed.connect(stop.set)
    # A game that is opened meanwhile wants to be seen. Whoever follows does so for good, also when this is long over.
    venue.scorekeeper.subscribe(lambda _: None if over.is_set() else window.finish())
    if venue.preferences.chosen.theme != style.current_theme().name:
        style.set_theme(venue.preferences.chosen.theme)
    rung.connect(window.bring_to_front)
    window.bring_to_front()
    waits = [asyncio.ensure_future(event.wait()) for event in (over, stop)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    over.set()
    rung.disconnect(window.bring_to_front)
    window.hide()
    window.deleteLater()
