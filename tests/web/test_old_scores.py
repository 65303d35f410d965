"""A score that may be old is dim on every page, with words, and never called live."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from goat_kiosk.hub.hub import PING_AFTER_S
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.peer_games import PeerGames
from tests.uplink.proxy import Proxy, proxy
from tests.web.state_server import LOG, StateServer, serve_states

pytestmark = pytest.mark.asyncio(loop_scope="session")

LATE_AFTER_MS = 12_000
NO_SHARING = "delete window.SharedWorker"
"""Makes a browser one of those that cannot share a stream, as on Android."""
PATHS = ["/", "/game/1", "/display", "/display/1", "/overlay/1", "/overlay/1?line=off"]
DIGITS = "one => [getComputedStyle(one).opacity, getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
RECORD = """() => {
    const [link, digits] = ['.link', '.team-1 .digits, .team-1 .score'].map((name) => document.querySelector(name));
    const record = () => window.shown.push([link.dataset.link, link.textContent, digits.textContent]);
    window.shown = [];
    const changes = { attributes: true, childList: true, characterData: true, subtree: true };
    new MutationObserver(record).observe(document.body, changes);
}"""
"""Keeps every pair of a link's status and a score that is shown from now on, however short."""


class RadioLink(NamedTuple):
    """A kiosk and a proxy between it and the pages."""

    kiosk: StateServer
    network: Proxy

    @property
    def url(self) -> str:
        return self.network.url.replace("redis:", "http:")


@pytest_asyncio.fixture(loop_scope="session")
async def radio_link() -> AsyncIterator[RadioLink]:
    async with serve_states() as kiosk, proxy(kiosk.port) as network:
        kiosk.publish(1, 3)
        yield RadioLink(kiosk, network)


@asynccontextmanager
async def tabs(browser: Browser, url: str, paths: list[str], script: str = "") -> AsyncIterator[list[Page]]:
    """Open pages in one browser of their own, with clocks that can be moved."""
    context = await browser.new_context(viewport={"width": 800, "height": 600})
    if script:
        await context.add_init_script(script)
    await context.clock.install()
    pages = [await context.new_page() for _ in paths]
    for page, path in zip(pages, paths, strict=True):
        await page.goto(url + path)
    yield pages
    await context.close()


async def are_live(pages: list[Page], score: int) -> None:
    for page in pages:
        await expect(page.locator(".team-1 :is(.digits, .score)").first).to_have_text(str(score))
        await expect(page.locator(".link")).to_have_attribute("data-link", "live")
        await expect(page.locator("html.stale")).to_have_count(0)


async def are_dim(pages: list[Page], words: str) -> None:
    for page in pages:
        await expect(page.locator("html.stale")).to_have_count(1)
        await expect(page.locator(".link")).to_have_text(re.compile(words))
        opacity, *_ = await page.locator(".team-1 :is(.digits, .score)").first.evaluate(DIGITS)
        assert float(opacity) < 1


async def record(pages: list[Page]) -> Callable[[], Awaitable[list[Any]]]:
    """Return how to ask for every status and score that the pages show together from now on."""
    for page in pages:
        await page.evaluate(RECORD)

    async def recorded() -> list[Any]:
        return [pair for page in pages for pair in await page.evaluate("window.shown")]

    return recorded


