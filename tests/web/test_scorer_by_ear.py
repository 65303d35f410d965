"""Live region of the scorer page: it announces bags, ends of rounds, undos, wins and refusals."""

import pytest
from playwright.async_api import Page, expect

from tests.web.kiosk import KEY, Kiosk
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

SHUT_OUT = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


async def open_game(page: Page, kiosk: Kiosk) -> str:
    game = await kiosk.new_game(rules={"target": 12})
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return game


async def expect_announced(page: Page, sentence: str) -> None:
    await expect(page.get_by_test_id("announcement")).to_have_text(sentence)


async def test_the_live_region_announces_the_game(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    await expect_announced(page, "")
    await tap(page, "Start game")
    await expect_announced(page, "Game started. Ann throws first.")
    await tap(page, "Hole")
    await expect_announced(page, "Ann: hole. Bob throws next.")
    await tap(page, "Undo")
    await expect_announced(page, "Undone. Ann throws first.")
    for result in ("Hole", "Off", "Board", "Off", "Hole", "Board", "Off"):
        await tap(page, result)
    await tap(page, "Board")
    await expect_announced(page, "Bob: board. Round 1: 5–0. Orange 5, Blue 0. Ann throws first.")
    await tap(page, "Undo")
    await expect_announced(page, "Undone. Orange 0, Blue 0. Bob throws next.")
    await tap(page, "Hole")
    await expect_announced(page, "Bob: hole. Round 1: 3–0. Orange 3, Blue 0. Ann throws first.")
    await page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('press '))")
    await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "foul"})
    await expect_announced(page, "Ann: foul. Bob throws next.")
    await kiosk.call("POST", f"{game}/undo")
    await kiosk.call("POST", f"{game}/rounds", SHUT_OUT)
    await expect_announced(page, "Round 2: 12–0. Orange 15, Blue 0. Orange won.")


async def test_the_live_region_announces_refusals_corrections_and_joins(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    for count in range(1, 5):
        await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "off"})
        # A page that falls behind shows the newest state alone, and then announces the score.
        await expect(page.locator('.sides .bag.team-1[data-result="off"]')).to_have_count(count)
    await expect_announced(page, "Ann: off. Bob throws next.")
    await tap(page, "Throw for Orange")
    await tap(page, "Hole")
    await expect_announced(page, "All four bags of Orange in this round are thrown.")
    await kiosk.call("POST", f"{game}/bags/1", {"result": "hole"})
    await expect_announced(page, "Orange 0, Blue 0. Bob throws next.")
    await tap(page, "Help")
    await expect_announced(page, "Help is asked for.")
    await page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('press '))")
    await kiosk.call("DELETE", f"{game}/help")
    await expect_announced(page, "Somebody from the desk is on the way.")


async def test_the_scorer_page_has_one_polite_live_region_and_a_heading(kiosk: Kiosk, page: Page) -> None:
    await open_game(page, kiosk)
    await expect(page.get_by_role("heading", level=1)).to_have_text("Court 1: keep score")
    await expect(page.get_by_role("button", name="Hole")).to_have_accessible_description("Orange")
    await page.keyboard.press("t")
    await expect(page.get_by_role("button", name="Hole")).to_have_accessible_description("Blue, out of turn")
    lines = page.locator("main [role=status], main [aria-live], main [role=log]")
    await expect(lines).to_have_count(1)
    await expect(lines).to_have_attribute("data-testid", "announcement")
