"""WebKit as Debian has it: GTK's MiniBrowser in a virtual screen, driven over WebDriver.

Playwright drives only a build of its own. https://www.w3.org/TR/webdriver2
"""

import asyncio
import base64
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.end2end.program import free_port, virtual_screen
from tests.waiting import TIMEOUT_S
from tests.web.tab import Tab

DRIVER = shutil.which("WebKitWebDriver")
_BROWSERS = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
_SCREEN = ("-screen", "0", "4096x2400x24")
"""Room for a wall of 3840 pixels with the window's own bar."""
_STYLE = "* { min-width: 0; padding: 0; margin: 0; border-width: 0; font-size: 1px }"
"""Makes the buttons of the bar small: they are the least width of the window."""


def is_installed() -> bool:
    return DRIVER is not None and bool(_BROWSERS)


class Session:
    """A browser's windows; a command goes to the current one, so each first says which."""

    def __init__(self, http: aiohttp.ClientSession, path: str) -> None:
        self._http = http
        self._path = path
        self._lock = asyncio.Lock()

    async def send(self, method: str, command: str, **parameters: object) -> Any:
        """Return the value of a command of the protocol."""
        body = None if method in {"GET", "DELETE"} else parameters
        async with self._http.request(method, self._path + command, json=body) as answer:
            reply = await answer.json(content_type=None)
        assert answer.status == 200, reply
        return reply["value"]

    async def send_to(self, handle: str, method: str, command: str, **parameters: object) -> Any:
        """Return the value of a command for one window."""
        async with self._lock:
            await self.send("POST", "/window", handle=handle)
            return await self.send(method, command, **parameters)


class WebKitTab(Tab):
    """A window with one page."""

    def __init__(self, session: Session, handle: str) -> None:
        super().__init__()
        self._session = session
        self._handle = handle

    async def goto(self, url: str) -> None:
        await self._session.send_to(self._handle, "POST", "/url", url=url)

    async def evaluate(self, expression: str) -> Any:
        script = f"return {expression}"
        return await self._session.send_to(self._handle, "POST", "/execute/sync", script=script, args=[])

    async def resize(self, width: int, height: int) -> None:
        """Give the window that size and what its bars take."""
        for _ in range(2):
            rect = await self._session.send_to(self._handle, "GET", "/window/rect")
            inner = await self.evaluate("[innerWidth, innerHeight]")
            size = {"width": rect["width"] - inner[0] + width, "height": rect["height"] - inner[1] + height}
            await self._session.send_to(self._handle, "POST", "/window/rect", x=0, y=0, **size)

    async def picture(self) -> bytes:
        return base64.b64decode(await self._session.send_to(self._handle, "GET", "/screenshot"))


class WebKit:
    """A running browser."""

    def __init__(self, session: Session, first: str) -> None:
        self._session = session
        self._first = first
        """The window that it started with: one that is closed opens no other."""

    @asynccontextmanager
    async def tab(self, width: int, height: int) -> AsyncIterator[Tab]:
        """Open a window of that size: a tab behind another is hidden, and a hidden page closes its stream."""
        handle = (await self._session.send_to(self._first, "POST", "/window/new", type="window"))["handle"]
        tab = WebKitTab(self._session, handle)
        await tab.resize(width, height)
        yield tab
        await self._session.send_to(handle, "DELETE", "/window")


@asynccontextmanager
async def webkit(folder: Path) -> AsyncIterator[WebKit]:
    """Start it on a screen of its own, with an empty profile in `folder`."""
    assert DRIVER is not None
    port = free_port()
    style = folder / "gtk-3.0" / "gtk.css"
    style.parent.mkdir()
    style.write_text(_STYLE)
    options = {"binary": str(_BROWSERS[-1]), "args": ["--automation"]}
    capabilities = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
    homes = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with virtual_screen(*_SCREEN) as display:
        process = await asyncio.create_subprocess_exec(
            *(DRIVER, f"--port={port}"),
            env={**os.environ, **homes, "DISPLAY": display, "GDK_BACKEND": "x11"},
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            await _connect(port)
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
                created = await Session(http, "").send("POST", "/session", capabilities=capabilities)
                session = Session(http, f"/session/{created['sessionId']}")
                yield WebKit(session, await session.send("GET", "/window"))
                await session.send("DELETE", "")
        finally:
            process.kill()
            await process.wait()


async def _connect(port: int) -> None:
    """Wait until the driver accepts connections."""
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
