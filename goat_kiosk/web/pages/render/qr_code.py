"""QR codes as SVG images: black on white, with the quiet zone that scanners need."""

import io

import segno
from aiohttp import web

from goat_kiosk.web.pages.render.templates import html_response


def qr_response(text: str) -> web.Response:
    """Return a QR code as an image."""
    svg = io.BytesIO()
    segno.make(text, micro=False).save(svg, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False)
    return html_response(svg.getvalue().decode(), content_type="image/svg+xml")
