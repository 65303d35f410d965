"""Fixtures of web tests: a venue for each test, and one browser for all, since Chromium starts slowly.

`full_kiosk` is a real server with a game in every status, shared by all tests, which only read from it.
"""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.waiting import TIMEOUT_MS
from tests.web.chromium import ARGS, CHROMIUM
from tests.web.full_kiosk import FullKiosk, open_full_kiosk
from tests.web.kiosk import Kiosk, running
from tests.web.quiet_page import quiet_page
from tests.web.venue import Venue, run_venue

expect.set_options(timeout=TIMEOUT_MS)


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as kiosk:
        yield kiosk


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A phone's page; a test that makes it complain, for example of the Content-Security-Policy, fails."""
    async with quiet_page(browser, viewport={"width": 390, "height": 844}, has_touch=True) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def venue(tmp_path: Path) -> AsyncIterator[Venue]:
    async with run_venue(tmp_path, int(time.time() * 1000)) as venue:
        yield venue


@pytest_asyncio.fixture(loop_scope="session")
async def http(venue: Venue) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(venue.url) as session:
        yield session


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def full_kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FullKiosk]:
    async with open_full_kiosk(tmp_path_factory.mktemp("hall")) as full_kiosk:
        yield full_kiosk
