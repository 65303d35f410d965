"""Network address of the kiosk for spectators, polled: Wi-Fi comes back with another address.

A laptop may be in several networks. The scorekeeper's choice is remembered by the network's name; without one, the
address in use stays as long as it exists. Every widget that shows the address listens to `changed`.
"""

import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from goat_kiosk.gui.services.audience import Audience, NetworkInfo
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t
from goat_kiosk.text.i18n import mark_for_translation

_EVERY_MS = 1_000
"""Asking costs a tenth of a millisecond."""
NO_NETWORK = mark_for_translation("No network: no phone can follow. Join the Wi-Fi again; scoring goes on meanwhile.")


_log = logging.getLogger(__name__)


class AddressMonitor(QObject):
    """The address in use, and the networks there are."""

    changed = Signal(str)
    """The address is another one."""
    networks_changed = Signal()
    troubled = Signal(str)
    """Why nobody can follow, as a sentence; nothing when all is well again."""
    notified = Signal(str)
    """What happened, for the message line."""

    def __init__(
        self, address: str, audience: Audience, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._audience, self._preferences = audience, preferences
        self.address = address.rstrip("/")
        self._networks: list[tuple[str, str]] | None = None
        self._every = QTimer(self, interval=_EVERY_MS)
        self._every.timeout.connect(self.poll)

    def start(self) -> None:
        """Poll now and from now on."""
        self.poll()
        self._every.start()

    @property
    def networks(self) -> list[str]:
        """The names of the networks there are."""
        return [name for name, _ in self._networks or []]

    @property
    def network(self) -> str:
        """The name of the network in use."""
        return next((name for name, url in self._networks or [] if url == self.address), "")

    @property
    def trouble(self) -> str:
        """Why nobody can follow, as a sentence; else nothing."""
        return t(NO_NETWORK) if self._networks == [] else ""

    def choose(self, name: str) -> None:
        """Use the network of that name, now and whenever it is there."""
        self._preferences.change(network=name)
        self.poll()

    def poll(self) -> None:
        """See which networks there are, and use another address if need be."""
        found = self._audience.networks()
        if found is None:
            return
        networks = [(network.name, network.url) for network in found]
        first = self._networks is None
        if networks != self._networks:
            self._networks = networks
            self._use(self._preferred_name(found), quietly=first)
            self.networks_changed.emit()
            self.troubled.emit(self.trouble)
        else:
            self._use(self._preferred_name(found), quietly=True)

    def _preferred_name(self, found: Sequence[NetworkInfo]) -> str:
        chosen = [network.url for network in found if network.name == self._preferences.chosen.network]
        urls = [network.url for network in found]
        return (chosen or [url for url in urls if url == self.address] or urls or [self.address])[0]

    def _use(self, url: str, *, quietly: bool) -> None:
        if url == self.address:
            return
        self.address = url
        _log.info("Spectators now open %s", url)
        self._audience.reached_at(url)
        self.changed.emit(url)
        if not quietly:
            self.notified.emit(
                t("The network changed: spectators now open {url}. Codes here and on the walls follow.", url=url)
            )
