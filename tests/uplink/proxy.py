"""TCP proxy to Redis or a kiosk that can delay, stall or disconnect, as networks do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Relays bytes between a client and a server."""

    def __init__(self, port: int) -> None:
        """`port` is the port of the server."""
        self.url = ""
        self.delay = 0.0
        """Seconds by which all data is delayed."""
        self.is_stalled = False
        """Drops all data but keeps the connections open: a half-open link."""
        self.login_page = b""
        """If set, the response to every new connection: a guest Wi-Fi before its users have logged in."""
        self._port = port
        self._writers: set[asyncio.StreamWriter] = set()

    def disconnect(self) -> None:
        """Break every connection."""
        for writer in self._writers:
            writer.close()

    async def _on_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            if self.login_page:
                await reader.readline()
                writer.write(self.login_page)
                writer.close()
                return
            server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._writers |= {writer, server_writer}
            await asyncio.gather(self._relay(reader, server_writer), self._relay(server_reader, writer))
        writer.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await asyncio.sleep(self.delay)
                if not self.is_stalled:
                    writer.write(data)
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def proxy(port: int, host: str = "127.0.0.1") -> AsyncIterator[Proxy]:
    """Run a proxy to the server at `port` until the block ends."""
    relay = Proxy(port)
    server = await asyncio.start_server(relay._on_connection, host, 0)
    relay.url = f"redis://{host}:{server.sockets[0].getsockname()[1]}"
    try:
        yield relay
    finally:
        server.close()
        relay.disconnect()
        await asyncio.sleep(0)
