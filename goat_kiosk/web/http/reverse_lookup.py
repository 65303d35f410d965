"""Reverse DNS lookup of this machine's addresses: the names that the venue's router gives them.

Routers append suffixes that no list knows to a machine's name. An attacker who uses DNS rebinding points a name of
theirs to our address, but cannot make the venue's name server return that name for our address.
"""

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress

TIMEOUT_S = 2.0
"""For a request that waits for the name server; the answer of a slower one is there for the next request."""
EXPIRES_S = 60.0
"""Between lookups of one address, whatever its name: a stranger cannot make the kiosk ask more often."""


def look_up(address: str) -> str:
    """Return the name of an address. Raises `OSError` when it has none."""
    return socket.getnameinfo((address, 0), socket.NI_NAMEREQD)[0]


class ReverseLookup:
    """The names of this machine's addresses, each looked up when it is asked for. For the hub's thread."""

    def __init__(self, look_up: Callable[[str], str] = look_up) -> None:
        self._look_up = look_up
        self._lookups: dict[str, tuple[float, asyncio.Future[str]]] = {}
        """When each lookup began, by the monotonic clock, and its result."""

    async def name_of(self, address: str) -> str:
        """Return the name of one of this machine's addresses; "" when it has none, or none in time."""
        began, lookup = self._lookups.get(address, (0.0, None))
        if lookup is None or time.monotonic() > began + EXPIRES_S:
            lookup = asyncio.get_running_loop().create_future()
            self._lookups[address] = time.monotonic(), lookup
            # A daemon thread, since the program does not wait for it when it ends; for the loop's own threads it does.
            threading.Thread(target=self._run, args=(address, lookup), name="reverse-lookup", daemon=True).start()
        finished, _ = await asyncio.wait([lookup], timeout=TIMEOUT_S)
        return lookup.result() if finished else ""

    def _run(self, address: str, lookup: asyncio.Future[str]) -> None:
        name = ""
        with suppress(OSError, UnicodeError):
            name = self._look_up(address)
        with suppress(RuntimeError):  # the kiosk has stopped meanwhile
            lookup.get_loop().call_soon_threadsafe(lookup.set_result, name)
