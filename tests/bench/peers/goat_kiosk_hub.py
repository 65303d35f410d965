"""GOaT Kiosk's hub and streams alone, as a process to measure: no desk, no log, no window.

States are published on a separate port without aiohttp, as the desk of a kiosk does without HTTP. The optional third
argument turns heartbeats on: the seconds without events before each.
"""

import asyncio
import sys
import time

from aiohttp import web

from goat_kiosk.host import process
from goat_kiosk.hub import hub as hub_module
from goat_kiosk.hub.hub import Hub
from goat_kiosk.web.connections import ConnectionManager
from goat_kiosk.web.fast_path import StreamFastPath
from goat_kiosk.web.http.allowed_hosts import AllowedHosts
from goat_kiosk.web.http.rate_limit import TokenBuckets
from goat_kiosk.web.live.streams import Streams

TOPIC = "game/1"
_BODY = 600


class NoGames:
    """A game finder that never has to find a game: the only one is in the hub."""

    async def find(self, _: int) -> bytes:
        return b""


class PublishProtocol(asyncio.Protocol):
    """Protocol of the publishing port: it publishes the body of each POST, which has 600 bytes."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._received = b""
        self._seq = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        _, _, body = self._received.partition(b"\r\n\r\n")
        if len(body) == _BODY:
            self._received = b""
            self._seq += 1
            self._hub.publish(TOPIC, "state", body, f"0c0ffee0-{self._seq}")
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")


async def serve(port: int, publish_port: int, *, has_heartbeats: bool) -> None:
    hub = Hub(slots=20_000)
    hub.publish(TOPIC, "state", b'{"t":0,"n":0,"state":"%b"}' % (b"x" * (_BODY - 30)), "0c0ffee0-0")
    application, streams, rate_limit = web.Application(), Streams(hub, NoGames()), TokenBuckets()
    application.add_routes(streams.routes())
    runner = web.AppRunner(application, handler_cancellation=True)
    await runner.setup()
    fast_path = StreamFastPath(streams, AllowedHosts(), rate_limit)
    connections = ConnectionManager(fast_path, rate_limit, runner, 10, access_log=None, tcp_keepalive=False)
    loop = asyncio.get_running_loop()
    await loop.create_server(connections, "127.0.0.1", port, backlog=4096)
    await loop.create_server(lambda: PublishProtocol(hub), "127.0.0.1", publish_port)
    process.tune_gc()
    while True:
        await asyncio.sleep(1)
        if has_heartbeats:
            hub.tick(time.monotonic(), time.time())


if __name__ == "__main__":
    process.raise_file_limit()
    ports, ping_after = [int(word) for word in sys.argv[1:3]], sys.argv[3:]
    if ping_after:
        hub_module.PING_AFTER_S = float(ping_after[0])
    asyncio.run(serve(*ports, has_heartbeats=bool(ping_after)))
