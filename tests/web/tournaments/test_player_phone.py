"""A player's phone in Chromium: it rings when its match is called, now or while it was away; others do not."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.web.kiosk import Kiosk, running
from tests.web.quiet_page import quiet_page
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")

MATCH = "/divisions/1/matches/W1-1"
COUNT_RINGS = """() => {
    self.tones = 0;
    self.vibrations = [];
    Object.defineProperty(Navigator.prototype, "vibrate", { value: (pattern) => self.vibrations.push(pattern) });
    const create = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
        self.tones += 1;
        return create.call(this);
    };
}"""
"""Counts what a phone is made to do, since nobody hears it here."""


@asynccontextmanager
async def phone_of(browser: Browser, night: ApiNight, name: str, **options: Any) -> AsyncIterator[Page]:
    """Check in on a phone of its own, and wait until its page is live."""
    options = {"viewport": {"width": 390, "height": 844}, "has_touch": True} | options
    async with quiet_page(browser, **options) as page:
        await page.add_init_script(f"({COUNT_RINGS})()")
        await page.goto(f"{night.kiosk.url}/tournament/{night.tournament_id}/check-in")
        await page.get_by_label("Type your name").fill(name)
        await page.get_by_role("button", name="I am here").tap()
        await expect(page.get_by_test_id("link")).to_have_text("Live")
        yield page


async def rings(page: Page) -> tuple[int, int]:
    """Return how often a phone has sounded and vibrated."""
    tones, vibrations = await page.evaluate("[tones, vibrations.filter(Boolean).length]")
    return tones, vibrations


async def test_the_phone_of_a_called_player_rings_and_no_other(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk, 8)
    async with phone_of(browser, night, "P1") as phone, phone_of(browser, night, "P2") as other:
        for page in (phone, other):
            await expect(page.get_by_text("Your call rings here while this page is open.")).to_be_visible()
            await page.get_by_role("button", name="Turn on sound").tap()
            await expect(page.get_by_role("button", name="Turn on sound")).to_be_hidden()
        heard = await rings(other)
        before = await rings(phone)
        await night.send("POST", f"{MATCH}/call", {"court": "Board 2"})
        cover = phone.get_by_role("alertdialog", name="Board 2")
        await expect(cover).to_contain_text("You are up")
        await expect(cover).to_contain_text("against P8")
        await expect(phone).to_have_title("▶ Board 2: You are up")
        tones, vibrations = await rings(phone)
        assert tones >= before[0] + 3
        assert vibrations >= before[1] + 1
        await cover.get_by_role("button", name="I am coming").tap()
        await expect(cover).to_be_hidden()
        await expect(phone.get_by_test_id("main")).to_have_text("Board 2")
        await expect(phone).not_to_have_title("▶ Board 2: You are up")
        await expect(other.get_by_role("alertdialog")).to_be_hidden()
        assert await rings(other) == heard


async def test_a_call_that_was_seen_does_not_ring_after_a_reload_and_the_next_one_does(
    kiosk: Kiosk, browser: Browser
) -> None:
    night = await new_night(kiosk, 4)
    async with phone_of(browser, night, "P1") as phone:
        await night.send("POST", f"{MATCH}/call", {"court": "Board 1"})
        await expect(phone.get_by_role("alertdialog")).to_contain_text("against P4")
        await phone.get_by_role("button", name="I am coming").tap()
        await phone.reload()
        await expect(phone.get_by_test_id("main")).to_have_text("Board 1")
        await expect(phone.get_by_role("alertdialog")).to_be_hidden()
        await night.send("POST", f"{MATCH}/call", {"court": "Board 1"})
        await expect(phone.get_by_role("alertdialog")).to_be_visible()
        await night.send("POST", f"{MATCH}/uncall", {"reason": "The wrong pair."})
        await expect(phone.get_by_role("alertdialog")).to_be_hidden()
        await expect(phone.get_by_text("You are next")).to_be_visible()


async def test_a_call_that_was_missed_is_shown_after_a_restart_of_the_kiosk(tmp_path: Path, browser: Browser) -> None:
    """The phone reaches no kiosk when the match is called, and a third one when it answers."""
    async with AsyncExitStack() as phones:
        async with running(tmp_path) as kiosk:
            night = await new_night(kiosk, 4)
            phone = await phones.enter_async_context(phone_of(browser, night, "P1"))
        async with running(tmp_path) as unreachable:
            await ApiNight(unreachable, night.tournament_id).send("POST", f"{MATCH}/call", {"court": "Board 1"})
        async with running(tmp_path, port=night.kiosk.port):
            cover = phone.get_by_role("alertdialog", name="Board 1")
            await expect(cover).to_contain_text("Called at")
            await cover.get_by_role("button", name="I am coming").tap()
            await phone.get_by_label("Us").fill("21")
            await phone.get_by_label("Them").fill("14")
            await phone.get_by_role("button", name="Report the score").tap()
            await expect(phone.get_by_role("heading", name="Your score has arrived")).to_be_visible()
