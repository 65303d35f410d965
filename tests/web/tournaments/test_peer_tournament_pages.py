"""Pages of a tournament that another kiosk runs: they say so when that kiosk is away, and show nothing old as live."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.uplink.conftest import redis, shared_redis  # noqa: F401  fixtures
from tests.uplink.kiosks import kiosks
from tests.uplink.redis_server import RedisServer
from tests.uplink.tournaments.test_replicas import wait_until_same
from tests.uplink.tournaments.test_take_over import take_over
from tests.web.tournaments.api_night import new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")
PAGES = "/tournament/{t}", "/tournament/{t}/me?player=1", "/tournament/{t}/wall"


@pytest.mark.parametrize("path", PAGES)
async def test_a_page_says_that_the_kiosk_of_its_tournament_is_away_until_another_runs_it(
    tmp_path: Path,
    redis: RedisServer,  # noqa: F811  as above
    browser: Browser,
    path: str,
) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    link = page.locator(".link")
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            night = await new_night(patio, 4)
            await wait_until_same(hall, night)
            await hall.send_heartbeat()
            await page.goto(hall.url + path.format(t=night.tournament_id))
            await expect(link).to_have_attribute("data-link", "live")
        await expect(link).to_contain_text("Kiosk Patio has been away since")
        await expect(page.locator("html")).to_have_class("stale")
        await take_over(hall, night)
        await expect(link).to_have_attribute("data-link", "live")
    await context.close()
