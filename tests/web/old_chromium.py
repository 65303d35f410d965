"""Chromiums, driven over the DevTools protocol: Playwright speaks to new ones only.

packaging/old_browsers.py installs the old ones. Each is as it was released, without a sandbox and in one process, as
they were packed for servers without either.
"""

import asyncio
import base64
import itertools
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.end2end.program import free_port
from tests.waiting import TIMEOUT_S
from tests.web.tab import Tab, read_until

CHROMIUM = Path("/usr/bin/chromium")
OF_QT = 94
"""The version that comes with a Qt of its own, installed apart from ours."""
_FOLDER = Path(__file__).parents[2] / "packaging" / "browsers" / "node_modules"
_OF_QT = Path(__file__).parents[2] / ".venv" / "chromium-94" / "bin" / "python"
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--disable-background-networking", "--remote-debugging-port=0"),
]
_SERVERLESS = ["--single-process", "--no-zygote", "--disable-software-rasterizer"]
"""92 waits for ever for a rasterizer that its package keeps in another file."""
_VIEW = """
import sys
from PyQt6.QtCore import QUrl
from PyQt6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile
from PyQt6.QtWebEngineWidgets import QWebEngineView
from PyQt6.QtWidgets import QApplication

application = QApplication(["chromium"])
profile = QWebEngineProfile("test")
profile.setPersistentStoragePath(sys.argv[1])
view = QWebEngineView()
page = QWebEnginePage(profile, view)
view.setPage(page)
view.setUrl(QUrl("about:blank"))
view.show()
application.exec()
"""
_QT = {
    "QT_QPA_PLATFORM": "offscreen",
    "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu",
    "QTWEBENGINE_DISABLE_SANDBOX": "1",
    "XDG_RUNTIME_DIR": "/tmp",  # noqa: S108  nothing is kept there
}


def program(version: int) -> Path:
    """Return where a version's program is, if it is installed."""
    return _OF_QT if version == OF_QT else _FOLDER / f"chromium-{version}" / "chromium"


class ChromiumTab(Tab):
    """A target of the protocol."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        super().__init__()
        self._socket = socket
        self._numbers = itertools.count(1)
        self._calls: dict[int, asyncio.Future[dict[str, Any]]] = {}

    async def listen(self) -> None:
        """Take in what the browser says until it closes the tab."""
        async for message in self._socket:
            reply = message.json()
            if reply.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(reply["params"]["exceptionDetails"]))
            elif (call := self._calls.pop(reply.get("id", 0), None)) and not call.done():
                call.set_result(reply)

    async def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Return the result of a command of the protocol."""
        number = next(self._numbers)
        future = self._calls[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(TIMEOUT_S):
            reply: dict[str, Any] = await future
        assert "result" in reply, reply
        result: dict[str, Any] = reply["result"]
        return result

    async def goto(self, url: str) -> None:
        await self.send("Page.navigate", url=url)
        page = url.partition("#")[0]
        await self.until(f"location.href.startsWith({page!r}) && document.readyState === 'complete'")

    async def evaluate(self, expression: str) -> Any:
        reply = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in reply, reply
        return reply["result"].get("value")

    async def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        await self.send("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=False)

    async def picture(self) -> bytes:
        return base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])


class OldChromium:
    """A running browser."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    @asynccontextmanager
    async def tab(self, width: int, height: int) -> AsyncIterator[Tab]:
        """Open a tab of that size, and close it at the end; an error of a script fails the test."""
        target = await self._open()
        async with self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            tab = ChromiumTab(socket)
            listening = asyncio.create_task(tab.listen())
            await asyncio.gather(tab.send("Page.enable"), tab.send("Runtime.enable"))
            await tab.resize(width, height)
            yield tab
            assert tab.errors == [], tab.errors
            await tab.goto("about:blank")
            await self._close(target["id"])
            await socket.close()
            await listening

    async def _open(self) -> dict[str, str]:
        """Return a new target."""
        async with self._session.put(f"{self._url}/json/new") as answer:
            target: dict[str, str] = await answer.json(content_type=None)
        return target

    async def _close(self, target: str) -> None:
        await self._session.get(f"{self._url}/json/close/{target}")


class OneView(OldChromium):
    """One that cannot open tabs: its only one is used again and again."""

    async def _open(self) -> dict[str, str]:
        async with self._session.get(f"{self._url}/json/list") as answer:
            targets: list[dict[str, str]] = await answer.json(content_type=None)
        return targets[0]

    async def _close(self, target: str) -> None:
        """Leave it for the next test."""


@asynccontextmanager
async def old_chromium(version: int, folder: Path) -> AsyncIterator[OldChromium]:
    """Start one with an empty profile in `folder`."""
    if version == OF_QT:
        async with _started(program(version), "-c", _VIEW, folder) as (url, session):
            yield OneView(url, session)
    else:
        async with _started(program(version), *_SERVERLESS, *_ARGUMENTS, f"--user-data-dir={folder}") as (url, session):
            yield OldChromium(url, session)


@asynccontextmanager
async def new_chromium(folder: Path) -> AsyncIterator[OldChromium]:
    """Start the machine's own in the same way."""
    async with _started(CHROMIUM, *_ARGUMENTS, f"--user-data-dir={folder}") as (url, session):
        yield OldChromium(url, session)


@asynccontextmanager
async def _started(*command: str | Path) -> AsyncIterator[tuple[str, aiohttp.ClientSession]]:
    """Run a browser; yield the address of its protocol."""
    environment = {**os.environ, **_QT, "QTWEBENGINE_REMOTE_DEBUGGING": str(free_port())}
    process = await asyncio.create_subprocess_exec(*command, env=environment, stderr=asyncio.subprocess.PIPE)
    assert process.stderr is not None
    address = await read_until(process.stderr, rb"DevTools listening on ws://(\S+?)/")
    draining = asyncio.create_task(process.stderr.read())
    try:
        async with aiohttp.ClientSession() as session:
            yield f"http://{address}", session
    finally:
        process.kill()
        await process.wait()
        await draining
