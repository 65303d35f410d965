"""Connection manager: accepts connections, hands them to the fast path or to aiohttp, and closes slow ones.

aiohttp has no write timeout for a client that reads a byte at a time, and its responses to bytes that are not HTTP
reveal its parser's messages. Both are handled here, for every connection that is not a stream.
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
from goat_kiosk.web.http.problem_json import BUG_MESSAGE, problem_response
from goat_kiosk.web.http.rate_limit import CONNECTION_COST, ERROR_COST, MAX_DELAY_S, TokenBuckets
from goat_kiosk.web.http.request_guard import SECURITY_HEADERS, SERVER_NAME
from goat_kiosk.web.http.source_address import source_of_transport

_CONTINUE = "100-continue"
MIN_HEAD_TIMEOUT_S = 1.0
"""The least time that a request has for the rest of its head once its first bytes are here."""
SWEEP_INTERVAL_S = 10.0
"""Between checks of what clients have not yet read."""
MIN_READ_BYTES = 10_000
"""A client that reads less between two checks is disconnected. The worst Wi-Fi carries ten times as much."""
MAX_CONNECTIONS_PER_ADDRESS = 1_000
"""Besides streams, while other addresses are active."""


RequestHandler = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
"""What responds to every request."""

_log = logging.getLogger(__name__)


class PendingConnection(asyncio.Protocol):
    """A connection without a request yet: no parser and no task are made for it."""

    __slots__ = ("_connections", "source", "transport")

    def __init__(self, manager: "ConnectionManager") -> None:
        self._connections = manager
        self.source = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.BaseProtocol`."""
        self.transport: asyncio.Transport = transport  # type: ignore[assignment]  # it reads and writes
        self.source = source_of_transport(transport)
        self._connections.on_open(self)

    def data_received(self, data: bytes) -> None:
        """See `asyncio.Protocol`."""
        self._connections.on_data(self, data)

    def connection_lost(self, exc: BaseException | None) -> None:  # noqa: ARG002  asyncio's signature
        """See `asyncio.BaseProtocol`."""
        self._connections.on_close(self)


