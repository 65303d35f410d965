"""A visit to the Redis where the kiosks meet: whether it takes us in, how fast it answers, and which one it is."""

import asyncio
import time
from typing import NamedTuple

from goat_kiosk.errors import Unusable
from goat_kiosk.uplink import discovery, error_text
from goat_kiosk.uplink.connection import Address, Failure, Line

_PINGS = 5
FOUND_WITHIN = 5.0
"""Seconds. A kiosk answers a question on the network within one."""


class Found(NamedTuple):
    """What a visit has found."""

    where: str
    version: str
    ms: float
    """Milliseconds from a question to its answer, the middle of some."""


async def visit(url: str, host: str) -> Found:
    """Go where `url` leads: an address, or “find” and perhaps a kiosk's name; `host` is our own address.

    Raises `Unusable` or `InvalidValue` with what is wrong, without the password.
    """
    address = await _address(url, host)
    try:
        async with await Line.open(address) as line:
            times = [await _ping(line) for _ in range(_PINGS)]
            told = bytes(await line.ask("INFO", "server")).decode(errors="replace")
    except Failure as error:
        raise error_text.about(str(address), error) from error
    lines = dict(line.partition(":")[::2] for line in told.splitlines())
    return Found(str(address), lines.get("redis_version", "?").strip(), sorted(times)[_PINGS // 2] * 1000)


async def _address(url: str, host: str) -> Address:
    word, _, kiosk = url.partition(":")
    if word != discovery.FIND:
        return Address(url)
    try:
        async with asyncio.timeout(FOUND_WITHIN):
            return Address(await discovery.find(host, kiosk))
    except TimeoutError as error:
        raise Unusable("No other kiosk of this network says where Redis is. Type its address after --redis.") from error


async def _ping(line: Line) -> float:
    begun = time.perf_counter()
    await line.ask("PING")
    return time.perf_counter() - begun
