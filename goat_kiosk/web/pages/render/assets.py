"""Static files of the pages: styles, scripts, fonts, held in memory, compressed once.

``packaging/assets.py`` builds them from ``resources/static``. They are few and small (under a megabyte), so a request
opens no file and cannot name any other. All of them share one fingerprint, which is part of their URLs (`address`): a
browser caches such a URL forever, and after an upgrade every page names new ones. One fingerprint instead of one for
each, so that styles and scripts can name each other by their paths in the folder.

Compressed with gzip only: no browser accepts brotli over plain http.
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

_CONTENT_TYPES = {".js": "text/javascript", ".woff2": "font/woff2"}
"""Types that the system's own table may lack or have wrong."""
_COMPRESSED_TYPES = {".woff2", ".png"}
_QUOTE = re.compile("[\"'`]")
_CACHE_FOREVER = "public, max-age=31536000, immutable"
_REVALIDATE = "no-cache"


class Asset(NamedTuple):
    """One file as sent."""

    content: bytes
    compressed: bytes | None
    content_type: str
    tag: str


def address(name: str) -> str:
    """Return the URL path of a file, valid as long as no file changes."""
    return f"/static/{fingerprint()}/{name}"


def script(part: str, language: str) -> str:
    """Return the name of a page's script in a language, beside the files that it names by their own names."""
    return f"{part}.js" if language == SOURCE_LANGUAGE or language not in catalogs() else f"{part}.{language}.js"


@cache
def fingerprint() -> str:
    """Return the hash of all files and templates, sixteen hex digits: a screen loads itself again when it changes."""
    digest = hashlib.sha256("\n".join(f"{name} {asset.tag}" for name, asset in sorted(_assets().items())).encode())
    for template in sorted((RESOURCES / "templates").iterdir()):
        digest.update(template.read_bytes())
    return digest.hexdigest()[:16]


def routes() -> list[web.RouteDef]:
    """Return the routes of the files, with the fingerprint in the path and without."""
    _assets()
    return [web.get(r"/static/{fingerprint:[0-9a-f]{16}}/{name:.+}", _serve), web.get("/static/{name:.+}", _serve)]


async def _serve(request: web.Request) -> web.Response:
    asset = _assets().get(request.match_info["name"])
    if asset is None:
        raise web.HTTPNotFound
    # A page rendered before an upgrade names the old fingerprint: it gets the new file, but must not cache it.
    is_current = request.match_info.get("fingerprint") == fingerprint()
    headers = {
        hdrs.ETAG: asset.tag,
        hdrs.CACHE_CONTROL: _CACHE_FOREVER if is_current else _REVALIDATE,
        hdrs.VARY: hdrs.ACCEPT_ENCODING,
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get(hdrs.IF_NONE_MATCH) == asset.tag:
        return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    body = asset.content
    if asset.compressed is not None and accepts_gzip(request.headers.get(hdrs.ACCEPT_ENCODING, "")):
        body, headers[hdrs.CONTENT_ENCODING] = asset.compressed, "gzip"
    return web.Response(body=body, content_type=asset.content_type, headers=headers)


@cache
def _assets() -> dict[str, Asset]:
    folder = RESOURCES / "dist"
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    colors = theme.css().encode()
    files |= {name: colors + content for name, content in files.items() if name.endswith(".css")}
    scripts = {name: content.decode() for name, content in files.items() if name.endswith(".js")}
    return {name: _asset(name, content) for name, content in {**files, **_translated(scripts)}.items()}


def _translated(scripts: dict[str, str]) -> dict[str, bytes]:
    """Return every script in every other language: before it, for ``language.js``, the sentences that it contains.

    The others belong to the server, the window or other pages, and would be most of what a phone loads. One file and
    not two, because on a bad Wi-Fi each request takes longer than its bytes. A script that is loaded later adds its
    sentences to those of the page.
    """
    literals = {name: set(_QUOTE.split(content)) for name, content in scripts.items()}
    return {
        script(name.removesuffix(".js"), code): b"self.catalogue = Object.assign(self.catalogue || {}, %b);\n%b"
        % (
            msgspec.json.encode(
                {source: text for source, text in catalog.sentences.items() if _has(content, literals[name], source)}
            ),
            content.encode(),
        )
        for code, catalog in catalogs().items()
        if code != SOURCE_LANGUAGE
        for name, content in scripts.items()
    }


def _has(content: str, literals: set[str], sentence: str) -> bool:
    """Whether a script has a sentence as a string literal.

    A literal without quotes inside is a part between two quotes. Searching each script for each of 1,600 sentences
    would take a seventh of a second at every start.
    """
    return sentence in literals or (_QUOTE.search(sentence) is not None and sentence in content)


def _asset(name: str, content: bytes) -> Asset:
    suffix = Path(name).suffix
    content_type = _CONTENT_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    compressed = None if suffix in _COMPRESSED_TYPES else gzip.compress(content, mtime=0)
    # A weak tag: the same for the compressed and the plain file.
    return Asset(content, compressed, content_type, f'W/"{hashlib.sha256(content).hexdigest()[:16]}"')
