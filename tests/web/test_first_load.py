"""First load of each page in Chromium: its size, requests and layout shift, for a slow and crowded Wi-Fi."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.web.full_kiosk import SIZES, FullKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WITHOUT_FONTS = 60_000
ALTOGETHER = 120_000
"""Bytes on the wire, the heads of the answers among them."""
PAGES = [
    *("venue", "lobby", "live", "over", "house", "receipt of over", "pair", "courts to score", "score"),
    *("wall", "wall of a court", "overlay", "guide", "test", "no such game", "tournament"),
    *("check-in", "player playing", "player called", "player of nobody yet"),
    *("wall of a tournament", "tournament on paper"),
]


async def loaded(browser: Browser, address: str, language: str) -> dict[str, list[int]]:
    """Load a page with an empty cache; return the size of each response by its type, as Chromium counts it."""
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
async def test_the_first_load_stays_within_its_size_limit(full_kiosk: FullKiosk, browser: Browser, name: str) -> None:
    sizes = await loaded(browser, full_kiosk.kiosk.url + full_kiosk.pages[name], "es-MX")
    total, fonts = sum(map(sum, sizes.values())), sum(sizes["Font"])
    assert sizes["Document"]
    assert sizes["Stylesheet"]
    assert total - fonts <= WITHOUT_FONTS, sizes
    assert total <= ALTOGETHER, sizes


async def test_the_second_load_requests_no_file_again(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["house"])
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    loaded_again = await page.evaluate(FETCHED)
    await context.close()
    # The icon is fetched when the browser has nothing else to do, on this page or on the first.
    assert [url for url in loaded_again if "/static/" in url and not url.endswith("/bag.svg")] == []
    assert any("colors.css" in url for url in loaded_again)


FETCHED = "performance.getEntriesByType('resource').filter((one) => one.transferSize > 0).map((one) => one.name)"

USABLE = {
    "venue": 25,
    "live": 25,
    "over": 25,
    "house": 25,
    "lobby": 25,
    "score": 50,
    "tournament": 25,
    "player playing": 25,
}
"""KiB on the wire until a page is live, the heads of the answers among them."""
REQUESTS = 6
LAYOUT_SHIFT = 0.02
"""Of the Cumulative Layout Shift (https://web.dev/articles/cls), of which 0.1 is called good."""
SHIFT = """() => new Promise((resolve) => {
  let sum = 0;
  const add = (entries) => entries.forEach(({ value }) => (sum += value));
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  const finish = () => (add(observer.takeRecords()), resolve(sum));
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(finish)));
})"""
LATER = ("/htmx.js", "/lineups.es.js", ".woff2", "/bag.svg", "/spectator.js", "/spectator.es.js", "/spectator.css")
"""What is fetched after a page is live, or may be."""
RESOURCES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .filter(({ initiatorType }) => ["navigation", "link", "script"].includes(initiatorType))
  .map(({ name, transferSize }) => [name, transferSize])"""


@pytest.mark.parametrize("name", USABLE)
async def test_a_page_is_usable_before_its_optional_files_are_loaded(
    full_kiosk: FullKiosk, browser: Browser, name: str
) -> None:
    context = await browser.new_context(locale="es-MX", viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name], wait_until="load")
    sizes = {url: size for url, size in await page.evaluate(RESOURCES) if not url.endswith(LATER)}
    await context.close()
    assert len(sizes) <= REQUESTS - 1, "with the worker that holds the stream"
    assert sum(sizes.values()) <= USABLE[name] * 1024, sizes


@pytest.mark.parametrize("size", ["phone", "small"])
@pytest.mark.parametrize("name", USABLE)
async def test_the_layout_does_not_shift_while_a_page_loads(
    full_kiosk: FullKiosk, browser: Browser, name: str, size: str
) -> None:
    width, height = SIZES[size]
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name])
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    shift = await page.evaluate(SHIFT)
    await context.close()
    assert shift <= LAYOUT_SHIFT
