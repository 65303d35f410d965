"""Hub with its streams on a real socket, in the test's loop, so that the test decides when to publish."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from aiohttp import web

from goat_kiosk.hub.admission import MAX_STREAMS
from goat_kiosk.hub.encoding import Encoding
from goat_kiosk.hub.hub import Hub
from goat_kiosk.hub.subscriber import Subscriber
from goat_kiosk.web.http import problem_json
from goat_kiosk.web.live.streams import Streams
from goat_kiosk.web.pages.spectator import render_error
from tests.waiting import TIMEOUT_S
from tests.web.phone import Phone

GAME = "game/1"


class EveryGame:
    """A game finder for which every game is in the hub already."""

    async def find(self, _: int) -> bytes:
        return b""


class HubServer:
    """The hub, and the port on which it serves."""

    def __init__(self, hub: Hub, port: int) -> None:
        self.hub = hub
        self.port = port
        self.seq = 0
        self._phones: list[Phone] = []

    async def phone(
        self, encoding: Encoding = Encoding.CHUNKED, last_event_id: str | None = None, receive_buffer: int | None = None
    ) -> Phone:
        """Return a phone that has requested the game's stream."""
        self._phones.append(Phone(self.port, encoding=encoding))
        return await self._phones[-1].connect(last_event_id, receive_buffer)

    def close_phones(self) -> None:
        """Close every phone's connection."""
        for phone in self._phones:
            phone.leave()

    def publish(self, size: int = 600) -> str:
        """Publish the next state of the game, `size` bytes long, and return its id."""
        self.seq += 1
        head = b'{"game_id":1,"seq":%d,"rest":"' % self.seq
        self.hub.publish(GAME, "state", head.ljust(size - 2, b"0123456789"[self.seq % 10 :][:1]) + b'"}', self.newest)
        return self.newest

    @property
    def newest(self) -> str:
        """The newest state's id."""
        return f"c0ffee00-{self.seq}"

    def subscribers(self) -> list[Subscriber]:
        """Return the subscribers of the game."""
        return list(self.hub.topic(GAME))

    async def wait_for_subscribers(self, count: int) -> None:
        """Wait until the game has exactly `count` subscribers."""
        async with asyncio.timeout(TIMEOUT_S):
            while len(self.subscribers()) != count:
                await asyncio.sleep(0.001)


@asynccontextmanager
async def serve_hub(places: int = MAX_STREAMS) -> AsyncIterator[HubServer]:
    """Serve the streams of a hub with one game in it until the block ends."""
    hub = Hub(places)
    application = web.Application(middlewares=[problem_json.middleware(render_error)])
    application.add_routes(Streams(hub, EveryGame()).routes())
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hub_server = HubServer(hub, runner.addresses[0][1])
    hub_server.publish()
    try:
        yield hub_server
    finally:
        hub_server.close_phones()
        hub.close()
        await runner.cleanup()


def is_increasing(ids: list[str]) -> bool:
    """Whether the numbers after the dash increase strictly."""
    numbers = list(_numbers(ids))
    return numbers == sorted(set(numbers))


def _numbers(ids: list[str]) -> Iterator[int]:
    return (int(event_id.rpartition("-")[2]) for event_id in ids)
