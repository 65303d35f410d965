"""The pages' stream in a real browser: killed kiosks, captive networks, sleeping pages, and many tabs."""

import asyncio
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, Route, expect

from goat_kiosk.hub import frames
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.web.live.peer_games import PeerGames
from tests.waiting import TIMEOUT_MS, TIMEOUT_S
from tests.web.quiet_page import quiet_page
from tests.web.state_server import LOG, NETWORK_FAULTS, StateServer, serve_states

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_SHARING = "delete window.SharedWorker"
"""Makes a browser one of those that cannot share a stream, as on Android."""
BACK_AFTER_MS = 100
"""What a browser is told to wait before it comes back, for 2 to 5 seconds."""
ASLEEP = 2.5
"""Seconds: as long as a page must have slept to take what comes first for old."""
PATHS = ["/", "/game/1", "/display", "/overlay/1"]


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StateServer]:
    """A state server whose pages reconnect sooner than usual."""
    process_info = frames.retry
    monkeypatch.setattr(
        frames, "retry", lambda milliseconds=BACK_AFTER_MS: process_info(min(milliseconds, BACK_AFTER_MS))
    )
    async with serve_states() as server:
        server.publish(1, 0)
        yield server


@asynccontextmanager
async def tabs(browser: Browser, kiosk: StateServer, paths: list[str], script: str = "") -> AsyncIterator[list[Page]]:
    """Open pages in one browser of their own."""
    context: BrowserContext = await browser.new_context(viewport={"width": 800, "height": 600})
    if script:
        await context.add_init_script(script)
    pages = [await context.new_page() for _ in paths]
    for page, path in zip(pages, paths, strict=True):
        await page.goto(kiosk.url + path)
    yield pages
    await context.close()


async def expect_live(pages: list[Page], score: int, within_ms: float = TIMEOUT_MS) -> None:
    """Expect that every page shows this score and says that it is live."""
    for page in pages:
        await expect(page.locator(".team-1 :is(.score, .digits)").first).to_have_text(str(score), timeout=within_ms)
        if "/overlay" not in page.url:
            await expect(page.get_by_test_id("link")).to_have_text("Live", timeout=within_ms)


async def streams(kiosk: StateServer, count: int) -> None:
    """Wait until exactly `count` streams are open."""
    async with asyncio.timeout(TIMEOUT_S):
        while kiosk.streams != count:
            await asyncio.sleep(0.01)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while not is_so():
            await asyncio.sleep(0.01)


async def test_after_twenty_restarts_every_page_is_current_and_has_one_stream(
    browser: Browser, kiosk: StateServer
) -> None:
    async with tabs(browser, kiosk, PATHS) as sharing, tabs(browser, kiosk, PATHS, NO_SHARING) as alone:
        await expect_live([*sharing, *alone], 0)
        for restart in range(1, 21):
            await kiosk.stop(aborts_streams=restart % 4 != 0)
            await kiosk.start()
            kiosk.publish(1, restart)
            await expect_live([*sharing, *alone], restart)
            await streams(kiosk, 1 + len(alone))


def patio_peer(away_since: int | None = None) -> Peer:
    """Return the kiosk that owns the state server's games."""
    return Peer("Patio", LOG, "", away_since)


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_pages_opened_later_show_that_a_games_kiosk_is_away(
    browser: Browser, kiosk: StateServer, script: str
) -> None:
    peer_games, since = PeerGames(kiosk.hub), re.compile(r"Kiosk Patio has been away since \d\d?:\d\d\s[AP]M\.")
    async with tabs(browser, kiosk, ["/", "/game/1", "/display"], script) as pages:
        await expect_live(pages, 0)
        peer_games.update_peer(patio_peer(1_790_000_000_000), [1])
        for page in pages:
            await expect(page.get_by_text(since)).to_be_visible()
        for path in ("/game/1", "/display"):
            pages.append(await pages[0].context.new_page())
            await pages[-1].goto(kiosk.url + path)
            await expect(pages[-1].get_by_text(since)).to_be_visible()
        kiosk.publish(1, 4, log="facade00", seq=1)
        for page in pages:
            await expect(page.get_by_text(since)).to_have_count(0)
        await expect_live(pages, 4)


