"""Screen for tests: it follows the stream of one game and records every event."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.uplink.kiosks import Peer, until


class Screen:
    """The events that a stream has received, in order."""

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

    async def wait_for_state(self, event_id: str) -> None:
        """Wait until the newest state has the id `event_id`."""
        await until(lambda: self.states[-1:] == [event_id], lambda: f"{self.states[-5:]} and not {event_id}")


@asynccontextmanager
async def follow_game(kiosk: Peer, game: str) -> AsyncIterator[Screen]:
    """Follow a game at a kiosk until the block ends."""
    recorder = Screen()
    async with kiosk.session.get(f"{kiosk.url}{game.replace('/api/games', '/game')}/events") as response:
        assert response.status == 200
        read_task = asyncio.create_task(recorder.read(aiter(response.content)))
        try:
            yield recorder
        finally:
            read_task.cancel()
            await asyncio.wait([read_task])
