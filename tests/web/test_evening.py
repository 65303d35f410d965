"""States kept by a page and by the shared worker: a wall that stays on keeps only the games of an evening."""

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.full_kiosk import FullKiosk
from tests.web.quiet_page import quiet_page
from tests.web.source_modules import serve_modules
from tests.web.state_server import serve_states

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVENING_MS = 13 * 60 * 60 * 1000
STREAM = """async () => {
    const { EventStream } = await import("/static/modules/event-stream.js");
    window.stream = new EventStream(() => {}, () => {}, () => {});
    window.receive = (game_id, status) => {
        stream.onStateEvent({ data: JSON.stringify({ game_id, status, log: "a", seq: 1 }), lastEventId: "" });
        stream.close();
    };
    ["finished", "live", "lobby"].forEach((status, game) => receive(game, status));
}"""


async def test_an_open_stream_keeps_only_the_games_of_the_evening(full_kiosk: FullKiosk, browser: Browser) -> None:
    """The same class runs in each page and in the worker that pages share."""
    async with quiet_page(browser) as page:
        await serve_modules(page)
        await page.clock.install()
        await page.goto(full_kiosk.kiosk.url + "/guide")
        await page.evaluate(STREAM)
        await receive(page, 3, "finished")
        assert await games(page) == [0, 1, 2, 3]
        await page.clock.fast_forward(EVENING_MS)
        await receive(page, 4, "finished")
        assert await games(page) == [1, 2, 4]


async def receive(page: Page, game: int, status: str) -> None:
    await page.evaluate("([game, status]) => receive(game, status)", [game, status])


async def games(page: Page) -> list[int]:
    kept: list[int] = await page.evaluate("[...stream.newestStates.keys()]")
    return kept


async def test_a_wall_of_one_court_keeps_the_result_that_it_shows(browser: Browser) -> None:
    async with serve_states() as kiosk, quiet_page(browser) as page:
        kiosk.publish(1, 21, status="finished", winner=1)
        await page.clock.install()
        await page.goto(f"{kiosk.url}/display/1")
        await expect(page.get_by_test_id("score-1")).to_have_text("21")
        await page.clock.fast_forward(EVENING_MS)
        for game in (2, 3):
            kiosk.publish(game, 0)
        await expect(page.get_by_test_id("link")).to_have_text("Live")
        kiosk.hub.broadcast("kiosk", b'{"log":"c0ffee00","kiosk":"Arena","away_since":"2026-01-01T00:00:00Z"}')
        await expect(page.locator(".now")).to_contain_text("Kiosk Arena has been away")
        await expect(page.get_by_test_id("score-1")).to_have_text("21")