WRITTEN = """one => {
    window.written = [];
    new MutationObserver(() => window.written.push(Number(one.textContent)))
        .observe(one, { childList: true, characterData: true, subtree: true });
}"""
"""Keeps every score that is shown from now on, however short."""


async def changes(kiosk: StateServer, count: int) -> None:
    """Publish `count` states, some of them with a pause."""
    for score in range(1, count + 1):
        kiosk.publish(1, score)
        if score % 20 == 0:
            await asyncio.sleep(0.01)


async def renderers(browser: Browser) -> list[int]:
    """Return the renderer processes of the browser."""
    devtools = await browser.new_browser_cdp_session()
    process_info = await devtools.send("SystemInfo.getProcessInfo")
    await devtools.detach()
    return [process["id"] for process in process_info["processInfo"] if process["type"] == "renderer"]


def is_stopped(process: int) -> bool:
    """Whether every thread of a process is stopped: on a busy machine that takes a while after SIGSTOP."""
    threads = Path(f"/proc/{process}/task").glob("*/stat")
    return all(
        thread.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0] == "T" for thread in threads
    )


async def test_pages_that_slept_show_the_newest_state_first_and_never_an_older_one(
    browser: Browser, kiosk: StateServer
) -> None:
    async with tabs(browser, kiosk, ["/game/1"]) as shared, tabs(browser, kiosk, ["/game/1"], NO_SHARING) as alone:
        pages = [*shared, *alone]
        await expect_live(pages, 0)
        for page in pages:
            await page.get_by_test_id("score-1").evaluate(WRITTEN)
        processes = await renderers(browser)
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        await until(lambda: all(map(is_stopped, processes)))
        await changes(kiosk, 600)
        await asyncio.sleep(ASLEEP)
        for process in processes:
            os.kill(process, signal.SIGCONT)
        await expect_live(pages, 600)
        kiosk.publish(1, 601)
        await expect_live(pages, 601)
        assert [await page.evaluate("window.written") for page in pages] == [[600, 601]] * 2
        await streams(kiosk, 2)


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_a_frozen_page_has_no_stream(browser: Browser, kiosk: StateServer, script: str) -> None:
    async with tabs(browser, kiosk, ["/game/1"], script) as [page]:
        await expect_live([page], 0)
        await page.get_by_test_id("score-1").evaluate(WRITTEN)
        await page.evaluate("document.dispatchEvent(new Event('freeze'))")
        await streams(kiosk, 0)
        await changes(kiosk, 40)
        await page.evaluate("document.dispatchEvent(new Event('resume'))")
        await expect_live([page], 40)
        assert await page.evaluate("window.written") == [40]
        await streams(kiosk, 1)


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_pages_recover_from_network_faults(browser: Browser, script: str) -> None:
    await asyncio.gather(*(network_recovers(browser, kind, script, seconds=1) for kind in NETWORK_FAULTS))


async def network_recovers(browser: Browser, kind: str, script: str, seconds: float) -> None:
    """Let the network respond instead of the kiosk for some seconds; then check that every page is live again."""
    async with serve_states() as kiosk:
        kiosk.publish(1, 0)
        async with tabs(browser, kiosk, ["/", "/game/1"], script) as pages:
            await expect_live(pages, 0)
            kiosk.network_fault = kind
            kiosk.cut()
            for page in pages:
                await expect(page.get_by_test_id("link")).to_contain_text("Away since", timeout=TIMEOUT_MS)
            await asyncio.sleep(seconds)
            kiosk.publish(1, 1)
            kiosk.network_fault = ""
            await expect_live(pages, 1, TIMEOUT_MS)
            await streams(kiosk, 1 if not script else len(pages))


async def test_a_login_page_of_the_network_is_not_shown_among_the_games(browser: Browser, kiosk: StateServer) -> None:
    async with tabs(browser, kiosk, ["/"]) as (page,):
        await expect_live([page], 0)
        async with page.expect_response(re.compile(r"/htmx\.js$|/courts\?")):
            kiosk.network_fault = "portal"
            kiosk.publish(2, 5)
        kiosk.network_fault = ""
        await expect(page.locator("#game-2")).to_be_visible(timeout=TIMEOUT_MS)
        await expect(page.locator("#game-1")).to_be_visible()


