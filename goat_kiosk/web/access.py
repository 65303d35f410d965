"""Who may write. Reading is open to the room; changing a game needs the scorer key.

The key is a long random secret kept in the data folder, so that paired devices stay paired; it travels in the
``Authorization`` header only, never in an address that a server logs. Joining a lobby is open, and so is limited in
rate.
"""

import secrets
import time
from collections import deque
from http import HTTPStatus

from aiohttp import web

from goat_kiosk.web.problems import Refused

JOINS_A_MINUTE = 30
"""Per address. A venue's phones may all come from one (NAT), so it is generous to a room and still tiresome to a
script.
"""
_ADDRESSES_REMEMBERED = 1_000


def require_key(request: web.Request, key: str) -> None:
    """Raise `Refused` (401 without a key, 403 with a wrong one) unless the request carries `key`."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not given:
        raise Refused(
            HTTPStatus.UNAUTHORIZED,
            "Only the scorer can change a game. Send the scorer key as “Authorization: Bearer …”.",
            {"WWW-Authenticate": "Bearer"},
        )
    if not secrets.compare_digest(given.strip().encode(errors="surrogateescape"), key.encode()):
        raise Refused(HTTPStatus.FORBIDDEN, "This is not the scorer key of this kiosk. Pair again from its window.")


class JoinLimit:
    """Counts the joins of the last minute by address."""

    def __init__(self) -> None:
        self._joins: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Count one join. Raises `Refused` (429) when the address has had its share."""
        now = time.monotonic()
        recent = self._joins.setdefault(address, deque())
        while recent and recent[0] < now - 60:
            recent.popleft()
        if len(recent) >= JOINS_A_MINUTE:
            wait = str(int(recent[0] + 60 - now) + 1)
            raise Refused(
                HTTPStatus.TOO_MANY_REQUESTS, "Too many joins from this address. Wait a minute.", {"Retry-After": wait}
            )
        recent.append(now)
        if len(self._joins) > _ADDRESSES_REMEMBERED:
            del self._joins[next(iter(self._joins))]
