"""The files of the pages: styles, scripts, fonts, read once and kept in memory.

They are few and small (half a megabyte with the fonts), so a request opens no file and can name none but these.
Browsers keep them but ask each time whether they are the same: after an upgrade a phone must not run an old script.
"""

import hashlib
import mimetypes
from http import HTTPStatus
from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from goat_kiosk import theme
from goat_kiosk.paths import RESOURCES

_TYPES = {".js": "text/javascript", ".woff2": "font/woff2"}
"""Those that a system's own table of types may have wrong or not at all."""


def routes() -> list[web.RouteDef]:
    """Return a route for every file, and one for the colours of both themes."""
    folder = RESOURCES / "static"
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    served = [_route(str(path.relative_to(folder).as_posix()), path.read_bytes()) for path in files]
    return [*served, _route("tokens.css", theme.css().encode())]


def _route(name: str, content: bytes) -> web.RouteDef:
    return web.get(f"/static/{name}", _handler(content, _type_of(name)))


def _type_of(name: str) -> str:
    return _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _handler(content: bytes, content_type: str) -> Handler:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {hdrs.ETAG: tag, hdrs.CACHE_CONTROL: "no-cache", "X-Content-Type-Options": "nosniff"}

    async def serve(request: web.Request) -> web.Response:
        if request.headers.get(hdrs.IF_NONE_MATCH) == tag:
            return web.Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
        return web.Response(body=content, content_type=content_type, headers=headers)

    return serve
