"""Where phones reach this kiosk, for the codes and addresses on walls.

A wall on the kiosk's own second monitor is loaded from ``localhost``, which no phone can use; so the program says which
address the hall can reach. Before it has, the address that the wall itself came from has to do.
"""

import io

import segno
from aiohttp import web

from goat_kiosk.web.pages.rendering import answer


class Address:
    """The kiosk's address; set by the program once it is known."""

    def __init__(self) -> None:
        self.url = ""
        """As ``http://192.168.1.20:8080``, or empty."""

    def seen_from(self, request: web.Request) -> str:
        """Return the URL of this kiosk to be shown to whoever looks at this request's page."""
        return self.url or f"{request.scheme}://{request.host}"


def code(text: str) -> web.Response:
    """Return a QR code as an image: black on white, with the quiet zone that scanners need."""
    drawn = io.BytesIO()
    segno.make(text, micro=False).save(drawn, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return answer(drawn.getvalue().decode(), content_type="image/svg+xml")
