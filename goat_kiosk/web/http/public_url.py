"""Where phones reach this kiosk, for the codes and addresses on walls.

A wall on the kiosk's own second monitor is loaded from ``localhost``, which no phone can use; so the program says which
address the hall can reach. Before it has, the address that the wall itself came from has to do.
"""

from aiohttp import web


class PublicUrl:
    """The kiosk's address; set by the program once it is known."""

    def __init__(self) -> None:
        self.url = ""
        """As ``http://192.168.1.20:8080``, or empty."""

    def url_for(self, request: web.Request) -> str:
        """Return the URL of this kiosk to show on the page of this request."""
        return self.url or f"{request.scheme}://{request.host}"
