"""One subscriber: the asyncio protocol of a connection whose request has been answered with a stream.

The transport calls it when the connection accepts no more bytes, when it does again, and when it is closed; nothing
else is kept for a phone that only listens. Its topic decides what it is sent, and handles three callbacks.
"""

import asyncio
import os
from typing import Any, Protocol

from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.io_uring import NO_SOCKET

PAUSED = 1 << 62
"""A `joined_after` above every frame's number: nothing is sent."""


class SubscriberTransport(Protocol):
    """What the hub needs of a connection; an asyncio transport has it."""

    def get_extra_info(self, name: str) -> Any:
        """Return what is known under `name`, or None; the hub reads `socket` and `sslcontext`."""

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Pass the events of the connection to `protocol` from now on."""

    def set_write_buffer_limits(self, high_water_mark: int, /) -> None:
        """Call `pause_writing` when more than `high_water_mark` bytes wait in this process."""

    def write(self, data: bytes) -> None:
        """Send `data`, now or as soon as the peer reads."""

    def is_closing(self) -> bool:
        """Whether it is closed, or about to be."""

    def close(self) -> None:
        """Close when everything is sent."""

    def abort(self) -> None:
        """Close now."""


class SubscriberCallbacks(Protocol):
    """Callbacks of a subscriber, implemented by its topic."""

    def on_paused(self, subscriber: "Subscriber") -> None:
        """Handle that a write did not fit into the connection's buffers."""

    def on_resumed(self, subscriber: "Subscriber") -> None:
        """Handle that the connection has accepted everything that waited."""

    def on_closed(self, subscriber: "Subscriber") -> None:
        """Handle that the connection is closed."""


class Subscriber(asyncio.Protocol):
    """A connection that listens to a topic."""

    __slots__ = (
        "_callbacks", "behind_since", "descriptor", "encoding", "joined_after", "missed_after", "source", "transport",
        "up_to",
    )  # fmt: skip

    def __init__(
        self, callbacks: SubscriberCallbacks, transport: SubscriberTransport, encoding: Encoding, source: str
    ) -> None:
        """`source` is the address that the connection is counted under."""
        self._callbacks = callbacks
        self.transport = transport
        self.descriptor = _descriptor(transport)
        self.encoding = encoding
        self.source = source
        self.joined_after = PAUSED
        """Number of the last frame before it joined the fan-out: only later ones are sent."""
        self.up_to = 0
        """While it is behind: all kept events up to this number have been sent, or replaced by later ones."""
        self.missed_after = 0
        """While it is behind: number of the newest frame when it fell behind; transient ones after it were missed."""
        self.behind_since = 0.0
        """When the connection stopped accepting bytes, by the monotonic clock; 0 while it accepts them."""

    def pause_writing(self) -> None:
        """See `asyncio.BaseProtocol`."""
        self._callbacks.on_paused(self)

    def resume_writing(self) -> None:
        """See `asyncio.BaseProtocol`."""
        self._callbacks.on_resumed(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        """See `asyncio.BaseProtocol`."""
        self._callbacks.on_closed(self)

    def end(self, raw: bytes) -> None:
        """Send a last event and close; a connection that is behind is aborted."""
        if self.joined_after == PAUSED:
            self.transport.abort()
        else:
            self.joined_after = PAUSED
            self.transport.write(self.encoding.last(raw))
            self.transport.close()


def high_water_mark(transport: SubscriberTransport) -> int:
    """Return the write buffer limit with which a transport pauses as soon as anything waits in it.

    asyncio takes it as "more than", but on encrypted connections as "at least": with 0 these would be paused when they
    are empty, and never resume (https://docs.python.org/3/library/asyncio-protocol.html says neither).
    """
    return 1 if _is_encrypted(transport) else 0


def _is_encrypted(transport: SubscriberTransport) -> bool:
    return transport.get_extra_info("sslcontext") is not None


def _descriptor(transport: SubscriberTransport) -> int:
    """Return the file descriptor to write to, or `NO_SOCKET`: on Windows, and where the bytes are encrypted."""
    connection = transport.get_extra_info("socket")
    if os.name != "posix" or connection is None or _is_encrypted(transport):
        return NO_SOCKET
    return int(connection.fileno())
