"""Authentication by bearer key: the venue's scorer key, or the key of a paired phone. Reading needs no key.

Keys are sent in the ``Authorization`` header only, never in a URL, which servers log. The owner chooses the venue's
key, so it may be short enough to guess: after ten wrong keys in a minute an address gets 429. The right key is accepted
all the same, since a venue may share one address with a stranger; only after a hundred, which no person sends, it is
not, or the limit would not slow down a program that guesses. A phone's key is too long to guess (`pairing`), so paired
phones behind that address can still write.
"""

import secrets
from collections import deque
from time import monotonic
from typing import NamedTuple

from aiohttp import web

from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.errors import KioskError, NotAllowed
from goat_kiosk.store.devices import Device
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.web.http.refusals import KeyMissing, TooManyRequests, VenueKeyRequired, WrongKey
from goat_kiosk.web.http.source_address import source_of

JOINS_PER_MINUTE = 30
"""Per address. All phones of a venue may share one address (NAT), so the limit is high enough for a full room."""
FAILURES_PER_MINUTE = 10
"""Wrong keys, codes and seats, per address: more than typing errors."""
GUESSES_PER_MINUTE = 100
"""Wrong keys, per address, after which the right one is refused too. At this rate it takes four thousand years to guess
a key of eight letters.
"""
_WINDOW_S = 60.0
_MAX_ADDRESSES = 1_000


class Principal(NamedTuple):
    """The authenticated client: a paired phone, or the venue itself, whose `device` is None."""

    pairing: Pairing
    device: Device | None

    @property
    def scorer(self) -> str:
        """Which device it is, among those that score a game."""
        return "venue's key" if self.device is None else f"phone {self.device.id}"

    def authorize(self, court: str | None = None) -> None:
        """Raise `NotAllowed` unless the client may write to `court`. Call it at the desk, right before the write."""
        if self.device is not None:
            self.pairing.authorize(self.device.id, court)

    def may_write(self, court: str) -> bool:
        """Whether the client may write to `court`."""
        try:
            self.authorize(court)
        except NotAllowed:
            return False
        return True


class Authenticator:
    """Checks keys, and limits how many wrong ones an address may try."""

    def __init__(self, scorer_key: str, pairing: Pairing) -> None:
        self._scorer_key = scorer_key.encode()
        self._pairing = pairing
        message = mark_for_translation("Too many wrong keys or codes from this address. Wait a minute.")
        self._failures = RateLimiter(FAILURES_PER_MINUTE, message)
        self._guesses = RateLimiter(GUESSES_PER_MINUTE, message)

    def require_principal(self, request: web.Request) -> Principal:
        """Return the principal whose key the request shows.

        Raises `HttpRefusal` (401 without a key, 403 with a wrong one, 429 after too many) and `NotAllowed` when the
        phone's pairing has ended.
        """
        key = _bearer_key(request)
        if not key:
            raise KeyMissing(
                "Only the scorer can change a game. Send the scorer key as “Authorization: Bearer …”.",
                {"WWW-Authenticate": "Bearer"},
            )
        if (device := self._pairing.authenticate(key)) is not None:
            return Principal(self._pairing, device)
        self._guesses.check(source_of(request))
        if secrets.compare_digest(key.encode(errors="surrogateescape"), self._scorer_key):
            return Principal(self._pairing, None)
        self._guesses.count(source_of(request))
        self.check_rate(request)
        self.count_failure(request)
        raise WrongKey("This is not the scorer key of this kiosk. Pair again from its window.")

    def find_principal(self, request: web.Request) -> Principal | None:
        """Return the principal of a request that needs no key; None without a valid one."""
        try:
            return self.require_principal(request)
        except KioskError:
            return None

    def is_paired(self, request: web.Request) -> bool:
        """Whether the request comes from a paired phone."""
        try:
            return self._pairing.authenticate(_bearer_key(request)) is not None
        except KioskError:
            return False

    def require_owner(self, request: web.Request) -> None:
        """Refuse every key except the venue's own. Raises as `require_principal`."""
        if self.require_principal(request).device is not None:
            raise VenueKeyRequired("Only the desk can do this, not a paired phone.")

    def check_rate(self, request: web.Request) -> None:
        """Raise `HttpRefusal` (429) when this address has sent too many wrong keys or codes in the last minute."""
        self._failures.check(source_of(request))

    def count_failure(self, request: web.Request) -> None:
        """Count a wrong key or code against the address of the request."""
        self._failures.count(source_of(request))


def _bearer_key(request: web.Request) -> str:
    """Return the key in the ``Authorization`` header; "" without one."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


class RateLimiter:
    """A sliding-window rate limiter: counts the events of each address in the last minute."""

    def __init__(self, limit: int, message: str) -> None:
        """`limit` is the most events a minute for an address; `message` is the error for one that exceeds it."""
        self._limit = limit
        self._message = message
        self._times: dict[str, deque[float]] = {}

    def check(self, address: str) -> None:
        """Raise `HttpRefusal` (429) when the address has reached the limit."""
        now, recent = monotonic(), self._times.get(address, deque())
        while recent and recent[0] < now - _WINDOW_S:
            recent.popleft()
        if len(recent) >= self._limit:
            wait = str(int(recent[0] + _WINDOW_S - now) + 1)
            raise TooManyRequests(self._message, {"Retry-After": wait})

    def count(self, address: str) -> None:
        """Count one event of the address."""
        recent = self._times.pop(address, None) or deque(maxlen=self._limit)
        recent.append(monotonic())
        self._times[address] = recent  # at the end: the address idle for longest is evicted first
        if len(self._times) > _MAX_ADDRESSES:
            del self._times[next(iter(self._times))]
