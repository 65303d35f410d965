"""Rate limiting by token buckets, one for each address, while other addresses are active too.

A phone that floods the kiosk with requests, or with bytes that are none, would make everybody wait behind it. So each
address has a bucket: whatever it does costs tokens, errors cost most, and time refills it. A request that finds it
empty is answered later, on the same connection: a client that is refused at once retries at once, one that waits does
not. After `MAX_DELAY_S` it is answered 429.

An address that is the only one has no limit. So a venue behind one router (NAT), or a reverse proxy, never delays
itself. A paired phone is never delayed.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from goat_kiosk.text.i18n import t
from goat_kiosk.web.http.problem_json import problem_response
from goat_kiosk.web.http.takeover import source_of

CONNECTION_COST, REQUEST_COST, ERROR_COST = 2.0, 5.0, 50.0
"""What it costs to connect, to ask, and to be answered that it was wrong."""
BURST = 2_000.0
"""A phone that opens its first page spends a hundred; a house of forty opens theirs at once."""
TOKENS_PER_SECOND = 500.0
"""A hundred pages, about a tenth of what the kiosk can do; ten wrong requests."""
MAX_DEBT = 10 * TOKENS_PER_SECOND
"""No debt takes longer than ten seconds to be forgotten."""
MAX_DELAY_S = 5.0
"""Seconds that a connection or a request waits."""
ACTIVE_FOR_S = 10.0
"""Seconds for which somebody who asked for something counts as being there."""
_MAX_ADDRESSES = 1_000
_ERROR_STATUSES = frozenset({400, 401, 403, 404, 405, 408, 413, 415, 421, 429})
"""Statuses that an honest page hardly ever gets. Not those by which a game's rules refuse."""
_UNAVAILABLE = 503
"""The one error of a server that is nobody's fault: a full disk, a full house."""


class TokenBuckets:
    """The bucket of each address; `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By address, the most recently active last: tokens left, and when."""

    def charge(self, source: str, cost: float) -> None:
        """Take `cost` from the bucket of an address."""
        now = self._clock()
        left = max(self._tokens(source, now) - cost, -MAX_DEBT)
        self._buckets[source] = left, now
        self._buckets.move_to_end(source)
        if len(self._buckets) > _MAX_ADDRESSES:
            self._buckets.popitem(last=False)

    def retry_after(self, source: str) -> float:
        """Return the seconds that the address has to wait now; 0 when it need not."""
        now = self._clock()
        left = self._tokens(source, now)
        return -left / TOKENS_PER_SECOND if left < 0 and self._others_are_active(source, now) else 0.0

    def _tokens(self, source: str, now: float) -> float:
        left, at = self._buckets.get(source, (BURST, now))
        return min(BURST, left + (now - at) * TOKENS_PER_SECOND)

    def _others_are_active(self, source: str, now: float) -> bool:
        """Whether another address was active lately."""
        last = next((other for other in reversed(self._buckets) if other != source), None)
        return last is not None and self._buckets[last][1] > now - ACTIVE_FOR_S


def middleware(buckets: TokenBuckets, is_trusted: Callable[[web.Request], bool]) -> Middleware:
    """Return the middleware by which requests wait their turn; those that are `trusted` need not."""

    @web.middleware
    async def wait_and_count(request: web.Request, handler: Handler) -> web.StreamResponse:
        source = source_of(request)
        buckets.charge(source, REQUEST_COST)
        wait = buckets.retry_after(source)
        if wait and not is_trusted(request):
            await asyncio.sleep(min(wait, MAX_DELAY_S))
            if wait > MAX_DELAY_S:
                return _too_many_requests()
        response = await handler(request)
        if costs_extra(response.status):
            buckets.charge(source, ERROR_COST)
        return response

    return wait_and_count


def costs_extra(status: int) -> bool:
    """Whether an answer with `status` costs `ERROR_COST`: a request that finds a bug is worth finding a second time."""
    return status in _ERROR_STATUSES or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != _UNAVAILABLE)


def _too_many_requests() -> web.Response:
    detail = t("Too much comes from this address. Wait a few seconds.")
    refusal = problem_response(HTTPStatus.TOO_MANY_REQUESTS, detail, {hdrs.RETRY_AFTER: "10"})
    refusal.force_close()
    return refusal
