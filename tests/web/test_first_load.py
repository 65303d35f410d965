"""What a phone must load to show a page for the first time, measured in Chromium: a venue's Wi-Fi is slow and full."""

from typing import Any

import pytest
from playwright.async_api import Browser

from tests.web.full_kiosk import FullKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHOUT_FONTS = 60_000
ALTOGETHER = 120_000
"""Bytes on the wire, the heads of the answers among them."""
PAGES = [
    *("venue", "lobby", "live", "over", "house", "receipt of over", "pair", "courts to score", "score"),
    *("wall", "wall of a court", "overlay", "guide", "test", "no such game"),
]


async def loaded(browser: Browser, address: str, language: str) -> dict[str, list[int]]:
    """Load a page with an empty cache; return the bytes of each answer by what it is, as the network panel tells."""
    context = await browser.new_context(locale=language, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    wire = await context.new_cdp_session(page)
    await wire.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, list[int]] = {"Font": [], "Document": [], "Script": [], "Stylesheet": []}

    def finished(event: dict[str, Any]) -> None:
        sizes.setdefault(kinds[event["requestId"]], []).append(int(event["encodedDataLength"]))

    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", finished)
    await page.goto(address, wait_until="load")
    await page.evaluate("document.fonts.ready")
    await context.close()
    return sizes


@pytest.mark.parametrize("name", PAGES)
async def test_the_first_load_is_small(full_kiosk: FullKiosk, browser: Browser, name: str) -> None:
    sizes = await loaded(browser, full_kiosk.kiosk.url + full_kiosk.pages[name], "es-MX")
    total, fonts = sum(map(sum, sizes.values())), sum(sizes["Font"])
    assert sizes["Document"]
    assert sizes["Stylesheet"]
    assert total - fonts <= WITHOUT_FONTS, sizes
    assert total <= ALTOGETHER, sizes


async def test_the_second_load_asks_for_no_file_again(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"], wait_until="load")
    await page.evaluate("document.fonts.ready")
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["house"], wait_until="load")
    await page.evaluate("document.fonts.ready")
    loaded_again = await page.evaluate(FETCHED)
    await context.close()
    # The icon is fetched when the browser has nothing else to do, on this page or on the first.
    assert [url for url in loaded_again if "/static/" in url and not url.endswith("/bag.svg")] == []
    assert any("colors.css" in url for url in loaded_again)


FETCHED = "performance.getEntriesByType('resource').filter((one) => one.transferSize > 0).map((one) => one.name)"
