"""Fake transports that record what is sent to them, and decoding of the recorded bytes."""

import asyncio
import re
import zlib
from typing import Any

from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.subscriber import Subscriber


class Collector:
    """A transport that records everything written to it; while `stalled` it buffers, as a full socket does."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.waiting = b""
        self.stalled = False
        self.ended = ""
        self.protocol: asyncio.BaseProtocol | None = None

    def get_extra_info(self, _: str) -> Any:
        return None

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self.protocol = protocol

    def set_write_buffer_limits(self, high: int) -> None:
        assert high == 0

    def write(self, data: bytes) -> None:
        assert not self.ended
        if not self.stalled:
            self.sent.append(data)
            return
        full, self.waiting = bool(self.waiting), self.waiting + data
        if not full and self.protocol is not None:
            self.protocol.pause_writing()

    def is_closing(self) -> bool:
        return bool(self.ended)

    def close(self) -> None:
        self.ended = "closed"

    def abort(self) -> None:
        self.ended = "aborted"

    def drain(self) -> None:
        """Accept the buffered bytes, and everything from now on."""
        self.stalled = False
        waiting, self.waiting = self.waiting, b""
        if waiting and self.protocol is not None:
            self.sent.append(waiting)
            self.protocol.resume_writing()


class Listener(Collector):
    """A subscriber of a hub."""

    def __init__(
        self,
        hub: Hub,
        topic: str | None = "game/1",
        encoding: Encoding = Encoding.RAW,
        last_event_id: str | None = None,
    ) -> None:
        super().__init__()
        hub.admit("test")
        self.encoding = encoding
        events_topic = hub.all_games() if topic is None else hub.topic(topic)
        self.subscriber: Subscriber = events_topic.subscribe(self, encoding, b"", last_event_id, "test")

    def leave(self) -> None:
        self.subscriber.connection_lost(None)

    def text(self) -> bytes:
        """Return everything it was sent, decoded."""
        return decoded(b"".join(self.sent), self.encoding)

    def event_blocks(self) -> list[bytes]:
        """Return the event blocks that it was sent, without heartbeats."""
        return without_heartbeats(self.text())

    def ids(self) -> list[str]:
        """Return the ids of the events it was sent, in order."""
        return [found.decode() for found in re.findall(rb"^id: (.*)$", self.text(), re.MULTILINE)]


def without_heartbeats(text: bytes) -> list[bytes]:
    """Return the event blocks of a stream that are not heartbeats, each with its blank line."""
    return [block + b"\n\n" for block in text.split(b"\n\n")[:-1] if not block.startswith(b"event: ping\n")]


def decoded(sent: bytes, encoding: Encoding) -> bytes:
    """Return the event stream in `sent`, unchunked and decompressed."""
    if encoding is Encoding.RAW:
        return sent
    body = b"".join(chunks(sent))
    return zlib.decompressobj(wbits=31).decompress(body) if encoding is Encoding.GZIP else body


def chunks(sent: bytes) -> list[bytes]:
    """Return the content of each chunk of HTTP/1.1's chunked transfer coding."""
    found = []
    while sent:
        size, _, rest = sent.partition(b"\r\n")
        length = int(size, 16)
        assert rest[length : length + 2] == b"\r\n"
        found.append(rest[:length])
        sent = rest[length + 2 :]
    return found
