"""Sponsor slides between games: the images and short texts in the folder ``sponsors`` of the data folder.

The folder belongs to the venue, but its files may come from anywhere. So only plain files of known types are served, by
their names in the listing, and an SVG opened directly can neither run nor load anything.
"""

import asyncio
import stat
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.domain.names.sanitizing import clean_text
from goat_kiosk.errors import NotFound
from goat_kiosk.host.byte_order_mark import to_utf8
from goat_kiosk.web.http.headers import json_response
from goat_kiosk.web.http.routing import get
from goat_kiosk.web.live.screens import MAX_MESSAGE_LENGTH

FOLDER = "sponsors"
MAX_SLIDES = 64
"""Slides: at eight seconds each, more than a night between two games."""
MAX_IMAGE_BYTES = 8 * 1024 * 1024
"""Bytes of one image: a 4K photograph, well compressed."""
_CONTENT_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    hdrs.CACHE_CONTROL: "no-cache",
}


class Slide(NamedTuple):
    """A file of the folder."""

    path: Path
    tag: str
    """Changes when the file does."""


class SlideContent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The content of a slide: the path of an image, or a text."""

    image: str = ""
    text: str = ""


class SponsorSlides:
    """The handlers of ``/sponsors``; disks are slow, so the folder is read in a thread."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            get("/sponsors", self.all_slides, list[SlideContent], operation="listSlides", tag="screens"),
            web.get("/sponsors/{name}", self.image),
        ]

    async def all_slides(self, _: web.Request) -> web.Response:
        """Return the slides in the order of their names: ``{"image": path}`` or ``{"text": text}`` each."""
        slides = await asyncio.to_thread(lambda: [_slide_content(slide) for slide in self._slides().values()])
        return json_response([slide for slide in slides if slide])

    async def image(self, request: web.Request) -> web.Response:
        """Return one image."""
        slide = (await asyncio.to_thread(self._slides)).get(request.match_info["name"])
        if slide is None or _type(slide.path) == "text/plain":
            raise NotFound("There is no such image.")
        headers = _HEADERS | {hdrs.ETAG: f'"{slide.tag}"'}
        if request.headers.get(hdrs.IF_NONE_MATCH) == headers[hdrs.ETAG]:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        try:
            body = await asyncio.to_thread(slide.path.read_bytes)
        except OSError as error:
            raise NotFound("This image cannot be read.") from error
        return web.Response(body=body, content_type=_type(slide.path), headers=headers)

    def _slides(self) -> dict[str, Slide]:
        """Return the slides by name; a missing folder has none."""
        try:
            names = sorted(path for path in self._folder.iterdir()) if self._folder else []
        except OSError:
            return {}
        slides = {path.name: slide for path in names if (slide := _slide(path))}
        return dict(list(slides.items())[:MAX_SLIDES])


def _slide(path: Path) -> Slide | None:
    """Return a file as a slide, or None: a link may lead out of the folder, and a pipe would never end."""
    if path.suffix.lower() not in _CONTENT_TYPES or path.name.startswith("."):
        return None
    try:
        status = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_IMAGE_BYTES:
        return None
    return Slide(path, f"{status.st_mtime_ns:x}-{status.st_size:x}")


def _slide_content(slide: Slide) -> SlideContent | None:
    if _type(slide.path) != "text/plain":
        return SlideContent(image=f"/sponsors/{quote(slide.path.name, errors='replace')}?{slide.tag}")
    try:
        text = clean_text(to_utf8(slide.path.read_bytes()).decode(errors="replace"), MAX_MESSAGE_LENGTH)
    except OSError:
        return None
    return SlideContent(text=text) if text else None


def _type(path: Path) -> str:
    return _CONTENT_TYPES[path.suffix.lower()]
