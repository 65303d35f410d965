"""What walls show between games: the images and short texts in the folder ``sponsors`` of the data folder.

The folder is the venue's own, but what lies in it may come from anywhere. So only plain files of known kinds are
served, by the name the folder lists them under, and an SVG opened by itself may neither run nor load anything.
"""

import asyncio
import stat
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.domain.names import clean_text
from goat_kiosk.errors import NotFound
from goat_kiosk.web.http.routing import get
from goat_kiosk.web.live.screens import LONGEST_MESSAGE

FOLDER = "sponsors"
MOST = 64
"""Slides: at eight seconds each, more than a night between two games."""
LARGEST = 8 * 1024 * 1024
"""Bytes of one image: a 4K photograph, well compressed."""
_TYPES = {
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


class Shown(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a wall shows: the path of an image, or a text."""

    image: str = ""
    text: str = ""


class SponsorSlides:
    """The handlers of ``/sponsors``; disks are slow, so the folder is read beside the loop."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def routes(self) -> list[web.AbstractRouteDef]:
        return [get("/sponsors", self.all_slides, list[Shown]), web.get("/sponsors/{name}", self.image)]

    async def all_slides(self, _: web.Request) -> web.Response:
        """Return the slides in the order of their names: ``{"image": path}`` or ``{"text": text}`` each."""
        slides = await asyncio.to_thread(lambda: [_shown(slide) for slide in self._slides().values()])
        body = msgspec.json.encode([told for told in slides if told])
        return web.Response(body=body, content_type="application/json", headers={hdrs.CACHE_CONTROL: "no-store"})

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
        """Return the slides by name; a folder that is not there has none."""
        try:
            names = sorted(path for path in self._folder.iterdir()) if self._folder else []
        except OSError:
            return {}
        slides = {path.name: slide for path in names if (slide := _slide(path))}
        return dict(list(slides.items())[:MOST])


def _slide(path: Path) -> Slide | None:
    """Return a file as a slide, or None: a link may lead out of the folder, and a pipe would never end."""
    if path.suffix.lower() not in _TYPES or path.name.startswith("."):
        return None
    try:
        about = path.lstat()
    except OSError:
        return None
    if not stat.S_ISREG(about.st_mode) or about.st_size > LARGEST:
        return None
    return Slide(path, f"{about.st_mtime_ns:x}-{about.st_size:x}")


def _shown(slide: Slide) -> Shown | None:
    if _type(slide.path) != "text/plain":
        return Shown(image=f"/sponsors/{quote(slide.path.name, errors='replace')}?{slide.tag}")
    try:
        text = clean_text(slide.path.read_text(encoding="utf-8", errors="replace"), LONGEST_MESSAGE)
    except OSError:
        return None
    return Shown(text=text) if text else None


def _type(path: Path) -> str:
    return _TYPES[path.suffix.lower()]
