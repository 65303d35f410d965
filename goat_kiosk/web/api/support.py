"""Support API: the support file of the running kiosk, for the person who helps from afar and has the venue's key."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiohttp import hdrs, web

from goat_kiosk.errors import NotFound
from goat_kiosk.web.http.auth import Authenticator
from goat_kiosk.web.http.routing import ApiRoute, Media, get

_ZIP = Media(
    "application/octet-stream", "The ZIP: logs, crash reports, check results and settings, without keys or names."
)


class SupportApi:
    """The handler of ``/api/support``."""

    def __init__(self, make_file: Callable[[], Callable[[], bytes] | None], auth: Authenticator) -> None:
        """`make_file` returns what makes the file and may block; None at a relay, which has nothing to pack."""
        self._make_file, self._auth = make_file, auth
        self._lock = asyncio.Lock()
        """One file at a time: its checks start programs and measure the disk."""

    def routes(self) -> list[ApiRoute]:
        return [
            get("/api/support", self.support, _ZIP, key="venue", operation="getSupportFile", tag="monitoring"),
        ]

    async def support(self, request: web.Request) -> web.Response:
        """Make the support file, with the checks of this moment, as `goat-kiosk support` does."""
        self._auth.require_owner(request)
        make_file = self._make_file()
        if make_file is None:
            raise NotFound("A relay has no support file. Ask a kiosk for its own.")
        async with self._lock:
            content = await asyncio.to_thread(make_file)
        name = f"goat-kiosk-support-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.zip"
        headers = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"', hdrs.CACHE_CONTROL: "no-store"}
        return web.Response(body=content, content_type="application/octet-stream", headers=headers)
