"""The files of the pages: styles, scripts, fonts, read once and kept in memory, packed once and kept packed.

They are few and small (under half a megabyte), so a request opens no file and can name none but these. All of them
together have one fingerprint, which stands in their addresses (`address`): a browser keeps a file of that address for
good and never asks again, and after an upgrade every page names new ones. One fingerprint and not one for each, so that
styles and scripts name each other as they lie in the folder.

Packed with gzip alone: no browser asks for brotli over plain http.
"""

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

import msgspec
from aiohttp import hdrs, web

from goat_kiosk.settings.paths import RESOURCES
from goat_kiosk.text import theme
from goat_kiosk.text.i18n import SOURCE_LANGUAGE, catalogs
from goat_kiosk.web.http.negotiation import accepts_gzip

_TYPES = {".js": "text/javascript", ".woff2": "font/woff2"}
"""Those that a system's own table of types may have wrong or not at all."""
_PACKED_ALREADY = {".woff2", ".png"}
_COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*\*.*\*/)$", re.MULTILINE)
"""A line of a script that is for its reader. It goes, and the line stays, so that the browser counts lines as we do."""
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


class Asset(NamedTuple):
    """One file as it is sent."""

    content: bytes
    packed: bytes | None
    content_type: str
    tag: str


def address(name: str) -> str:
    """Return the address of a file, good for as long as no file changes."""
    return f"/static/{fingerprint()}/{name}"


@cache
def fingerprint() -> str:
    """Return the name that all files together go by: sixteen hex digits."""
    parts = [f"{name} {asset.tag}" for name, asset in sorted(_assets().items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def routes() -> list[web.RouteDef]:
    """Return the routes of the files, with a fingerprint in the address and without."""
    _assets()
    return [web.get(r"/static/{fingerprint:[0-9a-f]{16}}/{name:.+}", _serve), web.get("/static/{name:.+}", _serve)]


async def _serve(request: web.Request) -> web.Response:
    asset = _assets().get(request.match_info["name"])
    if asset is None:
        raise web.HTTPNotFound
    # A page drawn before an upgrade names the old fingerprint: it gets the new file, and must not keep it under that.
    fresh = request.match_info.get("fingerprint") == fingerprint()
    headers = {
        hdrs.ETAG: asset.tag,
        hdrs.CACHE_CONTROL: _FOR_GOOD if fresh else _ASK_AGAIN,
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get(hdrs.IF_NONE_MATCH) == asset.tag:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = asset.content
    if asset.packed is not None and accepts_gzip(request.headers.get(hdrs.ACCEPT_ENCODING, "")):
        body, headers[hdrs.CONTENT_ENCODING] = asset.packed, "gzip"
    return web.Response(body=body, content_type=asset.content_type, headers=headers)


@cache
def _assets() -> dict[str, Asset]:
    folder = RESOURCES / "static"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files |= {name: _COMMENT.sub(b"", content) for name, content in files.items() if _is_own_script(name)}
    scripts = b"".join(content for name, content in files.items() if _is_own_script(name))
    made = {"tokens.css": theme.css().encode(), **_languages(scripts.decode())}
    return {name: _asset(name, content) for name, content in {**files, **made}.items()}


def _is_own_script(name: str) -> bool:
    return name.endswith(".js") and "/" not in name


def _languages(scripts: str) -> dict[str, bytes]:
    """Return every catalogue as a script, for `language.js` to find: the sentences that stand in `scripts`.

    The others are said by the server or in the window, and would be half of what a phone loads.
    """
    return {
        f"languages/{code}.js": b"globalThis.catalogue = %b;\n"
        % msgspec.json.encode({said: told for said, told in catalogue.sentences.items() if said in scripts})
        for code, catalogue in catalogs().items()
        if code != SOURCE_LANGUAGE
    }


def _asset(name: str, content: bytes) -> Asset:
    suffix = Path(name).suffix
    content_type = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    packed = None if suffix in _PACKED_ALREADY else gzip.compress(content, mtime=0)
    # Weak: packed or not, it is the same file.
    return Asset(content, packed, content_type, f'W/"{hashlib.sha256(content).hexdigest()[:16]}"')
