"""Tab of a browser that Playwright does not drive: old Chromiums, Debian's Firefox and WebKit.

A test that takes a `Tab` runs in each of them; what their protocols do not share is in old_chromium.py, firefox.py and
webkit.py.
"""

import asyncio
import re
from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from tests.waiting import TIMEOUT_S


class Tab(ABC):
    """One page; `errors` has what its scripts have not caught, where the browser tells."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    @abstractmethod
    async def goto(self, url: str) -> None:
        """Open a page and wait until it has loaded."""

    @abstractmethod
    async def evaluate(self, expression: str) -> Any:
        """Return the value of an expression, once it is settled."""

    @abstractmethod
    async def resize(self, width: int, height: int) -> None:
        """Give the page that many CSS pixels."""

    @abstractmethod
    async def picture(self) -> bytes:
        """Return what the page looks like, as a PNG."""

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
        """Click what is on the screen at the middle of an element; Chromium 92 in one process takes no real input."""
        middle = "const { left, top, width, height } = element.getBoundingClientRect();"
        middle += "const [clientX, clientY] = [left + width / 2, top + height / 2];"
        click = "new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, clientX, clientY })"
        there = f"document.elementFromPoint(clientX, clientY).dispatchEvent({click});"
        await self.evaluate(f"((element) => {{ {middle} {there} }})(document.querySelector({selector!r}))")


class Engine(Protocol):
    """A running browser."""

    def tab(self, width: int, height: int) -> AbstractAsyncContextManager[Tab]:
        """Open a tab of that size, and close it at the end; an error of a script fails the test."""


async def read_until(stream: asyncio.StreamReader, pattern: bytes) -> str:
    """Return the group of a pattern in the first line of a browser's output that has it."""
    output = b""
    async with asyncio.timeout(TIMEOUT_S):
        while not (found := re.search(pattern, output)):
            line = await stream.readline()
            assert line, output
            output += line
    return found[1].decode()
