"""What a spectator's page loads once it is live: alerts, the chart, the last bag again, a picture of the result."""

import base64
import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.web.full_kiosk import FullKiosk
from tests.web.quiet_page import quiet_page
from tests.web.state_server import StateServer, serve_states
from tests.web.test_accessibility import Scheme, violations

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEEDED = {"team1": {"can": "lead", "by": 2}, "team2": {"can": "never"}}


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk() -> AsyncIterator[StateServer]:
    async with serve_states() as server:
        server.publish(1, 12, 7, round=4)
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def follower(browser: Browser, kiosk: StateServer) -> AsyncIterator[Page]:
    """The page of the venue on the phone of somebody who follows Ada and Court 1."""
    async with quiet_page(browser, viewport={"width": 390, "height": 844}) as page:
        names = json.dumps(json.dumps(["Ada", "Court 1"]))
        await page.add_init_script(f"localStorage.setItem('following', {names})")
        await page.goto(kiosk.url)
        await expect(page.locator("#ask")).to_be_visible()
        yield page


def team(*names: str) -> dict[str, object]:
    return {"players": [{"id": n, "name": name, "ppr": 0, "dpr": 0} for n, name in enumerate(names)]}


async def test_a_follower_hears_who_is_up(kiosk: StateServer, follower: Page) -> None:
    await expect(follower.locator("#alert")).to_have_count(0)
    kiosk.publish(4, 0, court="Court 4", status="lobby", team1=team("Ada"))
    await expect(follower.locator("#alert a")).to_have_text("Ada: next on Court 4")
    kiosk.publish(4, 0, court="Court 4", team1=team("Ada"))
    await expect(follower.locator("#alert a")).to_have_text("Ada: up now on Court 4")
    await follower.locator("#alert a").click()
    await follower.wait_for_url(f"{kiosk.url}/game/4")


async def test_a_follower_hears_that_it_is_close_and_over(kiosk: StateServer, follower: Page) -> None:
    kiosk.publish(2, 20, 19, needed=NEEDED)
    kiosk.publish(1, 20, 19, needed=NEEDED)
    await expect(follower.locator("#alert a")).to_have_text("It is close on Court 1: 20–19")
    kiosk.publish(1, 23, 19, status="finished", winner=1)
    await expect(follower.locator("#alert a")).to_have_text("Orange won on Court 1, 23–19")


async def test_an_alert_covers_no_question_and_axe_finds_nothing(kiosk: StateServer, follower: Page) -> None:
    assert await violations(follower) == []  # Ada is not playing now
    kiosk.publish(4, 0, court="Court 4", status="lobby", team1=team("Ada"))
    await expect(follower.locator("#alert a")).to_be_visible()
    schemes: list[Scheme] = ["light", "dark"]
    for scheme in schemes:
        await follower.emulate_media(color_scheme=scheme)
        assert await violations(follower) == []
    await follower.emulate_media(forced_colors="active")
    assert await violations(follower) == []
    await follower.get_by_role("button", name="Turn on sound").click()  # a covered button is not clicked
    await expect(follower.locator("#ask")).to_be_hidden()
    await expect(follower.locator("#alert a")).to_be_visible()


async def test_sound_is_offered_once_and_the_question_goes_away(kiosk: StateServer, follower: Page) -> None:
    await follower.get_by_role("button", name="Turn on sound").click()
    await expect(follower.locator("#ask")).to_be_hidden()
    await follower.reload()
    kiosk.publish(4, 0, court="Court 4", status="lobby", team1=team("Ada"))
    await expect(follower.locator("#game-4")).to_be_visible()
    await expect(follower.locator("#ask")).not_to_be_visible()


async def test_a_game_has_a_chart_of_its_rounds_and_its_holes_are_counted(full_kiosk: FullKiosk, page: Page) -> None:
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
    await expect(page.locator("#chart .line")).to_have_count(2)
    await expect(page.locator("#chart svg")).to_have_attribute(
        "aria-label", "Board Meeting: 0, 0, 1, 1. Łódź: 0, 1, 1, 2"
    )
    await expect(page.locator("#players .chance p")).to_contain_text("If both throw on as tonight")
    await expect(page.locator(".in-hole b").first).to_have_text("1")


async def test_the_last_bag_slides_in_again_unless_motion_is_unwanted(full_kiosk: FullKiosk, page: Page) -> None:
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
    await page.get_by_role("button", name="Show the last bag again").click()
    running = "() => document.querySelector('#board').getAnimations({ subtree: true }).length"
    assert await page.evaluate(running) == 1
    await page.emulate_media(reduced_motion="reduce")
    await page.reload()
    await expect(page.locator("#chart .line")).to_have_count(2)
    await expect(page.get_by_role("button", name="Show the last bag again")).to_be_hidden()


async def test_a_result_is_a_picture_to_save(full_kiosk: FullKiosk, page: Page) -> None:
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["over"])
    await page.get_by_role("button", name="Share the result as a picture").click()
    link = page.get_by_role("link", name="Save the picture")
    await expect(link).to_have_attribute("download", "Board Meeting 22–0 Łódź.png")
    data = await link.get_attribute("href") or ""
    assert base64.b64decode(data.partition(",")[2]).startswith(b"\x89PNG")
    await expect(page.get_by_alt_text("Picture of the result")).to_be_visible()
    assert await violations(page) == []
    await page.emulate_media(forced_colors="active")
    assert await violations(page) == []
