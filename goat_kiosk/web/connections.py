"""The connections that are not streams: how they are taken in, and how long each may take for what.

Who comes in is given to aiohttp when he asks for more than a stream (`door`). aiohttp has no limit for who takes an
answer a byte at a time, and tells whoever sends what is no HTTP about its parser.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from time import monotonic
from typing import Any

from aiohttp import hdrs, web

from goat_kiosk.web.fast_path import StreamFastPath
from goat_kiosk.web.http.problem_json import BUG, problem
from goat_kiosk.web.http.rate_limit import CONNECTION, LONGEST, WRONG, TokenBuckets
from goat_kiosk.web.http.request_guard import HEADERS, SERVER
from goat_kiosk.web.http.takeover import source_of_transport

_CONTINUE = "100-continue"
SOON = 1.0
"""Seconds that a request has at least for the rest of its head once it has begun."""
LOOK_EVERY = 10.0
"""Seconds. What waits to be taken is looked at this often."""
LEAST_TAKEN = 10_000
"""Bytes that a visitor takes from one look to the next, or he is cut. The worst Wi-Fi brings ten times as much."""
MOST_AN_ADDRESS = 1_000
"""Connections of one address beside its streams, while others are there: twice what a flood needs to be one."""


Requests = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What answers every request."""

_log = logging.getLogger(__name__)


class PendingConnection(asyncio.Protocol):
    """A connection that has asked for nothing yet: no parser and no task are made for it."""

    __slots__ = ("_visitors", "source", "wire")

    def __init__(self, visitors: "ConnectionManager") -> None:
        self._visitors = visitors
        self.source = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self.wire: asyncio.Transport = transport  # type: ignore[assignment]  # one that reads and writes
        self.source = source_of_transport(transport)
        self._visitors.on_open(self)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._visitors.on_data(self, data)

    def connection_lost(self, exc: BaseException | None) -> None:  # noqa: ARG002  asyncio's signature
        """See `asyncio.BaseProtocol`."""
        self._visitors.on_close(self)


class HttpConnection(web.RequestHandler):
    """A connection that aiohttp serves, until it becomes a stream after all or ends."""

    __slots__ = ("_visitors", "source")

    def __init__(self, visitors: "ConnectionManager", source: str, server: web.Server, **how: Any) -> None:
        """`source` is what the connection is counted under; `how` is aiohttp's."""
        super().__init__(server, **how)
        self._visitors = visitors
        self.source = source

    def connection_lost(self, exc: BaseException | None) -> None:
        """See `asyncio.BaseProtocol`; also called when the connection becomes a stream."""
        self._visitors.on_close(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002  aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what never came to the application, as what is no HTTP, with none of what was sent."""
        self._visitors.patience.charge(self.source, WRONG)
        if status == HTTPStatus.BAD_REQUEST:
            return bare(HTTPStatus.BAD_REQUEST, "Malformed HTTP request.")
        _log.error("A bug before the application was asked: %s", message or status, exc_info=exc)
        return bare(HTTPStatus.INTERNAL_SERVER_ERROR, BUG)


def bare(status: HTTPStatus, sentence: str) -> web.Response:
    """Return a refusal that ends its connection, of what the application's own middlewares never see."""
    told = problem(status, sentence, HEADERS | {hdrs.CACHE_CONTROL: "no-store", hdrs.SERVER: SERVER})
    told.force_close()
    return told


def expecting(handler: Requests, patience: TokenBuckets) -> Requests:
    """Return the application's `handler` with what aiohttp does with ``Expect`` before any middleware left out.

    It answers an expectation that it does not know with the header's own bytes, and fails when they are no text.
    """

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get(hdrs.EXPECT, _CONTINUE).lower() != _CONTINUE:
            if request.transport is not None:
                patience.charge(source_of_transport(request.transport), WRONG)
            return bare(HTTPStatus.EXPECTATION_FAILED, "This kiosk knows no other Expect than 100-continue.")
        return await handler(request)

    return handle


class ConnectionManager:
    """All of them: called by the loop for each new connection."""

    def __init__(
        self, door: StreamFastPath, patience: TokenBuckets, runner: web.AppRunner, request_within: float, **how: Any
    ) -> None:
        """`runner` runs the application that they visit; `how` is aiohttp's, for each of them.

        `request_within` are the seconds for a request's head to be there whole, from the connection's beginning. Who
        was silent for some of them has only the rest, from the answer before it, for each later request as well.
        """
        self.patience = patience
        self._door = door
        self._runner = runner
        self._request_within = request_within
        self._how = how
        self._silent: dict[PendingConnection, float] = {}
        """Until when each has to have asked, by the monotonic clock; the next one first."""
        self._wires: dict[PendingConnection | HttpConnection, asyncio.Transport] = {}
        self._held: Counter[str] = Counter()
        self._waiting: dict[asyncio.Transport, int] = {}
        """Bytes that a connection had not taken at the last look."""
        self._next_look = 0.0

    def __call__(self) -> PendingConnection:
        """Return the protocol of a new connection."""
        return PendingConnection(self)

    def on_open(self, arrival: PendingConnection) -> None:
        """Take a connection in: at once, or later when its address has asked for too much."""
        self._wires[arrival] = arrival.wire
        self._silent[arrival] = monotonic() + self._request_within
        self._held[arrival.source] += 1
        self.patience.charge(arrival.source, CONNECTION)
        wait = self.patience.retry_after(arrival.source)
        if wait and self._held[arrival.source] > MOST_AN_ADDRESS:
            arrival.wire.abort()
        elif wait:
            arrival.wire.pause_reading()
            asyncio.get_running_loop().call_later(min(wait, LONGEST), _resume, arrival.wire)

    def on_data(self, arrival: PendingConnection, data: bytes) -> None:
        """Give a connection what it asks for, or to aiohttp."""
        if self._door.try_subscribe(arrival.wire, data, arrival.source):
            self.on_close(arrival)
            return
        server = self._runner.server
        if server is None:  # the kiosk is stopping
            arrival.wire.abort()
            return
        left = self._silent.pop(arrival) - monotonic()
        how = {"loop": asyncio.get_running_loop(), "keepalive_timeout": max(left, SOON), **self._how}
        visitor = HttpConnection(self, arrival.source, server, **how)
        self._wires[visitor] = self._wires.pop(arrival)
        arrival.wire.set_protocol(visitor)
        visitor.connection_made(arrival.wire)
        visitor.data_received(data)

    def on_close(self, visitor: PendingConnection | HttpConnection) -> None:
        """Forget a connection that has ended, or has become a stream."""
        if self._wires.pop(visitor, None) is None:
            return
        if isinstance(visitor, PendingConnection):
            del self._silent[visitor]
        self._held[visitor.source] -= 1
        if not self._held[visitor.source]:
            del self._held[visitor.source]

    def abort_all(self) -> None:
        """Cut everybody."""
        for wire in list(self._wires.values()):
            wire.abort()

    async def answer(self, request: web.Request, _: web.StreamResponse) -> None:
        """Note that another answer begins: who has taken all before it is not slow. A signal of the application."""
        wire = request.transport
        if wire is not None and not wire.get_write_buffer_size():
            self._waiting.pop(wire, None)

    def sweep(self, now: float) -> None:
        """Cut those who have said nothing in time, or taken next to nothing since the last look that counts.

        To be called every second; `now` is by the monotonic clock.
        """
        for arrival, until in self._silent.items():
            if until > now:
                break
            arrival.wire.abort()
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
