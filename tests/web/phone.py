"""Spectator's phone: a plain socket that reads only when the test calls `read`, and decodes the stream."""

import asyncio
import socket
import struct
import zlib

from goat_kiosk.hub.encoding import Encoding
from tests.waiting import TIMEOUT_S

_ASKS = {
    Encoding.RAW: "GET {path} HTTP/1.0\r\n{seen}\r\n",
    Encoding.CHUNKED: "GET {path} HTTP/1.1\r\nHost: kiosk\r\n{seen}\r\n",
    Encoding.GZIP: "GET {path} HTTP/1.1\r\nHost: kiosk\r\nAccept-Encoding: gzip\r\n{seen}\r\n",
}


class Phone:
    """A connection to one stream."""

    def __init__(self, port: int, path: str = "/game/1/events", coding: Encoding = Encoding.CHUNKED) -> None:
        self._port = port
        self._path = path
        self._coding = coding
        self._got = b""
        self._inflate = zlib.decompressobj(wbits=31)
        self._line = b""
        self.head = ""
        """The head of the response; "" until it is complete."""
        self.ids: list[str] = []
        """The ids of the events so far."""
        self.socket = socket.socket()
        self.socket.settimeout(0)

    async def connect(self, seen: str | None = None, receive_buffer: int | None = None) -> "Phone":
        """Connect and send the request, naming the last event seen; nothing is read yet."""
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(self.socket, ("127.0.0.1", self._port))
        line = f"Last-Event-ID: {seen}\r\n" if seen is not None else ""
        await loop.sock_sendall(self.socket, _ASKS[self._coding].format(path=self._path, seen=line).encode())
        return self

    async def read(self, most: int = 1 << 16) -> bool:
        """Read what is there, up to `most` bytes; False at the end of the stream."""
        loop = asyncio.get_running_loop()
        data = await asyncio.wait_for(loop.sock_recv(self.socket, most), TIMEOUT_S)
        self._got += data
        if not self.head and b"\r\n\r\n" in self._got:
            head, _, self._got = self._got.partition(b"\r\n\r\n")
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

    def leave(self, *, rudely: bool = False) -> None:
        """Close the connection; with `rudely`, reset it."""
        if rudely:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _decode(self) -> None:
        """Extract the ids of the complete events so far."""
        text = self._got
        if self._coding is Encoding.RAW:
            self._got = b""
        else:
            text, self._got = _unchunked(self._got)
        if self._coding is Encoding.GZIP:
            text = self._inflate.decompress(text)
        *lines, self._line = (self._line + text).split(b"\n")
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
