"""Audience of the server for the window: the screens that show the score, the phones, and the networks they use.

The window knows nothing of HTTP: it uses `gui.services.audience.Audience`, which this implements with the server.
"""

from collections.abc import Callable

from goat_kiosk.gui.services.audience import SceneInfo
from goat_kiosk.host import network
from goat_kiosk.settings.config import Settings
from goat_kiosk.web.live.screens import Order, Scene, Screen
from goat_kiosk.web.pages.reachability_test import Visit
from goat_kiosk.web.server import Server


class ServerAudience:
    """The screens and phones of a running server."""

    def __init__(self, server: Server, settings: Settings, port: int, on_address: Callable[[str], object]) -> None:
        """`port` is what the server is bound to; `on_address` is called with each new spectators' URL."""
        self._server = server
        self._host, self._public_url = settings.host, settings.public_url
        self._port = port
        self._on_address = on_address

    @property
    def open_streams(self) -> int:
        """How many streams are open: each screen has one, and so has each phone."""
        return self._server.open_streams

    def networks(self) -> list[network.Network]:
        """Return the networks in which phones can reach the server now; the likeliest one first.

        With a public URL that is the only address to show, whatever the networks of this computer are.
        """
        if self._public_url:
            return [network.Network("", self._public_url)]
        return network.find_networks(self._host, self._port)

    def set_address(self, url: str) -> None:
        """Set the address for phones, which displays show and other kiosks link to."""
        self._on_address(url)

    def visits(self) -> list[Visit]:
        """Return the visits to the test page in the last minutes, the newest first."""
        return self._server.reachability_test.latest()

    def screens(self) -> list[Screen]:
        """Return the displays and overlays that have reported recently, by name."""
        return self._server.screens()

    def identify(self, screen_id: str) -> None:
        """Make a screen show its name for a moment. Raises `NotFound`, as the methods below do."""
        self._server.send_order(screen_id, Order("identify"))

    def reload(self, screen_id: str) -> None:
        """Make a screen reload its page."""
        self._server.send_order(screen_id, Order("reload"))

    def rename(self, screen_id: str, name: str) -> None:
        """Rename a screen. Raises `InvalidValue` for an invalid name."""
        self._server.send_order(screen_id, Order("rename", name))

    def show(self, screen_id: str, scene: SceneInfo) -> None:
        """Choose what a screen shows. Raises `InvalidValue` when the court, message or tournament is missing."""
        fields = scene.show, scene.court, scene.text, scene.tournament_id, scene.view
        self._server.send_order(screen_id, Order("show", scene=Scene(*fields)))
