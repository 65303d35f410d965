"""Benchmark of the main thread: how long each bag keeps a page's main thread busy.

A Chromium trace has the duration of each main-thread task (scripts, styles, layout, painting) by the thread's CPU
clock, so other load does not change it. The peer, in the same run, is a plain page that follows the same stream and
writes two numbers: the least that a browser needs. On a processor six times slower than a laptop's, the goals are 12 ms
for a spectator's game, 10 ms for a scorer's phone, and 20 ms for a wall of 64 courts.

`SLOWER` has Chromium throttle the CPU (https://chromedevtools.github.io/devtools-protocol/tot/Emulation/). The result
is right only on an idle machine, because throttling pauses the thread by wall-clock time.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Page, Route, async_playwright, expect

from tests.web.chromium import ARGS, CHROMIUM
from tests.web.kiosk import Kiosk, running
from tests.web.test_scorer_phone import pair

BAGS = 12
SLOWER = int(os.environ.get("SLOWER", "1"))
BETWEEN_BAGS_S = 0.35
COURTS = 64
RESULTS = ["hole", "board", "off", "board", "hole"]
PLAIN_PAGE = """<!doctype html><p id="one"></p><p id="two"></p><script>
new EventSource("/game/GAME/events").addEventListener("state", ({ data }) => {
  const { team1, team2 } = JSON.parse(data);
  document.getElementById("one").textContent = team1.score;
  document.getElementById("two").textContent = team2.score;
});
</script>"""
Throw = Callable[[], Awaitable[None]]


@pytest.mark.parametrize("name", ["a game", "a scorer's phone", f"a wall of {COURTS}"])
async def test_main_thread_of_each_bag(tmp_path: Path, name: str) -> None:
    async with running(tmp_path) as kiosk, launch_browser() as browser:
        games = [await start_long_game(kiosk, f"Court {n + 1}") for n in range(COURTS if "wall" in name else 1)]
        throw = thrower(kiosk, games[0])
        plain_ms = await measure(await open_plain_page(browser, kiosk, games[0]), throw)
        if name == "a game":
            kiosk_ms = await measure(await open_live_page(browser, f"{kiosk.url}/game/{games[0]}"), throw)
        elif "wall" in name:
            kiosk_ms = await measure(await open_live_page(browser, f"{kiosk.url}/display", 1920, 1080), throw)
        else:
            page = await open_live_page(browser, f"{kiosk.url}/score/{games[0]}", kiosk=kiosk)
            kiosk_ms = await measure(page, key_presser(page))
    ratio = kiosk_ms / plain_ms
    print(f"\n{name}: {kiosk_ms:.1f} ms of main thread for each bag; plain page {plain_ms:.1f} ms; ×{ratio:.1f}")


@asynccontextmanager
async def launch_browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


async def start_long_game(kiosk: Kiosk, court: str) -> int:
    """Start a game with a target that is never reached, play eight rounds, and return its number."""
    path = await kiosk.new_game(court=court, rules={"target": 999, "mode": "frames"})
    for n in range(8):
        await kiosk.call("POST", f"{path}/rounds", {"team1": {"in": n % 4, "on": 0}, "team2": {"in": 1, "on": 2}})
    return int(path.rpartition("/")[2])


def thrower(kiosk: Kiosk, game: int) -> Throw:
    numbers = count()

    async def throw() -> None:
        _, state = await kiosk.call("GET", f"/api/games/{game}")
        bag = {"team": state["next"]["team"], "result": RESULTS[next(numbers) % len(RESULTS)]}
        status, reply = await kiosk.call("POST", f"/api/games/{game}/throws", bag)
        assert status == 200, reply

    return throw


def key_presser(page: Page) -> Throw:
    numbers = count()

    async def press() -> None:
        await page.keyboard.press(str(1 + next(numbers) % 3))

    return press


async def open_live_page(
    browser: Browser, url: str, width: int = 390, height: int = 844, kiosk: Kiosk | None = None
) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    if kiosk is not None:
        await pair(page, kiosk)
    await page.goto(url)
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return page


async def open_plain_page(browser: Browser, kiosk: Kiosk, game: int) -> Page:
    page = await (await browser.new_context(viewport={"width": 390, "height": 844})).new_page()

    async def serve_page(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=PLAIN_PAGE.replace("GAME", str(game)))

    await page.route("**/plain", serve_page)
    await page.goto(f"{kiosk.url}/plain")
    await expect(page.locator("#one")).not_to_be_empty()
    return page


async def measure(page: Page, throw: Throw) -> float:
    """Return the milliseconds that each bag keeps the main thread busy, less those of an idle page."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await busy_ms(session, throw)
    bags, rests = await busy_ms(session, throw), await busy_ms(session, do_nothing)
    await page.context.close()
    return (bags - rests) / BAGS


async def do_nothing() -> None:
    """Leave the page idle."""


async def busy_ms(session: CDPSession, action: Throw) -> float:
    """Repeat an action `BAGS` times; return how long the page's main thread was busy, by the thread's CPU clock."""
    events: list[dict[str, Any]] = []
    is_complete = asyncio.Event()
    session.on("Tracing.dataCollected", lambda data: events.extend(data["value"]))
    session.once("Tracing.tracingComplete", lambda _: is_complete.set())
    categories = {"includedCategories": ["disabled-by-default-devtools.timeline"]}
    await session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": categories})
    for _ in range(BAGS):
        await action()
        await asyncio.sleep(BETWEEN_BAGS_S)
    await session.send("Tracing.end")
    await is_complete.wait()
    main_threads = {(event["pid"], event["tid"]) for event in events if event["args"].get("name") == "CrRendererMain"}
    tasks = [event for event in events if event["name"] == "RunTask" and (event["pid"], event["tid"]) in main_threads]
    return float(sum(event.get("tdur", 0) for event in tasks)) / 1e3
