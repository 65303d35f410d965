"""Server-Sent Events as bytes, made once for everybody: the only encoder of event-stream fields.

A line break inside a field would forge another field (CWE-93), so it is refused here, in one place. Each frame also
carries its HTTP/1.1 chunk, framed once; an HTTP/1.0 client, as some proxies are, gets the bare bytes.
"""

from functools import cached_property

RETRY_MS = 2_000
"""How soon a browser comes back after a lost connection. Short, because a phone that was away should be right at once;
the hub's snapshot makes a reconnect cheap.
"""


class Frame:
    """Bytes of the stream, bare and as an HTTP chunk."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw

    @cached_property
    def chunk(self) -> bytes:
        """The bytes as one chunk of HTTP/1.1's chunked coding (RFC 9112, section 7.1)."""
        return b"%x\r\n%b\r\n" % (len(self.raw), self.raw)


def event(name: str, data: bytes, event_id: str | None = None) -> Frame:
    """Return an event as a frame. Raises `ValueError` when a field holds a line break or NUL."""
    head = f"id: {event_id}\nevent: {name}\n" if event_id is not None else f"event: {name}\n"
    if head.count("\n") != (2 if event_id is not None else 1) or "\r" in head or "\0" in head:
        raise ValueError(f"an id or event name with a control character: {head!r}")
    if b"\n" in data or b"\r" in data or b"\0" in data:
        raise ValueError("event data must stand on one line")
    return Frame(b"%bdata: %b\n\n" % (head.encode(), data))


def opening(newest: Frame | None) -> Frame:
    """Return what a new subscriber gets first: when to come back, and the newest state if there is one to send."""
    return Frame(b"retry: %d\n\n%b" % (RETRY_MS, newest.raw if newest else b""))


def ping(now: float) -> Frame:
    """Return a heartbeat; `now` in seconds since 1970.

    An event and not a comment, since a page's script cannot see comments and must notice a dead stream.
    """
    return event("ping", b"%d" % now)
