"""Pages where no script runs: the current score, the reason, and a page that reloads itself."""

import pytest
from playwright.async_api import Browser, Page, expect

from goat_kiosk.web.pages.render import assets
from tests.web.full_kiosk import FullKiosk
from tests.web.kiosk import Kiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCORES = {"wall": 1, "wall of a court": 1, "overlay": 1, "live": 1, "over": 22, "venue": 1}
"""The first score on each page."""


async def expect_score(page: Page, name: str) -> None:
    score = page.locator(".digits, .score").first
    await expect(score).to_have_text(str(SCORES[name]))
    box = await score.bounding_box()
    assert box is not None
    assert box["height"] > {"wall": 150, "wall of a court": 300}.get(name, 25)
    if name != "overlay":  # a picture goes out with what is said there
        await expect(page.locator(".no-script")).to_contain_text("too old, or JavaScript is turned off")


@pytest.mark.parametrize("name", SCORES)
async def test_a_page_without_scripts_shows_the_score_and_reloads(
    full_kiosk: FullKiosk, browser: Browser, name: str
) -> None:
    context = await browser.new_context(java_script_enabled=False, viewport={"width": 1920, "height": 1080})
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name])
    await expect_score(page, name)
    assert float(await page.locator("meta[http-equiv=refresh]").get_attribute("content") or "99") <= 15
    await context.close()


@pytest.mark.parametrize("name", ["wall", "live"])
async def test_a_browser_without_modules_shows_the_page_for_no_scripts(
    full_kiosk: FullKiosk, browser: Browser, name: str
) -> None:
    page = await browser.new_page(viewport={"width": 1920, "height": 1080})
    await page.route("**/{display,game}.js", lambda route: route.abort())
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name])
    await expect(page.locator(".no-script")).to_have_count(0)
    address = await page.locator("script[nomodule]").get_attribute("src")
    assert address == assets.address("too-old.js")
    assert "=>" not in assets._assets()["too-old.js"].content.decode()
    await page.add_script_tag(url=full_kiosk.kiosk.url + address)
    await expect_score(page, name)
    await expect(page.locator("noscript")).to_have_count(0)
    await page.close()


async def test_a_browser_without_event_streams_shows_the_page_for_no_scripts(
    full_kiosk: FullKiosk, browser: Browser
) -> None:
    page = await browser.new_page()
    await page.add_init_script("delete window.EventSource")
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["wall of a court"])
    await expect_score(page, "wall of a court")
    await page.close()


@pytest.mark.parametrize("kind", ["display", "overlay"])
async def test_a_screen_that_cannot_show_the_score_does_not_report_it(
    kiosk: Kiosk, browser: Browser, kind: str
) -> None:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
    number = game.rpartition("/")[2]
    page = await browser.new_page()
    style = f"**/{kind}.css"
    await page.route(style, lambda route: route.fulfill(body=".digits { font-size: 6px }", content_type="text/css"))
    async with page.expect_response("**/screens"):
        await page.goto(f"{kiosk.url}/{kind}/{number}")
        await expect(page.get_by_test_id("link")).to_have_text("Live")
    assert [screen.shows for screen in kiosk.server.screens()] == [{}]
    await page.unroute(style)
    async with page.expect_response("**/screens"):
        await page.reload()
    assert [list(screen.shows) for screen in kiosk.server.screens()] == [[number]]
    await page.close()


async def test_the_test_page_says_whether_the_device_can_be_a_wall(full_kiosk: FullKiosk, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["test"])
    await expect(page.locator("#wall")).to_have_text("This device can be a wall: it shows live scores.")
    await page.route("**/venue/events", lambda route: route.abort())
    await page.reload()
    await expect(page.locator("#wall")).to_contain_text("cannot be a wall")
    await page.close()


async def test_a_browser_whose_locale_no_date_takes_shows_the_link(full_kiosk: FullKiosk, browser: Browser) -> None:
    page = await browser.new_page()
    await page.add_init_script("Object.defineProperty(navigator, 'languages', { value: ['en-US@posix'] })")
    await page.route("**/events*", lambda route: route.abort())
    await page.add_init_script("delete window.SharedWorker")
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
    await expect(page.get_by_test_id("link")).to_contain_text("Away since")
    await page.close()
