"""The short way in for who only wants a stream: the request is read at a glance, before aiohttp makes a task of it.

After an outage a whole hall asks at the same moment, for the same and nearly in the same words. A task, a request, a
route and the middlewares are most of what such a request costs.

Whatever is in doubt goes the long way, where it is answered, or refused with a reason: a request that has not come in
one piece, says something twice, has a body or asks for a game that the hub does not have; a host that is not ours, an
address that has to wait, a full house. So nothing is refused here, and nothing is allowed that is not allowed there:
a test sends the same requests by both ways.
"""

import asyncio
import re
from typing import NamedTuple

from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.rate_limit import REQUEST, TokenBuckets
from goat_kiosk.web.live.streams import Streams

_HEAD = re.compile(
    rb"GET /(?P<topic>game/[0-9]{1,10}|venue)/events(\?last_event_id=(?P<seen>[\w-]+))? HTTP/1\.1\r\n"
    rb"(?P<headers>([\w-]+:[\t\x20-\x7e]*\r\n)+)\r\n",
    re.ASCII,
)
"""Less than HTTP allows (RFC 9112): only what browsers say."""
_LARGEST = 4_096
"""Bytes: four times what a browser sends."""
_MORE_THAN_A_QUESTION = frozenset({"content-length", "expect", "transfer-encoding", "upgrade"})


class StreamRequest(NamedTuple):
    """A stream that somebody asks for."""

    topic: str
    """``game/<id>`` or ``venue``."""
    host: str
    accepted: str
    """Which codings may be sent, as ``Accept-Encoding`` says it."""
    seen: str | None
    """The newest event that has been seen."""


def parse_stream_request(data: bytes) -> StreamRequest | None:
    """Return what is asked for when `data` is the whole of a plain request for a stream, else None."""
    head = _HEAD.fullmatch(data) if len(data) <= _LARGEST else None
    if head is None:
        return None
    lines = head["headers"].decode().split("\r\n")[:-1]
    said = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    kept = said.get("connection", "keep-alive").lower() == "keep-alive"
    if len(said) < len(lines) or "host" not in said or not kept or not _MORE_THAN_A_QUESTION.isdisjoint(said):
        return None
    seen = said.get("last-event-id") or (head["seen"] or b"").decode()
    return StreamRequest(head["topic"].decode(), said["host"], said.get("accept-encoding", ""), seen or None)


class StreamFastPath:
    """Decides, for the first request of each connection."""

    def __init__(self, streams: Streams, names: AllowedHosts, patience: TokenBuckets) -> None:
        self._streams = streams
        self._names = names
        self._patience = patience

    def try_subscribe(self, wire: asyncio.Transport, data: bytes, source: str) -> bool:
        """Begin the stream that `data` asks for, or return False: then the request has to go the long way.

        `source` is what the connection is counted under. It is the hub's once the stream has begun.
        """
        wish = parse_stream_request(data)
        if wish is None or wire.is_closing() or self._patience.retry_after(source):
            return False
        here = wire.get_extra_info("sockname")
        if not self._names.allows(wish.host, here[0] if here else ""):
            return False
        begun = self._streams.begin(wire, wish.topic, wish.accepted, wish.seen, source)
        if begun:
            self._patience.charge(source, REQUEST)
        return begun
