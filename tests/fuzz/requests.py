"""Requests with one malformed part: any header, the path or the query, of any route."""

from collections.abc import Iterator
from itertools import islice, product

KEY = b"sesame"

MALFORMED_VALUES = [
    b"",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"http://[",
    b"http://[::1",
    b"http://a:99999999",
    b"http://\xe2\x84\x80/",
    b"[",
    b"]",
    b"%",
    b"%ff",
    b"::::",
    b'"',
    b'a="\\',
    b";;;=,,;",
    b"a/b; charset=x-nothing",
    b"application/json; charset=\xff",
    b"multipart/form-data",
    b"application/x-www-form-urlencoded; charset=idna",
    b"-1",
    b"1e9",
    b"99999999999999999999999999",
    b"0x10",
    "٣".encode(),
    b"*",
    b"bytes=5-1,-,9-",
    b"bytes=99999999999999999999-",
    b"Bearer \xff",
    b"Bearer 1.\xed\xa0\x80",
    b"Basic ====",
    b"Bearer " + b"9" * 3_000,
    b"gzip;q=nan",
    b"en;q=1e999,*;q=-1,xx-\xff",
    b"seats=a.b\xff; phone=\xed\xa0\x80; language=\xff; print=x",
    b"a" * 5_000,
    b"(" * 2_000,
    b"for=[::1;by=\xff;host=[",
    b"Thu, 99 Foo 99999 99:99:99 GMT",
    b"websocket",
    b"100-continue",
]
HEADERS = [
    *("Origin", "Host", "Cookie", "Authorization", "Content-Type", "Content-Length", "If-Match", "Last-Event-ID"),
    *("Accept-Language", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Accept"),
    *("Accept-Encoding", "If-None-Match", "If-Modified-Since", "Range", "If-Range", "Idempotency-Key", "Referer"),
    *("Sec-Fetch-Site", "Content-Encoding", "Transfer-Encoding", "Expect", "Upgrade", "Connection", "User-Agent"),
    *("Date", "TE", "Trailer", "Via", "Sec-WebSocket-Key", "Access-Control-Request-Method"),
]
VALID_HEADERS = {
    "Host": b"localhost",
    "Authorization": b"Bearer " + KEY,
    "Content-Type": b"application/json",
    "Content-Length": b"2",
    "Accept": b"text/html",
}


QUERY = b"?games=%b&last_event_id=%b&hash=%b&lang=%b&width=%b"
Part = str
"""A header's name, ``?`` for the query, ``/`` for the path."""
PARTS: list[Part] = [*HEADERS, "?", "/"]

FORMER_ERRORS = [
    ("POST", "/preferences", "Origin", b"http://["),
    ("POST", "/api/games", "Origin", b"http://\xe2\x84\x80/"),
    ("GET", "/", "Host", b"\xff\xfe"),
    ("GET", "/api/games", "Host", b"a\xed\xa0\x80"),
    ("GET", "/nothing", "Expect", b"\xff"),
    ("POST", "/api/games", "Content-Type", b"(" * 2_000),
]
"""Requests that an older version answered with a 500."""


def request(method: str, path: str, part: Part, value: bytes) -> bytes:
    """Return a valid request with one malformed part."""
    address = path.encode()
    if part == "/":
        address = address.rpartition(b"/")[0] + b"/" + value
    elif part == "?":
        address += QUERY.replace(b"%b", value)
    headers = VALID_HEADERS if part in {"/", "?"} else VALID_HEADERS | {part: value}
    lines = b"".join(b"%b: %b\r\n" % (name.encode(), header_value) for name, header_value in headers.items())
    return b"%b %b HTTP/1.1\r\n%b\r\n{}" % (method.encode(), address, lines)


def malformed_requests(routes: list[tuple[str, str]], every: int) -> Iterator[tuple[str, bytes]]:
    """Yield the description and the bytes of requests: all former errors, and every `every`-th of the others."""
    every_request = ((*route, part, value) for route, part, value in product(routes, PARTS, MALFORMED_VALUES))
    for method, path, part, value in [*FORMER_ERRORS, *islice(every_request, 0, None, every)]:
        yield f"{method} {path} {part}: {value[:40]!r}", request(method, path, part, value)
