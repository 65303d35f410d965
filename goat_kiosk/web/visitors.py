"""The connections that are not streams: how they are taken in, and how long each may take for what.

aiohttp has no limit for who takes an answer a byte at a time, and tells whoever sends what is no HTTP about its parser.
"""

import asyncio
from collections import Counter
from http import HTTPStatus
from typing import Any

from aiohttp import hdrs, web

from goat_kiosk.web.connection import counted_as
from goat_kiosk.web.door import Door
from goat_kiosk.web.gate import HEADERS, SERVER
from goat_kiosk.web.patience import CONNECTION, LONGEST, WRONG, Patience
from goat_kiosk.web.problems import problem

LOOK_EVERY = 10.0
"""Seconds. What waits to be taken is looked at this often."""
LEAST_TAKEN = 10_000
"""Bytes that a visitor takes from one look to the next, or he is cut. The worst Wi-Fi brings ten times as much."""
MOST_AN_ADDRESS = 1_000
"""Connections of one address beside its streams, while others are there: twice what a flood needs to be one."""


class Visitor(web.RequestHandler):
    """One connection, until it becomes a stream or ends."""

    __slots__ = ("_heard", "_visitors", "source")

    def __init__(self, visitors: "Visitors", server: web.Server, **how: Any) -> None:
        """`how` is aiohttp's."""
        super().__init__(server, **how)
        self._visitors = visitors
        self._heard = False
        self.source = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        super().connection_made(transport)
        self.source = counted_as((transport.get_extra_info("peername") or ("",))[0])
        self._visitors.enter(self, transport)  # type: ignore[arg-type]  # a transport that reads and writes

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        first, self._heard = not self._heard, True
        if not (first and self._visitors.door.let_in(self, data, self.source)):
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """See `asyncio.BaseProtocol`; also called when the connection becomes a stream."""
        self._visitors.leave(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what is no HTTP, with none of what was sent."""
        if status != HTTPStatus.BAD_REQUEST:
            return super().handle_error(request, status, exc, message)
        self._visitors.patience.spend(self.source, WRONG)
        told = problem(HTTPStatus.BAD_REQUEST, "This is no HTTP that the kiosk understands.", dict(HEADERS))
        told.headers.update({hdrs.CACHE_CONTROL: "no-store", hdrs.SERVER: SERVER})
        told.force_close()
        return told


class Visitors:
    """All of them: called by the loop for each new connection."""

    def __init__(self, door: Door, patience: Patience, runner: web.AppRunner, **how: Any) -> None:
        """`runner` runs the application that they visit; `how` is aiohttp's, for each of them."""
        self.door = door
        self.patience = patience
        self._runner = runner
        self._how = how
        self._wires: dict[Visitor, asyncio.Transport] = {}
        self._held: Counter[str] = Counter()
        self._waiting: dict[asyncio.Transport, int] = {}
        """Bytes that a connection had not taken at the last look."""
        self._next_look = 0.0

    def __call__(self) -> Visitor:
        """Return the protocol of a new connection."""
        server = self._runner.server
        if server is None:
            raise RuntimeError("The runner is set up before anybody is let in.")
        return Visitor(self, server, loop=asyncio.get_running_loop(), **self._how)

    def enter(self, visitor: Visitor, wire: asyncio.Transport) -> None:
        """Take a connection in: at once, or later when its address has asked for too much."""
        self._wires[visitor] = wire
        self._held[visitor.source] += 1
        self.patience.spend(visitor.source, CONNECTION)
        wait = self.patience.wait(visitor.source)
        if wait and self._held[visitor.source] > MOST_AN_ADDRESS:
            wire.abort()
        elif wait:
            wire.pause_reading()
            asyncio.get_running_loop().call_later(min(wait, LONGEST), _resume, wire)

    def leave(self, visitor: Visitor) -> None:
        """Forget a connection that has ended, or has become a stream."""
        if self._wires.pop(visitor, None) is None:
            return
        self._held[visitor.source] -= 1
        if not self._held[visitor.source]:
            del self._held[visitor.source]

    def cut(self) -> None:
        """Cut everybody."""
        for wire in list(self._wires.values()):
            wire.abort()

    async def answer(self, request: web.Request, _: web.StreamResponse) -> None:
        """Note that another answer begins: who has taken all before it is not slow. A signal of the application."""
        wire = request.transport
        if wire is not None and not wire.get_write_buffer_size():
            self._waiting.pop(wire, None)

    def look(self, now: float) -> None:
        """Cut those who have taken next to nothing since the last look. `now` is by the monotonic clock."""
        if now < self._next_look:
            return
        self._next_look = now + LOOK_EVERY
        waiting = {wire: left for wire in self._wires.values() if (left := wire.get_write_buffer_size())}
        for wire, left in waiting.items():
            if left > self._waiting.get(wire, left + LEAST_TAKEN) - LEAST_TAKEN:
                wire.abort()
        self._waiting = waiting


def _resume(wire: asyncio.Transport) -> None:
    if not wire.is_closing():
        wire.resume_reading()
