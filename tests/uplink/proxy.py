"""A way to Redis, or to a kiosk, that can be lengthened, made to swallow everything, or cut, as networks do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Proxy:
    """Passes bytes between a kiosk and Redis."""

    def __init__(self, port: int) -> None:
        """`port` is Redis's."""
        self.url = ""
        self.delay = 0.0
        """Seconds that everything takes longer."""
        self.swallows = False
        """Nothing arrives any more and nobody is told: a half-open link."""
        self._port = port
        self._links: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Break every connection."""
        for link in self._links:
            link.close()

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            redis_reader, redis_writer = await asyncio.open_connection("127.0.0.1", self._port)
            self._links |= {writer, redis_writer}
            await asyncio.gather(self._pass(reader, redis_writer), self._pass(redis_reader, writer))
        writer.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                await asyncio.sleep(self.delay)
                if not self.swallows:
                    writer.write(data)
                    await writer.drain()
        writer.close()


@asynccontextmanager
async def proxy(port: int) -> AsyncIterator[Proxy]:
    """Run a proxy to the Redis at `port` until the block ends."""
    made = Proxy(port)
    server = await asyncio.start_server(made._accepted, "127.0.0.1", 0)
    made.url = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        server.close()
        made.cut()
        await asyncio.sleep(0)