async def test_a_page_is_live_if_two_pings_are_lost() -> None:
    assert 2 * PING_AFTER_S * 1000 < LATE_AFTER_MS


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_without_radio_every_page_is_late_after_twelve_seconds(
    browser: Browser, radio_link: RadioLink, script: str
) -> None:
    kiosk, network = radio_link
    async with tabs(browser, radio_link.url, PATHS, script) as pages:
        await are_live(pages, 3)
        colors = [await page.locator(".team-1 :is(.digits, .score)").first.evaluate(DIGITS) for page in pages]
        network.is_stalled = True
        for page in pages:
            await page.clock.fast_forward(LATE_AFTER_MS)
        # On a busy machine a page has meanwhile tried to connect again in vain: then it says that the kiosk is away.
        await are_dim(pages, "^(Late: nothing new since|Away since)")
        for page, live in zip(pages, colors, strict=True):
            assert await page.locator(".team-1 :is(.digits, .score)").first.evaluate(DIGITS) != live
        recorded = await record(pages)
        kiosk.publish(1, 9)
        network.is_stalled = False
        network.disconnect()
        await are_live(pages, 9)
        assert [pair for pair in await recorded() if pair[0] == "live" and pair[2] == "3"] == []


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_a_kiosk_that_is_killed_is_away_and_comes_back_with_its_newest_score(
    browser: Browser, radio_link: RadioLink, script: str
) -> None:
    kiosk = radio_link.kiosk
    async with tabs(browser, radio_link.url, PATHS, script) as pages:
        await are_live(pages, 3)
        await kiosk.stop(aborts_streams=True)
        await are_dim(pages, "^Away since")
        recorded = await record(pages)
        await kiosk.start()
        kiosk.publish(1, 5)
        await are_live(pages, 5)
        assert [pair for pair in await recorded() if pair[0] == "live" and pair[2] == "3"] == []


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_a_page_that_was_hidden_is_connecting_until_it_has_the_newest_score(
    browser: Browser, radio_link: RadioLink, script: str
) -> None:
    kiosk = radio_link.kiosk
    async with tabs(browser, radio_link.url, ["/game/1"], script) as pages:
        await are_live(pages, 3)
        await pages[0].evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        await expect(pages[0].locator(".link")).to_have_text("Connecting")
        kiosk.publish(1, 4)
        recorded = await record(pages)
        await pages[0].evaluate("dispatchEvent(new PageTransitionEvent('pageshow'))")
        await are_live(pages, 4)
        assert [pair for pair in await recorded() if pair[0] == "live" and pair[2] == "3"] == []


async def test_a_game_whose_own_kiosk_is_away_is_dim_and_others_are_not(
    browser: Browser, radio_link: RadioLink
) -> None:
    kiosk = radio_link.kiosk
    kiosk.publish(2, 7, log="facade00")
    notice = re.compile("Kiosk Patio has been away since")
    async with tabs(browser, radio_link.url, ["/", "/game/1", "/display", "/overlay/1"]) as pages:
        venue, game, wall, overlay = pages
        await are_live(pages, 3)
        PeerGames(kiosk.hub).update_peer(Peer("Patio", LOG, "", 1_790_000_000_000), [1])
        for page in pages:
            await expect(page.get_by_text(notice)).to_be_visible()
        for page in (game, overlay):
            await expect(page.locator("html.stale")).to_have_count(1)
        for page in (venue, wall):
            await expect(page.locator('.stale[data-game="1"]')).to_have_count(1)
            await expect(page.locator('.stale[data-game="2"]')).to_have_count(0)
            await expect(page.locator('[data-game="1"] :is(.digits, .score)').first).to_have_css("opacity", "0.75")
            await expect(page.locator('[data-game="2"] :is(.digits, .score)').first).to_have_css("opacity", "1")
        kiosk.publish(1, 4, log="facade00", seq=1)
        await are_live(pages, 4)


async def test_the_status_of_a_long_list_is_in_view_wherever_it_is_scrolled(
    browser: Browser, radio_link: RadioLink
) -> None:
    kiosk = radio_link.kiosk
    for court in range(2, 65):
        kiosk.publish(court, court)
    async with tabs(browser, kiosk.url, ["/"]) as pages:
        (page,) = pages
        await are_live(pages, 3)
        for size in ((320, 568), (390, 844), (1366, 768)):
            await page.set_viewport_size({"width": size[0], "height": size[1]})
            await page.evaluate("scrollTo(0, document.body.scrollHeight)")
            box = await page.locator(".link").bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 8
            assert await page.evaluate("document.elementFromPoint(innerWidth / 2, 8).closest('.link') !== null")