class HttpConnection(web.RequestHandler):
    """A connection that aiohttp serves, until it becomes a stream after all or closes."""

    __slots__ = ("_connections", "source")

    def __init__(self, manager: "ConnectionManager", source: str, server: web.Server, **options: Any) -> None:
        """`source` is the address it is counted under; `options` are aiohttp's."""
        super().__init__(server, **options)
        self._connections = manager
        self.source = source

    def connection_lost(self, exc: BaseException | None) -> None:
        """See `asyncio.BaseProtocol`; also called when the connection becomes a stream."""
        self._connections.on_close(self)
        super().connection_lost(exc)

    def handle_error(
        self,
        request: web.BaseRequest,  # noqa: ARG002  aiohttp's signature
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Respond to what never reached the application, such as bytes that are not HTTP, without repeating them."""
        self._connections.buckets.charge(self.source, ERROR_COST)
        if status == HTTPStatus.BAD_REQUEST:
            return _refuse(HTTPStatus.BAD_REQUEST, "Malformed HTTP request.")
        _log.error("A bug outside the application: %s", message or status, exc_info=exc)
        return _refuse(HTTPStatus.INTERNAL_SERVER_ERROR, BUG_MESSAGE)


def _refuse(status: HTTPStatus, sentence: str) -> web.Response:
    """Return a response that closes its connection, to what the application's middlewares never see."""
    response = problem_response(
        status, sentence, SECURITY_HEADERS | {hdrs.CACHE_CONTROL: "no-store", hdrs.SERVER: SERVER_NAME}
    )
    response.force_close()
    return response


def check_expect(handler: RequestHandler, buckets: TokenBuckets) -> RequestHandler:
    """Return the application's `handler` behind a check of ``Expect``, which aiohttp handles before any middleware.

    aiohttp answers an expectation that it does not know with the header's own bytes, and fails when they are no text.
    """

    async def handle(request: web.BaseRequest) -> web.StreamResponse:
        if request.headers.get(hdrs.EXPECT, _CONTINUE).lower() != _CONTINUE:
            if request.transport is not None:
                buckets.charge(source_of_transport(request.transport), ERROR_COST)
            return _refuse(HTTPStatus.EXPECTATION_FAILED, "This kiosk knows no other Expect than 100-continue.")
        return await handler(request)

    return handle


class ConnectionManager:
    """All connections that are not streams; the loop calls it for each new one."""

    def __init__(
        self,
        fast_path: StreamFastPath,
        buckets: TokenBuckets,
        runner: web.AppRunner,
        request_timeout_s: float,
        **options: Any,
    ) -> None:
        """`runner` runs the application; `options` are aiohttp's, for each connection.

        `request_timeout_s` is how long a request's head may take, from the beginning of the connection. A client that
        was silent for part of that has only the rest for each later request, counted from the response before it.
        """
        self.buckets = buckets
        self._fast_path = fast_path
        self._runner = runner
        self._request_timeout_s = request_timeout_s
        self._options = options
        self._deadlines: dict[PendingConnection, float] = {}
        """The deadline of each for its first request, by the monotonic clock, in order."""
        self._transports: dict[PendingConnection | HttpConnection, asyncio.Transport] = {}
        self._by_source: Counter[str] = Counter()
        self._unread: dict[asyncio.Transport, int] = {}
        """Bytes that each client had not read at the last check."""
        self._next_sweep = 0.0

    def __call__(self) -> PendingConnection:
        """Return the protocol of a new connection."""
        return PendingConnection(self)

    def on_open(self, connection: PendingConnection) -> None:
        """Read from a connection at once, or later when its address has sent too many requests."""
        self._transports[connection] = connection.transport
        self._deadlines[connection] = monotonic() + self._request_timeout_s
        self._by_source[connection.source] += 1
        self.buckets.charge(connection.source, CONNECTION_COST)
        wait = self.buckets.retry_after(connection.source)
        if wait and self._by_source[connection.source] > MAX_CONNECTIONS_PER_ADDRESS:
            connection.transport.abort()
        elif wait:
            connection.transport.pause_reading()
            asyncio.get_running_loop().call_later(min(wait, MAX_DELAY_S), _resume, connection.transport)

    def on_data(self, pending: PendingConnection, data: bytes) -> None:
        """Begin the stream that `data` asks for, or hand the connection to aiohttp."""
        if self._fast_path.try_subscribe(pending.transport, data, pending.source):
            self.on_close(pending)
            return
        server = self._runner.server
        if server is None:  # the kiosk is stopping
            pending.transport.abort()
            return
        # Order: the transport must have its new protocol before any byte is fed in, since aiohttp may respond, or close
        # the connection and call `on_close`, while it parses `data`.
        remaining = self._deadlines.pop(pending) - monotonic()
        options = {
            "loop": asyncio.get_running_loop(),
            "keepalive_timeout": max(remaining, MIN_HEAD_TIMEOUT_S),
            **self._options,
        }
        connection = HttpConnection(self, pending.source, server, **options)
        self._transports[connection] = self._transports.pop(pending)
        pending.transport.set_protocol(connection)
        connection.connection_made(pending.transport)
        connection.data_received(data)

    def on_close(self, connection: PendingConnection | HttpConnection) -> None:
        """Forget a connection that is closed, or has become a stream."""
        if self._transports.pop(connection, None) is None:
            return
        if isinstance(connection, PendingConnection):
            del self._deadlines[connection]
        self._by_source[connection.source] -= 1
        if not self._by_source[connection.source]:
            del self._by_source[connection.source]

    def abort_all(self) -> None:
        """Abort every connection."""
        for transport in list(self._transports.values()):
            transport.abort()

    async def on_response(self, request: web.Request, _: web.StreamResponse) -> None:
        """Forget that a client was slow, if it has read everything before this response. An aiohttp signal."""
        transport = request.transport
        if transport is not None and not transport.get_write_buffer_size():
            self._unread.pop(transport, None)

    def sweep(self, now: float) -> None:
        """Abort clients that sent nothing in time, or read next to nothing since the last check.

        To be called every second; `now` is by the monotonic clock.
        """
        # Deadlines are in order, because each is the same time after its connection began: the first in the future ends
        # the loop. A client that read everything in between is not in `_unread`, so it cannot be found slow: only one
        # whose buffer was full at both checks and shrank by less than MIN_READ is.
        for connection, until in self._deadlines.items():
            if until > now:
                break
            connection.transport.abort()
        if now < self._next_sweep:
            return
        self._next_sweep = now + SWEEP_INTERVAL_S
        unsent_bytes = {
            transport: byte_count
            for transport in self._transports.values()
            if (byte_count := transport.get_write_buffer_size())
        }
        for transport, byte_count in unsent_bytes.items():
            if byte_count > self._unread.get(transport, byte_count + MIN_READ_BYTES) - MIN_READ_BYTES:
                transport.abort()
        self._unread = unsent_bytes


def _resume(transport: asyncio.Transport) -> None:
    if not transport.is_closing():
        transport.resume_reading()
