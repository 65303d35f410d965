"""Raw HTTP requests as bytes, which HTTP libraries would not send."""

import asyncio
from typing import NamedTuple

from tests.waiting import TIMEOUT_S


class Response(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


async def send(port: int, request: bytes, address: str = "127.0.0.1", source: str | None = None) -> Response:
    """Send `request` on a new connection from the address `source`, and return the response."""
    local = (source, 0) if source else None
    reader, writer = await asyncio.open_connection(address, port, local_addr=local)
    try:
        writer.write(request)
        return parse(await asyncio.wait_for(reader.read(), TIMEOUT_S))
    finally:
        writer.close()


def parse(data: bytes) -> Response:
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Response(int(first.split()[1]), headers, body)


def get(path: str, host: str | None = "localhost", *more: str, method: str = "GET") -> bytes:
    """Return a GET request that closes its connection; `method` may be another one."""
    named = [f"Host: {host}"] if host is not None else []
    return head(path, *named, "Connection: close", *more, method=method)


def head(path: str, *lines: str, method: str = "GET", version: str = "HTTP/1.1") -> bytes:
    """Return a request with just these header lines and no body."""
    return "\r\n".join([f"{method} {path} {version}", *lines, "", ""]).encode("latin-1")
