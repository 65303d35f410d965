"""Network address of the kiosk for spectators, polled because Wi-Fi can reconnect with another address.

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

_POLL_MS = 1_000
"""A poll takes a tenth of a millisecond."""
NO_NETWORK = mark_for_translation("No network: no phone can follow. Join the Wi-Fi again; scoring goes on meanwhile.")


_log = logging.getLogger(__name__)


class AddressMonitor(QObject):
    """Polls the networks, and chooses the address to show."""

    changed = Signal(str)
    """The new address."""
    networks_changed = Signal()
    problem_changed = Signal(str)
    """The sentence that says why no phone can connect; empty when one can again."""
    notified = Signal(str)
    """A change of the address as a sentence, for the message line."""

    def __init__(
        self, address: str, audience: Audience, preferences: Preferences, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._audience, self._preferences = audience, preferences
        self.address = address.rstrip("/")
        self._networks: list[tuple[str, str]] | None = None
        self._timer = QTimer(self, interval=_POLL_MS)
        self._timer.timeout.connect(self.poll)

    def start(self) -> None:
        """Poll now, and start the timer."""
        self.poll()
        self._timer.start()

    @property
    def networks(self) -> list[str]:
        """The names of the available networks."""
        return [name for name, _ in self._networks or []]

    @property
    def network(self) -> str:
        """The name of the network in use."""
        return next((name for name, url in self._networks or [] if url == self.address), "")

    @property
    def problem(self) -> str:
        """The sentence that says why no phone can connect; empty if one can."""
        return t(NO_NETWORK) if self._networks == [] else ""

    def choose(self, name: str) -> None:
        """Use the network of that name, now and whenever it is available."""
        self._preferences.change(network=name)
        self.poll()

    def poll(self) -> None:
        """Read the available networks, and change the address if its network is gone."""
        available = self._audience.networks()
        if available is None:
            return
        networks = [(network.name, network.url) for network in available]
        first = self._networks is None
        if networks != self._networks:
            self._networks = networks
            self._use(self._preferred_name(available), quietly=first)
            self.networks_changed.emit()
            self.problem_changed.emit(self.problem)
        else:
            self._use(self._preferred_name(available), quietly=True)

    def _preferred_name(self, networks: Sequence[NetworkInfo]) -> str:
        preferred = [network.url for network in networks if network.name == self._preferences.current.network]
        urls = [network.url for network in networks]
        return (preferred or [url for url in urls if url == self.address] or urls or [self.address])[0]

    def _use(self, url: str, *, quietly: bool) -> None:
        if url == self.address:
            return
        self.address = url
        _log.info("Spectators now open %s", url)
        self._audience.set_address(url)
        self.changed.emit(url)
        if not quietly:
            self.notified.emit(
                t("The network changed: spectators now open {url}. Codes here and on the walls follow.", url=url)
            )
