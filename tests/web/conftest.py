"""A venue of its own for each test, and one browser for all of them."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from tests.web.venue import Venue, served


@pytest.fixture
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    async with served(tmp_path, int(time.time() * 1000)) as venue:
        yield venue


@pytest.fixture
async def http(venue: Venue) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(venue.url) as session:
        yield session
