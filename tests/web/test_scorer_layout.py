"""Layout of the scorer page in every size: all buttons are visible, and the next game is one tap away."""

from itertools import combinations
from typing import TypedDict

import pytest
from playwright.async_api import Page, expect

from tests.web.clipped_text import CLIPPED
from tests.web.kiosk import KEY, Kiosk
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

PORTRAIT = [(320, 460), (320, 568), (375, 553), (390, 664), (390, 844), (768, 1024)]
LANDSCAPE = [(568, 320), (667, 331), (740, 360), (844, 390), (932, 430)]
LONG_NAME = "The Bagtastic Flying Hawks"
SHUT_OUT = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
LEAST_PX = 44

PRESSABLE = """() => [...document.querySelectorAll('main button, main a')]
    .filter((one) => one.offsetParent)
    .map((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        return { name: one.className, left, top, right, bottom };
    })"""
OPACITIES = """bags => bags
    .map((bag) => getComputedStyle(bag))
    .map((style) => style.opacity * (style.getPropertyValue("--bag-opacity") || 1))"""
TAP_TWICE = """() => {
    const tap = () => new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1 });
    for (const click of [tap(), tap()]) document.querySelector(".throw").dispatchEvent(click);
}"""
SIZE = "[document.documentElement.scrollWidth, document.documentElement.scrollHeight, document.body.scrollHeight]"


class Box(TypedDict):
    name: str
    left: float
    top: float
    right: float
    bottom: float


async def open_game(page: Page, kiosk: Kiosk, *bags: str, language: str = "en", **fields: object) -> str:
    """Pair the phone, open a new game on it, with these bags thrown; return the game's path in the API."""
    game = await kiosk.new_game(team1={"name": LONG_NAME, "players": ["Ada Lovelace-Byron"]}, **fields)
    for turn, result in enumerate(bags):
        await kiosk.call("POST", f"{game}/throws", {"team": turn % 2 + 1, "result": result})
    await page.context.add_cookies([{"name": "language", "value": language, "url": kiosk.url}])
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    return game


async def pressable(page: Page, width: int, height: int) -> dict[str, Box]:
    """Resize the phone, check that everything fits and can be pressed, and return the boxes by class."""
    await page.set_viewport_size({"width": width, "height": height})
    assert await page.evaluate(SIZE) == [width, height, height]
    boxes = await separate(page)
    for box in boxes:
        assert min(box["left"], box["top"], width - box["right"], height - box["bottom"]) >= 0, (width, height, box)
        assert min(box["right"] - box["left"], box["bottom"] - box["top"]) >= LEAST_PX - 0.5, (width, height, box)
    return {box["name"]: box for box in boxes}


async def separate(page: Page) -> list[Box]:
    """Check that no button lies on another, and return the boxes of all."""
    boxes: list[Box] = await page.evaluate(PRESSABLE)
    for one, other in combinations(boxes, 2):
        beside = one["right"] <= other["left"] + 0.5 or other["right"] <= one["left"] + 0.5
        below = one["bottom"] <= other["top"] + 0.5 or other["bottom"] <= one["top"] + 0.5
        assert beside or below, (page.viewport_size, one, other)
    return boxes


def area(box: Box) -> float:
    return (box["right"] - box["left"]) * (box["bottom"] - box["top"])


@pytest.mark.parametrize("language", ["en", "es"])
async def test_all_buttons_fit_from_the_smallest_phone_up(kiosk: Kiosk, page: Page, language: str) -> None:
    await open_game(page, kiosk, "hole", "off", "board", language=language)
    for width, height in PORTRAIT + LANDSCAPE:
        boxes = await pressable(page, width, height)
        assert area(boxes["undo"]) > area(boxes["switch"]), "what is rare is smaller"
        assert boxes["undo"]["bottom"] > height * 0.8, "Undo is where the thumb is"
    for width, height in LANDSCAPE:
        await page.set_viewport_size({"width": width, "height": height})
        tops = {box["top"] for box in await page.evaluate(PRESSABLE) if box["name"] == "throw"}
        assert len(tops) == 1, "three columns"


async def test_the_form_for_a_round_total_fits(kiosk: Kiosk, page: Page) -> None:
    await open_game(page, kiosk)
    await tap(page, "Start game", "Enter a whole round")
    for width, height in PORTRAIT + LANDSCAPE:
        assert "save" in await pressable(page, width, height)


