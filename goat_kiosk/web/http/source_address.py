"""Source address of a request: the address under which limits count it.

A device has many IPv6 addresses, so its network is counted. Connections from this machine are counted together.
"""

import asyncio
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network

from aiohttp import web

from goat_kiosk.hub.admission import THIS_MACHINE

_IPV6_PREFIX_BITS = 64
"""A home or a phone has at least an IPv6 network of this size, with all addresses in it (RFC 6177)."""


def source_of(request: web.Request) -> str:
    """Return the address under which a request is counted; for IPv6 its network, since a device has many addresses."""
    return (
        source_of_transport(request.transport)
        if request.transport is not None
        else source_of_address(request.remote or "")
    )


def source_of_transport(transport: asyncio.BaseTransport) -> str:
    """Return the address under which a connection is counted, as `source_of`."""
    local_address, remote_address = (transport.get_extra_info(end) or ("",) for end in ("sockname", "peername"))
    return THIS_MACHINE if local_address[0] == remote_address[0] else source_of_address(remote_address[0])


@lru_cache(maxsize=1_024)
def source_of_address(address: str) -> str:
    """Return the address under which `address` is counted, as `source_of`."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:  # a Unix socket has none
        return address
    if isinstance(parsed, IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, _IPV6_PREFIX_BITS), strict=False).network_address)
