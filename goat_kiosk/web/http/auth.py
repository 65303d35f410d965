"""Authentication of writers: the venue's scorer key, or a paired phone's own. Reading is open to the room.

Keys travel in the ``Authorization`` header only, never in an address that a server logs. The venue's key may be short,
since a script's owner chooses it, and so may be guessed: an address that was wrong too often is not heard for a
while, even if it is right then. A phone's key cannot be guessed (`pairing`), so paired phones behind the same address
write on.
"""

import secrets
from collections import deque
from http import HTTPStatus
from time import monotonic
from typing import NamedTuple

from aiohttp import web

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.errors import KioskError, NotAllowed
from goat_kiosk.store.devices import Device
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.web.http.problem_json import HttpRefusal
from goat_kiosk.web.http.takeover import source_of

JOINS_PER_MINUTE = 30
"""Per address. A venue's phones may all come from one (NAT), so it is generous to a room and still tiresome to a
script.
"""
FAILURES_PER_MINUTE = 10
"""Wrong keys, codes and seats, per address: a finger slips less often. At this rate a key of eight letters lasts for
forty thousand years.
"""
_WINDOW_S = 60.0
_MAX_ADDRESSES = 1_000


class Principal(NamedTuple):
    """Who has shown a key: a paired phone, or the venue itself."""

    pairing: Pairing
    device: Device | None

    def authorize(self, court: str | None = None) -> None:
        """Check at the desk, when the command is carried out, that it may write `court`. Raises `NotAllowed`."""
        if self.device is not None:
            self.pairing.authorize(self.device.id, court)

    def may_write(self, court: str) -> bool:
        """Whether it may write `court`, checked as `allow` does."""
        try:
            self.authorize(court)
        except NotAllowed:
            return False
        return True


class Authenticator:
    """The keys, and the patience with those who have a wrong one."""

    def __init__(self, scorer_key: str, pairing: Pairing) -> None:
        self._scorer_key = scorer_key.encode()
        self._pairing = pairing
        self._failures = RateLimiter(
            FAILURES_PER_MINUTE, mark_for_translation("Too many wrong keys or codes from this address. Wait a minute.")
        )

    def require_principal(self, request: web.Request) -> Principal:
        """Return the principal whose key the request shows.

        Raises `HttpRefusal` (401 without a key, 403 with a wrong one, 429 after too many) and `NotAllowed` when the
        phone's pairing has ended.
        """
        given = _bearer(request)
        if not given:
            raise HttpRefusal(
                HTTPStatus.UNAUTHORIZED,
                "Only the scorer can change a game. Send the scorer key as “Authorization: Bearer …”.",
                {"WWW-Authenticate": "Bearer"},
            )
        if (device := self._pairing.authenticate(given)) is not None:
            return Principal(self._pairing, device)
        self.check_rate(request)
        if secrets.compare_digest(given.encode(errors="surrogateescape"), self._scorer_key):
            return Principal(self._pairing, None)
        self.count_failure(request)
        raise HttpRefusal(HTTPStatus.FORBIDDEN, "This is not the scorer key of this kiosk. Pair again from its window.")

    def find_principal(self, request: web.Request) -> Principal | None:
        """Return who writes, or None: for what is open to everybody, and easier for a writer."""
        try:
            return self.require_principal(request)
        except KioskError:
            return None

    def is_paired(self, request: web.Request) -> bool:
        """Whether a phone asks that may write."""
        try:
            return self._pairing.authenticate(_bearer(request)) is not None
        except KioskError:
            return False

    def require_owner(self, request: web.Request) -> None:
        """Let only the venue's own key pass. Raises as `writer`."""
        if self.require_principal(request).device is not None:
            raise HttpRefusal(HTTPStatus.FORBIDDEN, "Only the desk can do this, not a paired phone.")

    def check_rate(self, request: web.Request) -> None:
        """Raise `HttpRefusal` (429) when too much from this address was wrong in the last minute."""
        self._failures.check(source_of(request))

    def count_failure(self, request: web.Request) -> None:
        """Count a wrong key or code."""
        self._failures.count(source_of(request))


def _bearer(request: web.Request) -> str:
    """Return the key that a request shows, or nothing."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return given.strip() if scheme.lower() == "bearer" else ""


class RateLimiter:
    """Counts what came from each address in the last minute."""

    def __init__(self, limit: int, message: str) -> None:
        """`sentence` is said to an address that has had its `most`."""
        self._limit = limit
        self._message = message
        self._times: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raise `HttpRefusal` (429) when the address has had its share."""
        now, recent = monotonic(), self._times.get(address, deque())
        while recent and recent[0] < now - _WINDOW_S:
            recent.popleft()
        if len(recent) >= self._limit:
            wait = str(int(recent[0] + _WINDOW_S - now) + 1)
            raise HttpRefusal(HTTPStatus.TOO_MANY_REQUESTS, self._message, {"Retry-After": wait})

    def count(self, address: str) -> None:
        """Count one."""
        recent = self._times.pop(address, None) or deque(maxlen=self._limit)
        recent.append(monotonic())
        self._times[address] = recent  # at the end: the address that was quiet longest is forgotten first
        if len(self._times) > _MAX_ADDRESSES:
            del self._times[next(iter(self._times))]
