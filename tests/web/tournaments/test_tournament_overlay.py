"""Overlay of a tournament: the next match, the road of the two who play, the champions."""

import pytest
from playwright.async_api import Browser, expect

from tests.web.kiosk import Kiosk
from tests.web.quiet_page import quiet_page
from tests.web.tournaments.api_night import new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def html(kiosk: Kiosk, path: str, status: int = 200) -> str:
    async with kiosk.session.get(kiosk.url + path) as answer:
        assert answer.status == status
        return await answer.text()


async def test_an_overlay_goes_from_the_next_match_to_its_road(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk, 4, format="single")
    address = f"{kiosk.url}/tournament/{night.tournament_id}/overlay"
    async with quiet_page(browser, viewport={"width": 1280, "height": 720}) as page:
        await page.goto(address)
        await expect(page.locator(".next .name")).to_have_text(["P1", "P4"])
        await night.send("POST", "/divisions/1/matches/W1-2/call", {"court": "Board 2"})
        await expect(page.locator(".next .top")).to_contain_text("Next on Board 2")
        await expect(page.locator(".next .name")).to_have_text(["P2", "P3"])
        background = "getComputedStyle(document.body).backgroundColor"
        assert await page.evaluate(background) == "rgba(0, 0, 0, 0)"


async def test_the_road_of_two_is_what_they_have_played(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4, format="single")
    overlay = f"/tournament/{night.tournament_id}/overlay/content"
    assert "strip" not in await html(kiosk, f"{overlay}?show=road")
    await night.win("W1-1", 1)
    await night.win("W1-2", 2)
    body = {"court": "Board 1", "scoring": "result"}
    await night.send("POST", "/divisions/1/matches/W2-1/start", body)
    road = await html(kiosk, f"{overlay}?show=road&court=board+1")
    assert "Final W2-1" in road
    assert "<b>21–14</b> P4" in road
    assert "<b>21–14</b> P2" in road
    assert "strip" not in await html(kiosk, f"{overlay}?show=road&court=Board+2")


async def test_champions_are_shown_once_they_are_known(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2, format="single")
    overlay = f"/tournament/{night.tournament_id}/overlay/content?show=champions"
    assert "strip" not in await html(kiosk, overlay)
    await night.win("W1-1", 1)
    assert '<p class="name">P1</p>' in await html(kiosk, overlay)
    await html(kiosk, f"{overlay}&layout=bar", 422)


async def test_a_table_is_that_of_the_two_who_play(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 8, format="round-robin", pools=2)
    overlay = f"/tournament/{night.tournament_id}/overlay/content?show=table"
    assert "<b>Pool 1</b>" in await html(kiosk, overlay)
    await night.win("P2R1-1", 1)
    await night.send("POST", "/divisions/1/matches/P2R1-2/start", {"court": "Board 1", "scoring": "result"})
    table = await html(kiosk, overlay)
    assert "<b>Pool 2</b>" in table
    assert table.count('class="playing"') == 2
    assert "<b>1–0</b> <b>+7</b>" in table
    assert "strip" not in await html(kiosk, f"{overlay}&court=Board+9")
