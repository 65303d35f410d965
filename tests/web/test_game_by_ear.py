"""Accessible names on a game's page: of a round's bags, of the statistics and of focused elements."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.web.full_kiosk import FullKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

TEXTS = "rows => rows.map((row) => row.textContent.replace(/\\s+/g, ' ').trim())"


@pytest.mark.parametrize("script", [False, True])
async def test_a_round_names_both_teams(full_kiosk: FullKiosk, browser: Browser, *, script: bool) -> None:
    context = await browser.new_context(java_script_enabled=script)
    page = await context.new_page()
    path = full_kiosk.pages["live"]
    await page.goto(full_kiosk.kiosk.url + path)
    if script:
        await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    state: Any = (await full_kiosk.kiosk.call("GET", f"/api/games/{path.rpartition('/')[2]}"))[1]
    rows = await page.locator(".rounds li").evaluate_all(TEXTS)
    assert len(rows) == len(state["rounds"]) > 0
    for row, round_state in zip(rows, reversed(state["rounds"]), strict=True):
        assert row.startswith(f"Round {round_state['n']} {state['team1']['name']}: ")
        assert f" {state['team2']['name']}: " in row
    await context.close()


async def test_a_card_names_its_team_and_the_focus_has_a_name(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await browser.new_context()
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
    first = page.locator(".cards h3").first
    state: Any = (await full_kiosk.kiosk.call("GET", f"/api/games/{full_kiosk.pages['live'].rpartition('/')[2]}"))[1]
    name = state["team1"]["players"][0]["name"]
    await expect(first).to_have_text(f"{state['team1']['name']}: {name}")
    await expect(page.get_by_role("main", name="Rounds, Players, Rules")).to_be_visible()
    await context.close()
