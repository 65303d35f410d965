"""Benchmark of network interference: how soon pages are live after a minute of wrong answers from the network."""

import asyncio
import os
import time

import pytest
from playwright.async_api import async_playwright, expect

from tests.web.conftest import ARGS, CHROMIUM
from tests.web.state_server import NETWORK_FAULTS, serve_states

MINUTE = float(os.environ.get("BAD_WEATHER_SECONDS", "60"))
LIVE_WITHIN = 10.0
"""Seconds: what a spectator is promised."""


@pytest.mark.parametrize("kind", NETWORK_FAULTS)
async def test_a_minute_of_bad_weather(kind: str) -> None:
    async with async_playwright() as playwright, serve_states() as kiosk:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        kiosk.publish(1, 0)
        pages = [await browser.new_page() for _ in range(4)]
        for page, path in zip(pages, ("/", "/game/1", "/display", "/display/1"), strict=True):
            await page.goto(kiosk.url + path)
            await expect(page.get_by_test_id("link")).to_have_text("Live")
        kiosk.network_fault = kind
        kiosk.cut()
        await asyncio.sleep(MINUTE)
        kiosk.publish(1, 1)
        kiosk.network_fault = ""
        over, took = time.perf_counter(), []
        for page in pages:
            await expect(page.locator(".team-1 :is(.score, .digits)").first).to_have_text(
                "1", timeout=LIVE_WITHIN * 1e3
            )
            took.append(time.perf_counter() - over)
        await browser.close()
    print(f"\n{kind}: every page right {max(took):.1f} s after {MINUTE:.0f} s of it")
