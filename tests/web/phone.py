"""Spectator's phone: a plain socket that reads only when the test calls `read`, and decodes the stream."""

import asyncio
import socket
import struct
import zlib

from goat_kiosk.hub.encoding import Encoding
from tests.waiting import TIMEOUT_S

_REQUESTS = {
    Encoding.RAW: "GET {path} HTTP/1.0\r\n{seen}\r\n",
    Encoding.CHUNKED: "GET {path} HTTP/1.1\r\nHost: kiosk\r\n{seen}\r\n",
    Encoding.GZIP: "GET {path} HTTP/1.1\r\nHost: kiosk\r\nAccept-Encoding: gzip\r\n{seen}\r\n",
}


class Phone:
    """A connection to one stream."""

    def __init__(self, port: int, path: str = "/game/1/events", encoding: Encoding = Encoding.CHUNKED) -> None:
        self._port = port
        self._path = path
        self._encoding = encoding
        self._received = b""
        self._inflate = zlib.decompressobj(wbits=31)
        self._partial_line = b""
        self.head = ""
        """The head of the response; "" until it is complete."""
        self.ids: list[str] = []
        """The ids of the events so far."""
        self.socket = socket.socket()
        self.socket.settimeout(0)

    async def connect(self, last_event_id: str | None = None, receive_buffer: int | None = None) -> "Phone":
        """Connect and send the request; nothing is read yet."""
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", self._port))
        header = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id is not None else ""
        await loop.sock_sendall(self.socket, _REQUESTS[self._encoding].format(path=self._path, seen=header).encode())
        return self

    async def read(self, max_bytes: int = 1 << 16) -> bool:
        """Read up to `max_bytes` bytes; return False at the end of the stream."""
        loop = asyncio.get_running_loop()
        data = await asyncio.wait_for(loop.sock_recv(self.socket, max_bytes), TIMEOUT_S)
        self._received += data
        if not self.head and b"\r\n\r\n" in self._received:
            head, _, self._received = self._received.partition(b"\r\n\r\n")
            self.head = head.decode()
        if self.head.split(" ")[1:2] == ["200"]:
            self._decode()
        return bool(data)

    async def read_until(self, event_id: str) -> list[str]:
        """Read until this event is the newest, and return all ids so far."""
        while self.ids[-1:] != [event_id] and await self.read():
            pass
        return self.ids

    async def read_events(self, count: int) -> list[str]:
        """Read until there are `count` events, and return all ids."""
        while len(self.ids) < count and await self.read():
            pass
        return self.ids

    def leave(self, *, resets: bool = False) -> None:
        """Close the connection with a FIN, or with a reset if `resets`."""
        if resets:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _decode(self) -> None:
        """Extract the ids of the complete events so far."""
        text = self._received
        if self._encoding is Encoding.RAW:
            self._received = b""
        else:
            text, self._received = _unchunked(self._received)
        if self._encoding is Encoding.GZIP:
            text = self._inflate.decompress(text)
        *lines, self._partial_line = (self._partial_line + text).split(b"\n")
        self.ids += [line.removeprefix(b"id: ").decode() for line in lines if line.startswith(b"id: ")]


def _unchunked(body: bytes) -> tuple[bytes, bytes]:
    """Return the content of the complete chunks of `body`, and the rest (RFC 9112, section 7.1)."""
    chunks, at = [], 0
    while (line := body.find(b"\r\n", at)) >= 0:
        begin, end = line + 2, line + 2 + int(body[at:line], 16)
        if len(body) < end + 2:
            break
        chunks.append(body[begin:end])
        at = end + 2
    return b"".join(chunks), body[at:]
