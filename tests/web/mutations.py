"""Mutated stream requests, and how aiohttp's parser reads them: for the differential test of the fast path."""

import asyncio
import random
from collections.abc import Iterator

from aiohttp import HttpVersion11
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.http_parser import HttpRequestParser

from goat_kiosk.web.fast_path import StreamRequest, parse_stream_request

HEADERS = (
    *(b"Host: localhost:8080", b"Connection: keep-alive", b"Accept: text/event-stream", b"Cache-Control: no-cache"),
    *(b"Accept-Encoding: gzip, deflate", b"Last-Event-ID: c0ffee00-7", b"Referer: http://localhost:8080/game/1"),
    *(b"Accept-Language: es-MX,es;q=0.9", b'sec-ch-ua-platform: "Android"'),
)
"""The headers of a browser."""
ODD_HEADERS = (
    *(b"Content-Length: 0", b"Content-Length: 7", b"Transfer-Encoding: chunked", b"Upgrade: websocket"),
    *(b"Connection: close", b"Connection: upgrade", b"Connection: keep-alive, close", b"Expect: 100-continue"),
    *(b"Host : localhost", b" folded: line", b"Host:", b"X:\t\t", b"last-event-id:", b"Sec-WebSocket-Key1: x"),
)
TARGETS = (
    *(b"/game/7/events", b"/venue/events", b"/game/7/events?last_event_id=c0ffee00-7", b"/venue/events?games=1"),
    *(b"/game/7/events?last_event_id=", b"/game/7/events#x", b"//venue/events", b"http://localhost/venue/events"),
)
VERSIONS = (*[b"HTTP/1.1"] * 12, b"HTTP/1.0", b"HTTP/2.0", b"http/1.1")
PIECES = (
    b"\r\n",
    b"\r",
    b"\n",
    b"\0",
    b":",
    b" ",
    b"\t",
    b"%2F",
    b"\xff",
    b"\xc2\xa0",
    b"?",
    b"GET ",
    b"\x0b",
    b"\x7f",
)


def mutated_request(rng: random.Random) -> bytes:
    """Return a stream request whose words, headers or bytes may be changed."""
    headers = rng.sample(HEADERS, rng.randrange(1, len(HEADERS) + 1))
    if HEADERS[0] not in headers and rng.random() < 0.8:
        headers.append(HEADERS[0])
    for _ in range(rng.choice((0, 0, 0, 1, 2))):
        headers.insert(rng.randrange(len(headers) + 1), rng.choice(HEADERS + ODD_HEADERS))
    chosen = (b"GET", rng.choice(TARGETS[: rng.choice((3, 3, len(TARGETS)))]), rng.choice(VERSIONS))
    request = b"%b %b %b\r\n" % chosen + b"".join(header + b"\r\n" for header in headers) + b"\r\n"
    for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
        at = rng.randrange(len(request) + 1)
        piece = rng.choice((*PIECES, bytes([rng.randrange(256)]), b""))
        request = request[:at] + piece + request[at + rng.choice((0, 0, 1, 2)) :]
    return request


def parsed_by_aiohttp(request: bytes, loop: asyncio.AbstractEventLoop) -> StreamRequest | None:
    """Return the request as aiohttp parses it; None when it is not one complete request without a body."""
    try:
        messages, upgraded, tail = HttpRequestParser(BaseProtocol(loop), loop, 2**16).feed_data(request)
    except HttpProcessingError:
        return None
    if len(messages) != 1 or upgraded or tail:
        return None
    message, payload = messages[0]
    if message.method != "GET" or message.version != HttpVersion11 or message.should_close or message.chunked:
        return None
    if not payload.is_eof() or len(message.headers.getall("Host", [])) != 1:
        return None
    last_event_id = message.headers.get("Last-Event-ID") or message.url.query.get("last_event_id")
    topic = message.url.raw_path.removeprefix("/").removesuffix("/events")
    accept_encoding = message.headers.get("Accept-Encoding", "")
    return StreamRequest(topic, message.headers["Host"], accept_encoding, last_event_id or None)


def differences(seed: int, count: int, loop: asyncio.AbstractEventLoop) -> Iterator[tuple[bytes, bool]]:
    """Of `count` mutated requests, yield those that the fast path accepts, and whether aiohttp reads each the same."""
    rng = random.Random(seed)  # noqa: S311  no secret
    for _ in range(count):
        request = mutated_request(rng)
        if (stream := parse_stream_request(request)) is not None:
            yield request, stream == parsed_by_aiohttp(request, loop)
