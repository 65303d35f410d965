"""Ratings and pace of this kiosk's games, computed in another thread, so that no bag and no stream waits."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.store.history.history_worker import read_game_minutes, read_ratings
from goat_kiosk.web.live.desk_client import DeskClient

T = TypeVar("T")


class Ratings:
    """Computes anew for each reader, from all games; ten thousand games take a tenth of a second."""

    def __init__(self, desk: DeskClient) -> None:
        self._desk = desk
        self._one_at_a_time = asyncio.Lock()
        """However many ask, one thread computes."""

    async def table(self) -> RatingTable:
        """Return everybody who has played here, with their ratings. Raises `NotFound` at a relay, or `Unavailable`."""
        return await self._read(read_ratings)

    async def game_minutes(self) -> list[float]:
        """Return how long the newest games here took. Raises as `table`."""
        return await self._read(read_game_minutes)

    async def _read(self, read: Callable[[Path], T]) -> T:
        log_path = await self._desk.run(lambda scorekeeper: scorekeeper.games.log_path)
        async with self._one_at_a_time:
            return await asyncio.to_thread(read, log_path)
