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
from goat_kiosk.web.http.problem_json import Refused
from goat_kiosk.web.http.takeover import source_of

JOINS_A_MINUTE = 30
"""Per address. A venue's phones may all come from one (NAT), so it is generous to a room and still tiresome to a
script.
"""
FAILURES_A_MINUTE = 10
"""Wrong keys, codes and seats, per address: a finger slips less often. At this rate a key of eight letters lasts for
forty thousand years.
"""
_MINUTE = 60.0
_ADDRESSES_REMEMBERED = 1_000


class Principal(NamedTuple):
    """Who has shown a key: a paired phone, or the venue itself."""

    pairing: Pairing
    device: Device | None

    def allow(self, court: str | None = None) -> None:
        """Check at the desk, when the command is carried out, that it may write `court`. Raises `NotAllowed`."""
        if self.device is not None:
            self.pairing.authorize(self.device.id, court)

    def may(self, court: str) -> bool:
        """Whether it may write `court`, checked as `allow` does."""
        try:
            self.allow(court)
        except NotAllowed:
            return False
        return True


class Authenticator:
    """The keys, and the patience with those who have a wrong one."""

    def __init__(self, scorer_key: str, pairing: Pairing) -> None:
        self._key = scorer_key.encode()
        self._pairing = pairing
        self._failures = RateLimiter(
            FAILURES_A_MINUTE, mark_for_translation("Too many wrong keys or codes from this address. Wait a minute.")
        )

    def require_principal(self, request: web.Request) -> Principal:
        """Return who writes.

        Raises `Refused`: 401 without a key, 403 with a wrong one, 429 after many; and `NotAllowed` for a phone whose
        pairing has ended.
        """
        given = _bearer(request)
        if not given:
            raise Refused(
                HTTPStatus.UNAUTHORIZED,
                "Only the scorer can change a game. Send the scorer key as “Authorization: Bearer …”.",
                {"WWW-Authenticate": "Bearer"},
            )
        if (device := self._pairing.authenticate(given)) is not None:
            return Principal(self._pairing, device)
        self.check_rate(request)
        if secrets.compare_digest(given.encode(errors="surrogateescape"), self._key):
            return Principal(self._pairing, None)
        self.count_failure(request)
        raise Refused(HTTPStatus.FORBIDDEN, "This is not the scorer key of this kiosk. Pair again from its window.")

    def principal(self, request: web.Request) -> Principal | None:
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
            raise Refused(HTTPStatus.FORBIDDEN, "Only the desk can do this, not a paired phone.")

    def check_rate(self, request: web.Request) -> None:
        """Raise `Refused` (429) when too much from this address was wrong in the last minute."""
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

    def __init__(self, most: int, sentence: str) -> None:
        """`sentence` is said to an address that has had its `most`."""
        self._most = most
        self._sentence = sentence
        self._times: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raise `Refused` (429) when the address has had its share."""
        now, recent = monotonic(), self._times.get(address, deque())
        while recent and recent[0] < now - _MINUTE:
            recent.popleft()
        if len(recent) >= self._most:
            wait = str(int(recent[0] + _MINUTE - now) + 1)
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, self._sentence, {"Retry-After": wait})

    def count(self, address: str) -> None:
        """Count one."""
        recent = self._times.pop(address, None) or deque(maxlen=self._most)
        recent.append(monotonic())
        self._times[address] = recent  # at the end: the address that was quiet longest is forgotten first
        if len(self._times) > _ADDRESSES_REMEMBERED:
            del self._times[next(iter(self._times))]
