"""Bouncing taps and held keys on the scorer's phone, in a real browser: each counts once."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page, expect

from tests.web.kiosk import KEY, Kiosk
from tests.web.quiet_page import quiet_page

pytestmark = pytest.mark.asyncio(loop_scope="session")

BOUNCE_MESSAGE = "Two taps at one place within 0.3 seconds count once. Tap again if you meant two."
NOTHING_WAITS = "() => !Object.keys(localStorage).some((name) => name.startsWith('press '))"
KEY_DOWN = "([key, code]) => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, code, bubbles: true}))"
RULES = {"target": 3, "games": 3}
SHUT_OUT = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


class Finger:
    """Taps a page at controlled times."""

    def __init__(self, page: Page, devtools: CDPSession, now: float) -> None:
        self._page, self._devtools, self._now = page, devtools, now

    async def tap(self, name: str, after_ms: float = 1_000, *, dx: float = 0) -> None:
        """Tap a button `after_ms` after the last tap."""
        box = await self._page.get_by_role("button", name=re.compile(f"^{name}")).bounding_box()
        assert box is not None
        await self.tap_at(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2, after_ms)

    async def tap_at(self, x: float, y: float, after_ms: float) -> None:
        self._now += after_ms / 1_000
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1, "timestamp": self._now}
            await self._devtools.send("Input.dispatchMouseEvent", event)


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    async with quiet_page(browser, viewport={"width": 390, "height": 844}) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def finger(page: Page) -> Finger:
    devtools = await page.context.new_cdp_session(page)
    soon = 60_000  # later than any page of the test is opened
    return Finger(page, devtools, (await page.evaluate("performance.timeOrigin + performance.now()") + soon) / 1_000)


async def open_scoring_page(page: Page, kiosk: Kiosk, *, started: bool = True) -> str:
    """Pair the phone with a new game and open it; return the game's path in the API."""
    game = await kiosk.new_game(rules=RULES)
    if started:
        await kiosk.call("POST", f"{game}/start", {})
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").click()
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return game


async def bags(kiosk: Kiosk, page: Page, game: str) -> list[str]:
    """Return the bags of the round when every request has its response."""
    await page.wait_for_function(NOTHING_WAITS)
    return [bag["result"] for bag in (await kiosk.call("GET", game))[1]["bags"]]


@pytest.mark.parametrize("gap", [30, 110, 200, 290])
async def test_a_bouncing_tap_is_one_bag_and_is_reported(kiosk: Kiosk, page: Page, finger: Finger, gap: int) -> None:
    game = await open_scoring_page(page, kiosk)
    await finger.tap("Off")
    await finger.tap("Off", gap, dx=9)
    await expect(page.get_by_test_id("message")).to_have_text(BOUNCE_MESSAGE)
    assert await bags(kiosk, page, game) == ["off"]
    await finger.tap("Off")
    await expect(page.get_by_test_id("message")).to_have_text("")
    assert await bags(kiosk, page, game) == ["off", "off"]


async def test_quick_taps_on_different_buttons_all_count(kiosk: Kiosk, page: Page, finger: Finger) -> None:
    game = await open_scoring_page(page, kiosk)
    for name in ("Hole", "Off", "Hole", "Board"):
        await finger.tap(name, 90)
    assert await bags(kiosk, page, game) == ["hole", "off", "hole", "board"]


async def test_one_button_tapped_steadily_counts_each_time(kiosk: Kiosk, page: Page, finger: Finger) -> None:
    game = await open_scoring_page(page, kiosk)
    for _ in range(4):
        await finger.tap("Off", 310)
    assert await bags(kiosk, page, game) == ["off"] * 4


async def test_counters_take_every_tap(kiosk: Kiosk, page: Page, finger: Finger) -> None:
    await open_scoring_page(page, kiosk)
    await finger.tap("Enter a whole round")
    for _ in range(4):
        await finger.tap("In: one more for Orange", 60)
    await expect(page.get_by_test_id("message")).to_have_text("")
    await finger.tap("Save round")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")


async def test_a_held_key_is_one_bag(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    for _ in range(12):
        await page.keyboard.down("1")
    await page.keyboard.up("1")
    await page.keyboard.press("3")
    assert await bags(kiosk, page, game) == ["hole", "off"]
    for _ in range(12):
        await page.keyboard.down("Backspace")
    await page.keyboard.up("Backspace")
    await expect(page.locator('.sides .bag[data-result="off"]')).to_have_count(0)
    assert await bags(kiosk, page, game) == ["hole"]


@pytest.mark.parametrize("key", ["Enter", " "])
async def test_a_key_held_on_a_button_presses_it_once(kiosk: Kiosk, page: Page, key: str) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.get_by_role("button", name="Board", exact=True).focus()
    for _ in range(12):
        await page.keyboard.down(key)
    await page.keyboard.up(key)
    await page.keyboard.press("3")
    assert await bags(kiosk, page, game) == ["board", "off"]


async def test_digit_keys_count_by_position_on_other_keyboard_layouts(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    for key, code in (("&", "Digit1"), ("é", "Digit2"), ('"', "Digit3"), ("End", "Numpad1"), ("2", "Numpad2")):
        await page.evaluate(KEY_DOWN, [key, code])
    assert await bags(kiosk, page, game) == ["hole", "board", "off", "hole", "board"]


async def test_quick_presses_of_a_key_all_count(kiosk: Kiosk, page: Page) -> None:
    game = await open_scoring_page(page, kiosk)
    await page.get_by_role("button", name="Off", exact=True).focus()
    for key in ("3", "3", "Enter", "Enter"):
        await page.keyboard.press(key)
    assert await bags(kiosk, page, game) == ["off"] * 4


async def test_a_double_tap_on_next_game_throws_no_bag_in_it(kiosk: Kiosk, page: Page, finger: Finger) -> None:
    game = await open_scoring_page(page, kiosk)
    await kiosk.call("POST", f"{game}/rounds", SHUT_OUT)
    next_game = page.get_by_role("button", name="Next game", exact=True)
    box = await next_game.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    await finger.tap_at(x, y, 1_000)
    await expect(page.get_by_role("button", name="Hole", exact=True)).to_be_visible()
    under_finger = await page.evaluate(f"document.elementFromPoint({x}, {y}).closest('button') !== null")
    assert under_finger, "the finger is on a button of the next game"
    await finger.tap_at(x, y, 350)
    await expect(page.get_by_test_id("message")).to_have_text(BOUNCE_MESSAGE)
    number = page.url.rpartition("/")[2]
    assert (await kiosk.call("GET", f"/api/games/{number}"))[1]["bags"] == []
