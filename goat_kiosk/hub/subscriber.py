"""One open stream: the protocol of its connection once the request has been answered.

The transport tells it when the connection takes no more, when it does again, and when it is gone; nothing else is
kept for a phone that just listens. What it is sent is its topic's affair.
"""

import asyncio
import os
from typing import TYPE_CHECKING, Any, Protocol

from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.io_uring import NOWHERE

if TYPE_CHECKING:
    from goat_kiosk.hub.topic import Topic

PAUSED = 1 << 62
"""A `since` above every frame's number: nothing is to be sent."""


class SubscriberTransport(Protocol):
    """What the hub needs of a connection; an asyncio transport has it."""

    def get_extra_info(self, name: str) -> Any:
        """Return what is known under `name`, or None: of interest are `socket` and `sslcontext`."""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Tell `protocol` from now on what happens to the connection."""

    def set_write_buffer_limits(self, high: int) -> None:
        """Call the connection full when more than `high` bytes wait in this process."""

    def write(self, data: bytes) -> None:
        """Send `data`, now or as soon as the peer takes it."""

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""

    def close(self) -> None:
        """Close when everything is sent."""

    def abort(self) -> None:
        """Close now."""


class Subscriber(asyncio.Protocol):
    """A connection that listens to a topic."""

    __slots__ = ("behind_since", "coding", "descriptor", "seen", "since", "source", "topic", "wire")

    def __init__(self, topic: "Topic", wire: SubscriberTransport, coding: Encoding, source: str) -> None:
        """`source` is the address it comes from."""
        self.topic = topic
        self.wire = wire
        self.descriptor = _descriptor(wire)
        self.coding = coding
        self.source = source
        self.since = PAUSED
        """Number of the last frame before it entered: only later ones are sent."""
        self.seen = 0
        """Number of the last frame it was given before it fell behind."""
        self.behind_since = 0.0
        """When it fell behind, by the monotonic clock."""

    def pause_writing(self) -> None:
        """See `asyncio.BaseProtocol`: a frame did not fit into the connection."""
        self.topic.on_paused(self)

    def resume_writing(self) -> None:
        """See `asyncio.BaseProtocol`: the connection has taken all it was given."""
        self.topic.on_resumed(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """See `asyncio.BaseProtocol`."""
        self.topic.on_closed(self)

    def end(self, raw: bytes) -> None:
        """Say a last thing and close; a connection that takes nothing is cut."""
        if self.since == PAUSED:
            self.wire.abort()
        else:
            self.since = PAUSED
            self.wire.write(self.coding.last(raw))
            self.wire.close()


def full_at(wire: SubscriberTransport) -> int:
    """Return the limit with which a connection is full as soon as anything waits in it.

    asyncio takes it as "more than", but on encrypted connections as "at least": with 0 these would be full when they
    are empty, and never drain (https://docs.python.org/3/library/asyncio-protocol.html says neither).
    """
    return 1 if _is_encrypted(wire) else 0


def _is_encrypted(wire: SubscriberTransport) -> bool:
    return wire.get_extra_info("sslcontext") is not None


def _descriptor(wire: SubscriberTransport) -> int:
    """Return the file descriptor to write to, or one that refuses: on Windows, and where the bytes are encrypted."""
    connection = wire.get_extra_info("socket")
    if os.name != "posix" or connection is None or _is_encrypted(wire):
        return NOWHERE
    return int(connection.fileno())
