"""Connection takeover: a handler detaches a request's transport from aiohttp and gives it to the hub.

aiohttp keeps a task, a parser and a request for as long as a handler runs, eight kilobytes for a stream that sends
nothing more. So the handler ends, and the hub keeps the bare transport.
"""

import asyncio
import socket

from aiohttp import web

_SEND_BUFFER_BYTES = 32 * 1024
"""Linux doubles it for its own bookkeeping. The most that a client that stops reading costs the kernel."""
_MAX_UNSENT_BYTES = 16 * 1024
"""More would be states that are stale before they are sent: a slow phone gets the newest state instead."""
_USER_TIMEOUT_MS = 14_000
"""A phone that left the Wi-Fi acknowledges nothing. With a heartbeat every 5 s the kernel notices within 20 s; by
default Linux takes a quarter of an hour.
"""


def take_over(request: web.Request) -> asyncio.Transport | None:
    """Detach the transport of a request from aiohttp and return it; None when the client has disconnected.

    The handler must raise `asyncio.CancelledError` afterwards: this ends aiohttp's task of the connection.
    """
    transport = request.transport
    if transport is None or transport.is_closing():
        return None
    # Order: without a transport, connection_lost() of aiohttp releases its parser and timers and closes nothing.
    request.protocol.transport = None
    request.protocol.connection_lost(None)
    return transport


def limit_kernel_buffers(transport: asyncio.Transport) -> None:
    """Limit what the kernel buffers for a client that stops reading, where the system supports it."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    for option, value in (("TCP_NOTSENT_LOWAT", _MAX_UNSENT_BYTES), ("TCP_USER_TIMEOUT", _USER_TIMEOUT_MS)):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
