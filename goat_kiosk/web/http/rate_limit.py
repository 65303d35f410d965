"""Rate limiting by token buckets, one for each address, while other addresses are active too.

One phone that floods the kiosk would delay all others. So each address has a bucket of tokens: connections and
requests cost tokens, errors cost most, and time refills the bucket. A request that finds it empty is delayed, not
refused: a client that is refused at once retries at once. A delay of more than `MAX_DELAY_S` ends with status 429.

While no other address is active there is no limit, so a venue behind one router (NAT), or behind a reverse proxy, never
delays itself. A paired phone is never delayed.
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
from goat_kiosk.web.http.source_address import source_of

CONNECTION_COST, REQUEST_COST, ERROR_COST = 2.0, 5.0, 50.0
"""Tokens that a connection, a request and an error response cost."""
BURST = 2_000.0
"""Tokens in a full bucket. The first page of a phone costs a hundred, so twenty phones behind one router fit."""
TOKENS_PER_SECOND = 500.0
"""Refill rate: a hundred requests, about a tenth of what the kiosk can serve; or ten errors."""
MAX_DEBT = 10 * TOKENS_PER_SECOND
"""Tokens that a bucket may be below zero: refilled in ten seconds."""
MAX_DELAY_S = 5.0
"""A connection or a request is delayed for at most this long."""
ACTIVE_FOR_S = 10.0
"""An address counts as active for this long after its last request."""
_MAX_ADDRESSES = 1_000
_ERROR_STATUSES = frozenset({400, 401, 403, 404, 405, 408, 413, 415, 421, 429})
"""Statuses that the kiosk's own pages hardly ever get; not those of the game's rules (409, 412, 422)."""
_UNAVAILABLE = 503
"""The one server error that costs nothing extra: a full disk or a full hub is not the client's fault."""


class TokenBuckets:
    """The bucket of each address; `clock` is in seconds."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By address, the most recently active last: the tokens left, and at what time."""

    def charge(self, source: str, cost: float) -> None:
        """Take `cost` tokens from the bucket of an address."""
        now = self._clock()
        tokens = max(self._tokens(source, now) - cost, -MAX_DEBT)
        self._buckets[source] = tokens, now
        self._buckets.move_to_end(source)
        if len(self._buckets) > _MAX_ADDRESSES:
            self._buckets.popitem(last=False)

    def retry_after(self, source: str) -> float:
        """Return the seconds for which the address must wait now; 0 if it need not."""
        now = self._clock()
        tokens = self._tokens(source, now)
        return -tokens / TOKENS_PER_SECOND if tokens < 0 and self._others_are_active(source, now) else 0.0

    def _tokens(self, source: str, now: float) -> float:
        tokens, updated_at = self._buckets.get(source, (BURST, now))
        return min(BURST, tokens + (now - updated_at) * TOKENS_PER_SECOND)

    def _others_are_active(self, source: str, now: float) -> bool:
        """Whether another address was active in the last `ACTIVE_FOR_S`."""
        last = next((other for other in reversed(self._buckets) if other != source), None)
        return last is not None and self._buckets[last][1] > now - ACTIVE_FOR_S


def middleware(buckets: TokenBuckets, is_trusted: Callable[[web.Request], bool]) -> Middleware:
    """Return the middleware that delays requests over the limit, except those for which `is_trusted` returns True."""

    @web.middleware
    async def limit_rate(request: web.Request, handler: Handler) -> web.StreamResponse:
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

    return limit_rate


def costs_extra(status: int) -> bool:
    """Whether a response with `status` costs `ERROR_COST`; 500 does, or an attacker could repeat the request freely."""
    return status in _ERROR_STATUSES or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != _UNAVAILABLE)


def _too_many_requests() -> web.Response:
    detail = t("Too much comes from this address. Wait a few seconds.")
    refusal = problem_response(HTTPStatus.TOO_MANY_REQUESTS, detail, {hdrs.RETRY_AFTER: "10"})
    refusal.force_close()
    return refusal
