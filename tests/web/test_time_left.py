"""Time left in a timed game: every page counts down by itself and announces the last round."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.events import BagThrown, GameStarted
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.host.clock import MINUTE_MS
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render.words import round_progress, time_left
from tests.clocks import WALL_CLOCK_JUMPS
from tests.games import AT, game_created, new_game, play
from tests.web.kiosk import running

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHOWN_AT = {
    "/": "[data-text=place]",
    "/display": "#stage [data-text=place]",
    "/display/{}": "#stage [data-text=place]",
    "/overlay/{}": ".place",
    "/game/{}": "[data-testid=time-left]",
    "/score/{}": "[data-testid=time-left]",
}


async def test_the_time_left_counts_down_on_every_page(tmp_path: Path, browser: Browser) -> None:
    async with running(tmp_path) as kiosk:
        game_id = kiosk.scorekeeper.create(game_created(Rules(limit_minutes=2))).game_id
        kiosk.scorekeeper.record(game_id, GameStarted())
        context = await browser.new_context()
        await context.clock.install()
        pages: list[tuple[Page, str]] = []
        for path, selector in SHOWN_AT.items():
            page = await context.new_page()
            await page.goto(kiosk.url + path.format(game_id))
            pages.append((page, selector))
        for page, selector in pages:
            await expect(page.locator(selector).first).to_contain_text(re.compile(r"(^|· )2 minutes left"))
        kiosk.clock.set_wall_by(WALL_CLOCK_JUMPS["a year ahead"])
        kiosk.clock.advance(MINUTE_MS)
        kiosk.scorekeeper.record(game_id, BagThrown(1, "off"))
        for page, selector in pages:
            await expect(page.locator(selector).first).to_contain_text(re.compile(r"(^|· )1 minute left"))
        await context.clock.run_for(MINUTE_MS)
        for page, selector in pages:
            await expect(page.locator(selector).first).to_contain_text("Last round")
        await context.close()


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (0, "2 minutes left"),
        (MINUTE_MS - 1, "2 minutes left"),
        (MINUTE_MS, "1 minute left"),
        (2 * MINUTE_MS - 1, "1 minute left"),
        (2 * MINUTE_MS, "Last round"),
        (30 * MINUTE_MS, "Last round"),
    ],
)
async def test_the_time_left_in_words(passed: int, expected: str) -> None:
    live = play(new_game(Rules(limit_minutes=2)), GameStarted())
    view = view_of(encode_state(live, Identity(7, "0ddba11e", "Kiosk"), at_ms=AT + passed))
    assert (time_left(view), round_progress(view)) == (expected, f"Round 1 · {expected}")


async def test_a_game_without_a_limit_has_no_text_for_the_time_left() -> None:
    live = play(new_game(), GameStarted())
    view = view_of(encode_state(live, Identity(7, "0ddba11e", "Kiosk")))
    assert (time_left(view), round_progress(view)) == ("", "Round 1")
