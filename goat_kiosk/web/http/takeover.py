"""Connection takeover: how a request's connection is taken from aiohttp for good, and the address it is counted under.

aiohttp keeps a task, a parser and a request for as long as a handler runs: eight kilobytes a stream that only ever
listens. Once the request is read none of it is needed, so the handler gives it up and the hub holds the bare transport.
"""

import asyncio
import socket
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web

from goat_kiosk.hub.admission import THIS_MACHINE

_IPV6_PREFIX_BITS = 64
"""Bits. Of IPv6 a home or a phone has at least a network of this size (RFC 6177), and all addresses in it."""
_SEND_BUFFER_BYTES = 32 * 1024
"""Bytes, doubled by Linux for its own bookkeeping. What a connection that takes nothing costs the kernel, at most."""
_MAX_UNSENT_BYTES = 16 * 1024
"""Bytes that may wait to be sent. More is news that has gone stale before it is on the air: a slow phone is given
the newest state instead.
"""
_USER_TIMEOUT_MS = 14_000
"""A radio that went off acknowledges nothing: with a heartbeat every 15 s that is noticed within 30 s, where Linux by
itself takes a quarter of an hour.
"""


def source_of(request: web.Request) -> str:
    """Return the address that a request is counted under: of IPv6, the network, since a device has many there."""
    return (
        source_of_transport(request.transport)
        if request.transport is not None
        else source_of_address(request.remote or "")
    )


def source_of_transport(transport: asyncio.BaseTransport) -> str:
    """Return the address that a connection is counted under, as `source_of`."""
    here, there = (transport.get_extra_info(end) or ("",) for end in ("sockname", "peername"))
    return THIS_MACHINE if here[0] == there[0] else source_of_address(there[0])


@lru_cache(maxsize=1_024)
def source_of_address(address: str) -> str:
    """Return what an address is counted under, as `source_of`."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:  # a Unix socket has none
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _IPV6_PREFIX_BITS), strict=False).network_address)


def take_over(request: web.Request) -> asyncio.Transport | None:
    """Return the connection of a request that its handler will not answer, or None when it is gone already.

    The handler has to raise `asyncio.CancelledError` once it is done: aiohttp's task of the connection ends with it.
    """
    transport = request.transport
    if transport is None or transport.is_closing():
        return None
    request.protocol.transport = None  # so that aiohttp does not close what it no longer holds
    request.protocol.connection_lost(None)
    return transport


def limit_kernel_buffers(transport: asyncio.Transport) -> None:
    """Bound what the kernel keeps for a peer that takes nothing, where the system knows how."""
    connection = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
    for option, value in (("TCP_NOTSENT_LOWAT", _MAX_UNSENT_BYTES), ("TCP_USER_TIMEOUT", _USER_TIMEOUT_MS)):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