async def test_a_message_and_a_switch_of_teams_hide_no_button(kiosk: Kiosk, page: Page) -> None:
    await open_game(page, kiosk, *["off"] * 7)
    await page.keyboard.press("t")
    await expect(page.locator(".thrower")).to_contain_text("out of turn")
    await tap(page, "Hole")
    await expect(page.get_by_test_id("message")).to_have_text(f"All four bags of {LONG_NAME} in this round are thrown.")
    for width, height in PORTRAIT + LANDSCAPE:
        await pressable(page, width, height)


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_message_hides_no_button(kiosk: Kiosk, page: Page, language: str) -> None:
    game = await open_game(page, kiosk, "hole", language=language)
    await kiosk.call("POST", f"{game}/help", {})
    await expect(page.get_by_test_id("help")).not_to_be_empty()
    await page.keyboard.press("r")
    await expect(page.locator(".hint")).to_be_visible()
    for width, height in PORTRAIT + LANDSCAPE:
        await pressable(page, width, height)
    await page.keyboard.press("r")
    await page.evaluate(TAP_TWICE)
    await expect(page.get_by_test_id("message")).to_contain_text("0.3")
    for width, height in PORTRAIT + LANDSCAPE:
        await pressable(page, width, height)


@pytest.mark.parametrize("key", ["", "r"])
async def test_large_print_scrolls_and_hides_no_button(kiosk: Kiosk, page: Page, key: str) -> None:
    await page.context.add_cookies([{"name": "print", "value": "large", "url": kiosk.url}])
    await open_game(page, kiosk, "hole", language="es")
    if key:
        await page.keyboard.press(key)
    for width, height in ((320, 460), (375, 553), (568, 320)):
        await page.set_viewport_size({"width": width, "height": height})
        assert (await page.evaluate(SIZE))[0] == width
        await separate(page)


@pytest.mark.parametrize("key", ["", "r", "t"])
async def test_no_box_cuts_the_letters_below_the_line(kiosk: Kiosk, page: Page, key: str) -> None:
    await open_game(page, kiosk, "hole")
    if key:
        await page.keyboard.press(key)
    assert await page.evaluate(CLIPPED) == []


async def test_the_off_button_looks_as_active_as_the_others(kiosk: Kiosk, page: Page) -> None:
    await open_game(page, kiosk)
    bags = page.locator(".throw .bag:visible")
    opacities = await bags.evaluate_all(OPACITIES)
    assert opacities == [1, 1, 1]
    await page.context.set_offline(True)
    await tap(page, "Off")
    await expect(page.locator(".throw").last).not_to_have_attribute("aria-disabled", "true")
    await page.context.set_offline(False)


async def test_after_the_end_the_receipt_and_the_next_game_are_one_tap_away(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk, rules={"target": 12})
    await kiosk.call("POST", f"{game}/rounds", SHUT_OUT)
    receipt = page.get_by_role("link", name="Receipt")
    await expect(receipt).to_be_visible()
    assert await receipt.get_attribute("href") == f"{game.removeprefix('/api').replace('games', 'game')}/receipt"
    await expect(page.get_by_role("link", name="Next game on this court")).to_be_hidden()
    await kiosk.new_game(court="Court 2")
    later = await kiosk.new_game(court="court 1")
    following = page.get_by_role("link", name="Next game on this court")
    await expect(following).to_be_visible()
    for width, height in PORTRAIT + LANDSCAPE:
        await pressable(page, width, height)
    await following.tap()
    await expect(page).to_have_url(f"{kiosk.url}/score/{later.rpartition('/')[2]}")


async def test_help_is_requested_withdrawn_and_accepted(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    button, notice = page.get_by_role("button", name="Help"), page.get_by_test_id("help")
    await tap(page, "Help")
    await expect(notice).to_have_text("The desk has been asked for help.")
    await expect(button).to_have_attribute("aria-pressed", "true")
    await tap(page, "Hole", "Undo")
    await expect(notice).to_have_text("The desk has been asked for help.")
    await tap(page, "Help")
    await expect(notice).to_have_text("")
    await expect(page.get_by_test_id("message")).to_have_text("")
    await tap(page, "Help")
    await page.wait_for_function("() => !Object.keys(localStorage).some((name) => name.startsWith('press '))")
    status, state = await kiosk.call("DELETE", f"{game}/help")
    assert (status, "help" in state) == (200, False)
    await expect(page.get_by_test_id("message")).to_have_text("Somebody from the desk is on the way.")
    await expect(button).to_have_attribute("aria-pressed", "false")
