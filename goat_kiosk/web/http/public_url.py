"""Public URL of this kiosk: the address for phones, shown on walls and in QR codes.

A wall on the kiosk's own second monitor is loaded from ``localhost``, which is of no use to a phone. So the program
sets the address that phones can reach; until then, the host of the wall's own request is used.
"""

from aiohttp import web


class PublicUrl:
    """The URL by which phones reach this kiosk."""

    def __init__(self) -> None:
        self.url = ""
        """As ``http://192.168.1.20:8080``; "" until it is known."""

    def url_for(self, request: web.Request) -> str:
        """Return the URL to show on the page that `request` asks for."""
        return self.url or f"{request.scheme}://{request.host}"
