"""Probe of the Redis that the kiosks share: whether it accepts us, how fast it answers, and its version."""

import asyncio
import time
from typing import NamedTuple

from redis.exceptions import ResponseError

from goat_kiosk.errors import Unavailable
from goat_kiosk.uplink.peers import discovery
from goat_kiosk.uplink.protocol import error_text
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS, RedisConnection, RedisUrl

_PING_COUNT = 5
DISCOVERY_TIMEOUT_S = 5.0
"""Seconds. A kiosk answers on the network within one."""


class ProbeResult(NamedTuple):
    """The address, version and latency of a Redis that replied."""

    address: str
    version: str
    latency_ms: float
    """Median milliseconds from a ping to its reply."""


async def probe(url: str, host: str) -> ProbeResult:
    """Probe the Redis at `url`: an address, or “find” and perhaps a kiosk's name; `host` is our own address.

    Raises `Unavailable` or `InvalidValue` with what is wrong, without the password.
    """
    address = await _address(url, host)
    try:
        async with await RedisConnection.open(address) as connection:
            times = [await _ping(connection) for _ in range(_PING_COUNT)]
            version = await _fetch_version(connection)
    except CONNECTION_ERRORS as error:
        raise error_text.describe_error(str(address), error) from error
    return ProbeResult(str(address), version, sorted(times)[_PING_COUNT // 2] * 1000)


async def _address(url: str, host: str) -> RedisUrl:
    keyword, _, kiosk = url.partition(":")
    if keyword != discovery.FIND:
        return RedisUrl(url)
    try:
        async with asyncio.timeout(DISCOVERY_TIMEOUT_S):
            return RedisUrl(await discovery.find(host, kiosk))
    except TimeoutError as error:
        raise Unavailable(
            "No other kiosk of this network says where Redis is. Type its address after --redis."
        ) from error


async def _fetch_version(connection: RedisConnection) -> str:
    """Return the version by HELLO, which unlike INFO is among the rights of @connection."""
    try:
        fields = await connection.execute("HELLO")
    except ResponseError as error:
        if "unknown command" not in str(error):
            raise
        return "5"  # or older
    return bytes(dict(zip(fields[::2], fields[1::2], strict=True)).get(b"version", b"?")).decode(errors="replace")


async def _ping(connection: RedisConnection) -> float:
    began = time.perf_counter()
    await connection.execute("PING")
    return time.perf_counter() - began
