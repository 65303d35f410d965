"""Old Chromiums, driven over the DevTools protocol: Playwright speaks to new ones only.

packaging/old_browsers.py installs them. Each is as it was released, without a sandbox and in one process, as they were
packed for servers without either.
"""

import asyncio
import base64
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.waiting import TIMEOUT_S

_FOLDER = Path(__file__).parents[2] / "packaging" / "browsers" / "node_modules"
_ARGUMENTS = [
    *("--headless", "--no-sandbox", "--single-process", "--no-zygote", "--disable-gpu", "--hide-scrollbars"),
    *("--no-first-run", "--disable-background-networking", "--remote-debugging-port=0"),
]


def program(version: int) -> Path:
    """Return where a version's program is, if it is installed."""
    return _FOLDER / f"chromium-{version}" / "chromium"


class Tab:
    """One page; `errors` has what its scripts have not caught."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._calls: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.errors: list[str] = []

    async def listen(self) -> None:
        """Take in what the browser says until it closes the tab."""
        async for message in self._socket:
            said = message.json()
            if said.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(said["params"]["exceptionDetails"]))
            elif (call := self._calls.pop(said.get("id", 0), None)) and not call.done():
                call.set_result(said)

    async def send(self, method: str, **parameters: object) -> dict[str, Any]:
        """Return the result of a command of the protocol."""
        number = next(self._numbers)
        answer = self._calls[number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": number, "method": method, "params": parameters})
        async with asyncio.timeout(TIMEOUT_S):
            said: dict[str, Any] = await answer
        assert "result" in said, said
        result: dict[str, Any] = said["result"]
        return result

    async def goto(self, url: str) -> None:
        """Open a page and wait until it has loaded."""
        await self.send("Page.navigate", url=url)
        page = url.partition("#")[0]
        await self.until(f"location.href.startsWith({page!r}) && document.readyState === 'complete'")

    async def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, once it is settled."""
        said = await self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    async def until(self, condition: str) -> None:
        """Wait until an expression is true."""
        try:
            async with asyncio.timeout(TIMEOUT_S):
                while not await self.evaluate(f"Boolean({condition})"):
                    await asyncio.sleep(0.02)
        except TimeoutError:
            shown = await self.evaluate("document.body.innerText.slice(0, 600)")
            raise AssertionError(f"{condition}: never; {self.errors}; the page says {shown!r}") from None

    async def click(self, selector: str) -> None:
        """Click what is on the screen at the middle of an element; 92 in one process takes no input of the protocol."""
        middle = "const { left, top, width, height } = element.getBoundingClientRect();"
        middle += "const [clientX, clientY] = [left + width / 2, top + height / 2];"
        click = "new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, clientX, clientY })"
        there = f"document.elementFromPoint(clientX, clientY).dispatchEvent({click});"
        await self.evaluate(f"((element) => {{ {middle} {there} }})(document.querySelector({selector!r}))")

    async def picture(self) -> bytes:
        """Return what the page looks like, as a PNG."""
        return base64.b64decode((await self.send("Page.captureScreenshot", format="png"))["data"])


class OldChromium:
    """A running browser."""

    def __init__(self, url: str, session: aiohttp.ClientSession) -> None:
        self._url = url
        self._session = session

    @asynccontextmanager
    async def tab(self, width: int, height: int) -> AsyncIterator[Tab]:
        """Open a tab of that size, and close it at the end; an error of a script fails the test."""
        async with self._session.put(f"{self._url}/json/new") as answer:
            target = await answer.json(content_type=None)
        async with self._session.ws_connect(target["webSocketDebuggerUrl"], max_msg_size=0) as socket:
            tab = Tab(socket)
            listening = asyncio.create_task(tab.listen())
            await asyncio.gather(tab.send("Page.enable"), tab.send("Runtime.enable"))
            await tab.send(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )
            yield tab
            assert tab.errors == [], tab.errors
            await self._session.get(f"{self._url}/json/close/{target['id']}")
            await listening


@asynccontextmanager
async def old_chromium(version: int, folder: Path) -> AsyncIterator[OldChromium]:
    """Start one with an empty profile in `folder`."""
    process = await asyncio.create_subprocess_exec(
        program(version), *_ARGUMENTS, f"--user-data-dir={folder}", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr is not None
    said = b""
    async with asyncio.timeout(TIMEOUT_S):
        while not (found := re.search(rb"DevTools listening on ws://(\S+?)/", said)):
            said += await process.stderr.readline()
    draining = asyncio.create_task(process.stderr.read())
    try:
        async with aiohttp.ClientSession() as session:
            yield OldChromium(f"http://{found[1].decode()}", session)
    finally:
        process.kill()
        await process.wait()
        await draining
