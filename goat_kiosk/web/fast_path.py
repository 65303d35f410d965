"""Fast path of stream requests: a regular expression parses plain ones, without aiohttp's task and request.

After an outage all phones of a venue reconnect at once, with nearly identical requests. Most of the cost of such a
request is aiohttp's task, request, route and middlewares.

Every other request is left to aiohttp, which serves it or refuses it with a reason: one that arrives in pieces, repeats
a header, has a body, or asks for a game that the hub does not have; a host that is not allowed, an address over its
rate, a full hub. So nothing is refused here, and nothing is accepted that aiohttp's parser and the middlewares would
refuse: tests send the same requests both ways, and mutated ones to both parsers.
"""

import asyncio
import re
from typing import NamedTuple

from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.rate_limit import REQUEST_COST, TokenBuckets
from goat_kiosk.web.live.streams import Streams

_REQUEST_HEAD = re.compile(
    rb"GET /(?:(?P<topic>(?:game|tournament)/[0-9]{1,10}|venue)/events|(?P<changes>tournament/[0-9]{1,10}/changes))"
    rb"(\?last_event_id=(?P<last_event_id>[\w-]+))? HTTP/1\.1\r\n"
    rb"(?P<headers>([\w-]+:[\t\x20-\x7e]*\r\n)+)\r\n",
    re.ASCII,
)
"""A subset of HTTP (RFC 9112): what browsers send."""
_ORIGIN = re.compile(rb"\norigin:", re.IGNORECASE)
"""Of a page of another site: its response may need headers of its own."""
_MAX_HEAD_BYTES = 4_096
"""Four times what a browser sends."""
_UNSUPPORTED_HEADERS = frozenset({"content-length", "expect", "sec-websocket-key1", "transfer-encoding", "upgrade"})


class StreamRequest(NamedTuple):
    """A request for a stream."""

    topic: str
    """``game/<id>``, ``tournament/<id>``, ``tournament/<id>/changes`` or ``venue``."""
    host: str
    accept_encoding: str
    last_event_id: str | None


def parse_stream_request(data: bytes) -> StreamRequest | None:
    """Return the request if `data` is the whole of a plain request for a stream, else None."""
    head = _REQUEST_HEAD.fullmatch(data) if len(data) <= _MAX_HEAD_BYTES else None
    if head is None:
        return None
    lines = head["headers"].decode().split("\r\n")[:-1]
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    is_kept_alive = headers.get("connection", "keep-alive").lower() == "keep-alive"
    if (
        len(headers) < len(lines)
        or "host" not in headers
        or not is_kept_alive
        or not _UNSUPPORTED_HEADERS.isdisjoint(headers)
    ):
        return None
    last_event_id = headers.get("last-event-id") or (head["last_event_id"] or b"").decode()
    return StreamRequest(
        (head["topic"] or head["changes"]).decode(),
        headers["host"],
        headers.get("accept-encoding", ""),
        last_event_id or None,
    )


class StreamFastPath:
    """Subscribes connections whose first bytes are a plain request for a stream."""

    def __init__(self, streams: Streams, allowed_hosts: AllowedHosts, buckets: TokenBuckets) -> None:
        self._streams = streams
        self._allowed_hosts = allowed_hosts
        self._buckets = buckets

    def try_subscribe(self, transport: asyncio.Transport, data: bytes, source: str) -> bool:
        """Begin the stream that `data` asks for; return False to leave the request to aiohttp.

        `source` is the address under which the connection is counted. On True the transport belongs to the hub.
        """
        if self._streams.allowed_origins.is_configured and _ORIGIN.search(data):
            return False
        stream = parse_stream_request(data)
        if stream is None or transport.is_closing() or self._buckets.retry_after(source):
            return False
        local = transport.get_extra_info("sockname")
        if not self._allowed_hosts.allows(stream.host, local[0] if local else ""):
            return False
        has_begun = self._streams.try_subscribe(
            transport, stream.topic, stream.accept_encoding, stream.last_event_id, source
        )
        if has_begun:
            self._buckets.charge(source, REQUEST_COST)
        return has_begun
