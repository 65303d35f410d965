"""A screen: a stream of one game, and every event it was sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.uplink.kiosks import Peer, until


class Screen:
    """What came, in order."""

    def __init__(self) -> None:
        self.events: list[dict[str, str]] = []

    @property
    def states(self) -> list[str]:
        """The ids of the states."""
        return [event["id"] for event in self.events if event.get("event") == "state"]

    def named(self, name: str) -> list[str]:
        """The data of the events of that name."""
        return [event["data"] for event in self.events if event.get("event") == name]

    async def read(self, stream: AsyncIterator[bytes]) -> None:
        event: dict[str, str] = {}
        async for line in stream:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name:
                event[name] = value
            elif event:
                self.events.append(event)
                event = {}

    async def shows(self, event_id: str) -> None:
        """Wait until the newest state is the one of that id."""
        await until(lambda: self.states[-1:] == [event_id], lambda: f"{self.states[-5:]} and not {event_id}")


@asynccontextmanager
async def screen(kiosk: Peer, game: str) -> AsyncIterator[Screen]:
    """Follow a game at a kiosk until the block ends."""
    made = Screen()
    async with kiosk.session.get(f"{kiosk.url}{game.replace('/api/games', '/game')}/events") as answer:
        assert answer.status == 200
        reading = asyncio.create_task(made.read(aiter(answer.content)))
        try:
            yield made
        finally:
            reading.cancel()
            await asyncio.wait([reading])