async def test_eight_tabs_of_one_browser_share_a_stream_and_all_load(browser: Browser, kiosk: StateServer) -> None:
    for game in range(2, 9):
        kiosk.publish(game, 0)
    async with tabs(browser, kiosk, [f"/game/{game}" for game in range(1, 9)]) as pages:
        await expect_live(pages, 0)
        for game in range(1, 9):
            kiosk.publish(game, 10 + game)
        for game, page in enumerate(pages, start=1):
            await expect_live([page], 10 + game)
        await streams(kiosk, 1)
        for page in pages[1:]:
            await page.close()
        kiosk.publish(1, 20)
        await expect_live(pages[:1], 20)
        await until(lambda: len(kiosk.hub.topic("game/1")) == 1)
        await streams(kiosk, 1)


async def test_without_shared_workers_only_the_visible_page_has_a_stream(browser: Browser, kiosk: StateServer) -> None:
    looked_at = "value => { Object.defineProperty(document, 'visibilityState', { value, configurable: true });"
    looked_at += "document.dispatchEvent(new Event('visibilitychange')); }"
    async with tabs(browser, kiosk, ["/game/1"], NO_SHARING) as [page]:
        await expect_live([page], 0)
        await page.evaluate(looked_at, "hidden")
        await streams(kiosk, 0)
        kiosk.publish(1, 3)
        await page.evaluate(looked_at, "visible")
        await expect_live([page], 3)
        await streams(kiosk, 1)


async def test_a_page_whose_shared_worker_fails_opens_its_own_stream(browser: Browser, kiosk: StateServer) -> None:
    broken = (
        "window.SharedWorker = class extends SharedWorker { constructor(url, how) { super('/static/none.js', how); } }"
    )
    async with tabs(browser, kiosk, ["/game/1"], broken) as [page]:
        await expect_live([page], 0)
        await streams(kiosk, 1)


async def load_when(page: Page, scripts: str, ready: Callable[[], Awaitable[None]]) -> None:
    """Withhold some scripts of a page until `ready` returns."""

    async def continue_later(route: Route) -> None:
        await ready()
        await route.continue_()

    await page.route(scripts, continue_later)


@pytest.mark.parametrize("script", ["", NO_SHARING], ids=["shared", "alone"])
async def test_the_stream_opens_before_the_pages_own_script_arrives(
    browser: Browser, kiosk: StateServer, script: str
) -> None:
    async def stream_has_news() -> None:
        await streams(kiosk, 1)
        kiosk.publish(1, 7)

    async with quiet_page(browser) as page:
        if script:
            await page.add_init_script(script)
        await load_when(page, "**/game*.js", stream_has_news)
        await page.goto(f"{kiosk.url}/game/1")
        await expect_live([page], 7)
        kiosk.publish(1, 8)
        await expect_live([page], 8)
        await streams(kiosk, 1)
        await page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide'))")
        await streams(kiosk, 0)


async def test_an_early_script_that_arrives_late_opens_no_second_stream(browser: Browser, kiosk: StateServer) -> None:
    async with quiet_page(browser) as page:
        await page.add_init_script(NO_SHARING)
        await load_when(page, "**/shared.js", lambda: streams(kiosk, 1))
        await page.goto(f"{kiosk.url}/game/1", wait_until="load")
        await expect_live([page], 0)
        assert await page.evaluate("self.earlyStream") is None
        await streams(kiosk, 1)


async def test_an_older_state_is_ignored_and_one_of_another_log_is_accepted(
    browser: Browser, kiosk: StateServer
) -> None:
    async with tabs(browser, kiosk, PATHS) as pages:
        kiosk.publish(1, 5)
        await expect_live(pages, 5)
        older = kiosk.states[1] | {"seq": 1, "team1": kiosk.states[1]["team1"] | {"score": 99}}
        kiosk._publish(older)
        kiosk.publish(1, 6)
        await expect_live(pages, 6)
        kiosk._publish(older | {"log": "0ddba11e"})
        await expect_live(pages, 99)
