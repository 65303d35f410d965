"""The hall as the window works with it: the screens that show the score, the phones, and the network they come by.

The window knows nothing of HTTP; it asks for this by `gui.services.audience.Audience`, and this asks the server.
"""

from goat_kiosk.host import network
from goat_kiosk.web.live.screens import Order, Scene, Screen, Show
from goat_kiosk.web.pages.reachability_test import Visit
from goat_kiosk.web.server import Server


class ServerAudience:
    """The screens and phones of a running server."""

    def __init__(self, server: Server, host: str, port: int) -> None:
        """`host` and `port` are what the server is bound to."""
        self._server = server
        self._host = host
        self._port = port

    @property
    def count_followers(self) -> int:
        """How many streams are open: each screen has one, and so has each phone."""
        return self._server.count_followers

    def networks(self) -> list[network.Network]:
        """Return the networks in which phones can reach the server now; the likeliest one first."""
        return network.networks(self._host, self._port)

    def reached_at(self, url: str) -> None:
        """Have walls show the address that phones can reach."""
        self._server.set_public_url(url)

    def visits(self) -> list[Visit]:
        """Return who has opened the test page in the last minutes, the newest first."""
        return self._server.visits.latest()

    def screens(self) -> list[Screen]:
        """Return the walls and overlays that have reported lately, by name."""
        return self._server.screens()

    def identify(self, screen_id: str) -> None:
        """Have a screen show its name for a moment. Raises `NotFound`, as the others do."""
        self._server.order(screen_id, Order("identify"))

    def reload(self, screen_id: str) -> None:
        """Have a screen load its page anew."""
        self._server.order(screen_id, Order("reload"))

    def rename(self, screen_id: str, name: str) -> None:
        """Give a screen another name. Raises `InvalidValue` for one that is none."""
        self._server.order(screen_id, Order("rename", name))

    def show(self, screen_id: str, show: Show, court: str = "", text: str = "") -> None:
        """Choose what a screen shows. Raises `InvalidValue` when the court or the message is missing."""
        self._server.order(screen_id, Order("show", scene=Scene(show, court, text)))
