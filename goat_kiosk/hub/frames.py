"""Server-Sent Events as bytes: the only encoder of event-stream fields.

A line break inside a field would forge another field (CWE-93), so it is refused here, in one place.
"""

RETRY_MS = 2_000
"""How soon a browser reconnects after a lost connection. Short, because a phone that was away should be right at once;
the hub's snapshot makes a reconnect cheap.
"""


def event(name: str, data: bytes, event_id: str | None = None) -> bytes:
    """Return an event as bytes. Raises `ValueError` when a field holds a line break or NUL."""
    head = f"id: {event_id}\nevent: {name}\n" if event_id is not None else f"event: {name}\n"
    if head.count("\n") != (2 if event_id is not None else 1) or "\r" in head or "\0" in head:
        raise ValueError(f"an id or event name with a control character: {head!r}")
    if b"\n" in data or b"\r" in data or b"\0" in data:
        raise ValueError("event data must stand on one line")
    return b"%bdata: %b\n\n" % (head.encode(), data)


def retry(milliseconds: int = RETRY_MS) -> bytes:
    """Return the field that says how long a browser waits before it reconnects."""
    return b"retry: %d\n\n" % milliseconds


def ping(now: float) -> bytes:
    """Return a heartbeat; `now` in seconds since 1970.

    An event and not a comment, since a page's script cannot see comments and must notice a dead stream.
    """
    return event("ping", b"%d" % now)
