"""A venue of its own for each test, and one browser for all of them: starting Chromium takes longer than any test."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.web.venue import Venue, served

CHROMIUM = "/usr/bin/chromium"
ARGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
]


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    async with served(tmp_path, int(time.time() * 1000)) as venue:
        yield venue


@pytest_asyncio.fixture(loop_scope="session")
async def http(venue: Venue) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(venue.url) as session:
        yield session
