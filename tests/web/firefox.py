"""Debian's Firefox, driven over WebDriver BiDi: Playwright drives only a build of its own.

https://w3c.github.io/webdriver-bidi
"""

import asyncio
import base64
import itertools
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.waiting import TIMEOUT_S
from tests.web.tab import Tab, read_until

PROGRAM = shutil.which("firefox-esr") or shutil.which("firefox")
_NETWORK = ("status=2152398850", "establish a connection to the server", "was interrupted while the page was loading")
"""Of a font that is left behind (NS_BINDING_ABORTED), and of a stream without a kiosk: Firefox logs both as errors."""


class BiDi:
    """The connection: commands, their results, and the errors of scripts by the id of their tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._calls: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.errors: dict[str, list[str]] = {}

    async def listen(self) -> None:
        """Take in what the browser says until it ends."""
        async for message in self._socket:
            output = message.json()
            if output.get("method") == "log.entryAdded":
                self._note(output["params"])
            elif (call := self._calls.pop(output.get("id") or 0, None)) and not call.done():
                call.set_result(output)

    def _note(self, entry: dict[str, Any]) -> None:
        """Keep an error of a script."""
        is_error = (entry["type"], entry["level"]) == ("javascript", "error")
        if is_error and not any(text in entry["text"] for text in _NETWORK):
            self.errors.setdefault(entry["source"]["context"], []).append(entry["text"])

    async def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Return the result of a command of the protocol."""
        number = next(self._numbers)
        answer = self._calls[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(TIMEOUT_S):
            output: dict[str, Any] = await answer
        assert output["type"] == "success", output
        result: dict[str, Any] = output["result"]
        return result


class FirefoxTab(Tab):
    """A window with one page."""

    def __init__(self, connection: BiDi, context: str) -> None:
        super().__init__()
        self._connection = connection
        self._context = context
        self.errors = connection.errors.setdefault(context, [])

    async def goto(self, url: str) -> None:
        await self._connection.send("browsingContext.navigate", context=self._context, url=url, wait="complete")

    async def evaluate(self, expression: str) -> Any:
        script = f"(async () => JSON.stringify([await ({expression})]))()"
        target = {"context": self._context}
        output = await self._connection.send("script.evaluate", expression=script, target=target, awaitPromise=True)
        assert output["type"] == "success", output
        return json.loads(output["result"]["value"])[0]

    async def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height}
        await self._connection.send("browsingContext.setViewport", context=self._context, viewport=size)

    async def picture(self) -> bytes:
        output = await self._connection.send("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(output["data"])


class Firefox:
    """A running browser."""

    def __init__(self, connection: BiDi) -> None:
        self._connection = connection

    @asynccontextmanager
    async def tab(self, width: int, height: int) -> AsyncIterator[Tab]:
        """Open a window of that size: a tab behind another is hidden, and a hidden page closes its stream."""
        context = (await self._connection.send("browsingContext.create", type="window"))["context"]
        tab = FirefoxTab(self._connection, context)
        await tab.resize(width, height)
        yield tab
        assert tab.errors == [], tab.errors
        await self._connection.send("browsingContext.close", context=context)


@asynccontextmanager
async def firefox(folder: Path) -> AsyncIterator[Firefox]:
    """Start it with an empty profile in `folder`."""
    assert PROGRAM is not None
    (folder / "user.js").write_text('user_pref("browser.shell.checkDefaultBrowser", false);\n')
    process = await asyncio.create_subprocess_exec(
        *(PROGRAM, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port=0"),
        env={**os.environ, "HOME": str(folder)},
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    assert process.stderr is not None
    url = await read_until(process.stderr, rb"WebDriver BiDi listening on (ws://\S+)")
    draining = asyncio.create_task(process.stderr.read())
    try:
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{url}/session", max_msg_size=0) as socket:
            connection = BiDi(socket)
            listening = asyncio.create_task(connection.listen())
            await connection.send("session.new", capabilities={})
            await connection.send("session.subscribe", events=["log.entryAdded"])
            yield Firefox(connection)
            listening.cancel()
    finally:
        process.kill()
        await process.wait()
        await draining
