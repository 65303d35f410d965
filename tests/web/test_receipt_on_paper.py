"""Receipts on paper and on the narrowest phone: one sheet, no cut table, times as the reader writes them."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from goat_kiosk.domain.events import GameCreated, TeamEntry
from goat_kiosk.domain.rules.rules import ACL, Rules
from tests.games import rounds_entered
from tests.web.kiosk import Kiosk, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEAMS = (
    TeamEntry("Board Meeting", "#ff8a1f", ("Ada Lovelace", "Rufus King")),
    TeamEntry("Sociedad de Lanzadores de Sacos", "#4db2ff", ("Maximiliana Hernández", "Otis Redding")),
)
WASH, FOUR_BAGGER = ((1, 1), (1, 1)), ((4, 0), (0, 0))
RUNNING_OFF = """() => [...document.querySelectorAll("section")]
    .filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent)"""
PAGE = re.compile(rb"/Type /Page\b")


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def kiosk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Kiosk]:
    async with running(tmp_path_factory.mktemp("paper")) as kiosk:
        yield kiosk


def finished_game(kiosk: Kiosk, rounds: int, rules: Rules = ACL) -> str:
    """Play a game of that many rounds; return the URL of its receipt."""
    game = kiosk.scorekeeper.create(GameCreated("Court 1", *TEAMS, rules=rules)).game_id
    for event in rounds_entered(*[WASH] * (rounds - 2), FOUR_BAGGER, FOUR_BAGGER):
        kiosk.scorekeeper.record(game, event)
    return f"{kiosk.url}/game/{game}/receipt"


@pytest.mark.parametrize(("rounds", "pages"), [(2, 1), (13, 1), (30, 1), (60, 2)])
async def test_a_receipt_needs_as_few_sheets_as_possible(
    kiosk: Kiosk, browser: Browser, rounds: int, pages: int
) -> None:
    receipt = finished_game(kiosk, rounds)
    for locale, size in (("en-US", "normal"), ("es-MX", "large")):
        context = await browser.new_context(locale=locale)
        await context.add_cookies([{"name": "print", "value": size, "url": kiosk.url}])
        page = await context.new_page()
        await page.goto(receipt)
        await page.evaluate("document.fonts.ready")
        for paper in ("Letter", "A4"):
            assert len(PAGE.findall(await page.pdf(format=paper))) == pages, (locale, paper)
        await context.close()


@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
async def test_a_receipt_with_house_rules_is_one_sheet(kiosk: Kiosk, browser: Browser, locale: str) -> None:
    house = Rules(name="House", win_by=2, cap=25, wash="swap", touch="twelve", games=3)
    page = await browser.new_page(locale=locale)
    await page.goto(finished_game(kiosk, 20, house))
    await page.evaluate("document.fonts.ready")
    for paper in ("Letter", "A4"):
        assert len(PAGE.findall(await page.pdf(format=paper))) == 1, paper
    await page.close()


@pytest.mark.parametrize("locale", ["en-US", "es-MX"])
async def test_no_table_is_wider_than_the_narrowest_phone(kiosk: Kiosk, browser: Browser, locale: str) -> None:
    page = await browser.new_page(locale=locale, viewport={"width": 320, "height": 640})
    await page.goto(finished_game(kiosk, 13))
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate(RUNNING_OFF) == []
    await page.close()


@pytest.mark.parametrize(
    ("locale", "zone", "language", "written"),
    [
        ("en-US", "America/Denver", "", "Sep 21, 2026, 8:13 AM"),
        ("en-GB", "Europe/London", "", "21 Sept 2026, 15:13"),
        ("es-MX", "America/Mexico_City", "", "21 sep 2026, 8:13 a.m."),
        ("en-US", "America/New_York", "es", "21 sept 2026, 10:13 a.m."),
        ("es", "America/New_York", "", "21 sept 2026, 10:13 a.m."),
        ("en-US", "Asia/Tokyo", "", "Sep 21, 2026, 11:13 PM"),
    ],
)
async def test_a_time_is_in_the_readers_time_zone_and_language(
    kiosk: Kiosk, browser: Browser, locale: str, zone: str, language: str, written: str
) -> None:
    context = await browser.new_context(locale=locale, timezone_id=zone)
    if language:
        await context.add_cookies([{"name": "language", "value": language, "url": kiosk.url}])
    page = await context.new_page()
    await page.goto(finished_game(kiosk, 2))
    await expect(page.locator("header time")).to_have_text(written)
    await context.close()


async def test_without_scripts_the_time_is_in_the_kiosks_time_zone(kiosk: Kiosk, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(finished_game(kiosk, 2))
    await expect(page.locator("header time")).to_have_text(re.compile(r"^[A-Z][a-z]{2} \d+, 20\d\d, \d+:\d\d [AP]M$"))
    await context.close()
