"""SSE client on a plain socket: it counts the bytes of each chunk, and can stall or reset its connection.

An HTTP library would hide the chunks, and read ahead.
"""

import asyncio
import socket
import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

CUT = (EOFError, ConnectionError)
"""The errors that reading raises when the kiosk has closed the connection."""
_RECEIVE_BUFFER = 4_096
"""Bytes: small, so that a client that stops reading soon blocks the kiosk's writes."""


class Event(NamedTuple):
    """An event of the stream."""

    name: str
    data: bytes
    id: str


class Chunk(NamedTuple):
    """A chunk of the response: its size in bytes with the framing, and its events."""

    size: int
    events: list[Event]


class Stream:
    """An open stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, gzip: bool) -> None:
        self._reader = reader
        self._writer = writer
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 16) if gzip else None
        self._size_line = b""

    async def chunk(self) -> Chunk:
        """Return the next chunk. It can be canceled and called again. Raises one of `CUT`."""
        if not self._size_line:
            self._size_line = await self._reader.readuntil(b"\r\n")
        framed = await self._reader.readexactly(int(self._size_line, 16) + 2)
        size, self._size_line = len(self._size_line) + len(framed), b""
        text = self._inflate.decompress(framed[:-2]) if self._inflate else framed[:-2]
        return Chunk(size, list(_events(text)))

    def stall(self) -> None:
        """Stop reading."""
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]  # a transport that reads and writes

    def resume(self) -> None:
        """Resume reading."""
        self._writer.transport.resume_reading()  # type: ignore[attr-defined]  # as above

    def close(self, *, resets: bool = False) -> None:
        """Close the connection with a FIN, or with a reset if `resets`."""
        if resets and not self._writer.is_closing():
            linger = struct.pack("ii", 1, 0)
            self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()


async def follow(
    port: int,
    path: str,
    *,
    gzip: bool,
    last_event_id: str | None = None,
    host: str = "127.0.0.1",
    source: str = "",
    receive_buffer: int = _RECEIVE_BUFFER,
) -> Stream:
    """Open a stream of the kiosk at `port`, from the local address `source`. Raises one of `CUT`."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.settimeout(0)
    connection.bind((source, 0))
    await asyncio.get_running_loop().sock_connect(connection, (host, port))
    reader, writer = await asyncio.open_connection(sock=connection)
    headers = "Accept-Encoding: gzip\r\n" if gzip else ""
    if last_event_id is not None:
        headers += f"Last-Event-ID: {last_event_id}\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 "), head
    assert (b"Content-Encoding: gzip" in head) == gzip
    return Stream(reader, writer, gzip=gzip)


def _events(text: bytes) -> Iterator[Event]:
    """Yield the events in `text`; a block without data, such as `retry`, is no event."""
    assert not text or text.endswith(b"\n\n"), "a chunk holds whole events"
    for block in text.split(b"\n\n"):
        fields = dict(line.split(b": ", 1) for line in block.splitlines())
        if b"data" in fields:
            yield Event(fields[b"event"].decode(), fields[b"data"], fields.get(b"id", b"").decode())
