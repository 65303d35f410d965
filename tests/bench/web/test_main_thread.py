"""Main thread of a phone: how long each bag keeps a page busy.

A trace of Chromium tells how long each task of the page's main thread ran: scripts, styles, layout and painting, by the
thread's own clock, which a busy machine does not disturb. The peer, in the same run, is a plain page that follows the
same stream and writes two numbers: the least that a browser needs. The goals, on a processor a sixth as fast as a quiet
laptop's, are 12 ms for a spectator's game, 10 ms for a scorer's phone, and 20 ms for a wall of 64 courts.

`SLOWER` has Chromium slow the page down (https://chromedevtools.github.io/devtools-protocol/tot/Emulation/): right on a
quiet machine only, since it stops the thread by wall time.
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

from tests.web.conftest import ARGS, CHROMIUM
from tests.web.kiosk import Kiosk, running
from tests.web.test_scorer_phone import pair

BAGS = 12
SLOWER = int(os.environ.get("SLOWER", "1"))
BETWEEN_BAGS_S = 0.35
COURTS = 64
RESULTS = ["hole", "board", "off", "board", "hole"]
PLAIN = """<!doctype html><p id="one"></p><p id="two"></p><script>
new EventSource("/game/GAME/events").addEventListener("state", ({ data }) => {
  const { team1, team2 } = JSON.parse(data);
  document.getElementById("one").textContent = team1.score;
  document.getElementById("two").textContent = team2.score;
});
</script>"""
Throw = Callable[[], Awaitable[None]]


@pytest.mark.parametrize("name", ["a game", "a scorer's phone", f"a wall of {COURTS}"])
async def test_main_thread_of_each_bag(tmp_path: Path, name: str) -> None:
    async with running(tmp_path) as kiosk, browsing() as browser:
        games = [await started_game(kiosk, f"Court {n + 1}") for n in range(COURTS if "wall" in name else 1)]
        throw = throws(kiosk, games[0])
        plain = await measure(await plain_page(browser, kiosk, games[0]), throw)
        if name == "a game":
            ours = await measure(await opened(browser, f"{kiosk.url}/game/{games[0]}"), throw)
        elif "wall" in name:
            ours = await measure(await opened(browser, f"{kiosk.url}/display", 1920, 1080), throw)
        else:
            page = await opened(browser, f"{kiosk.url}/score/{games[0]}", kiosk=kiosk)
            ours = await measure(page, presses(page))
    print(f"\n{name}: {ours:.1f} ms of main thread for each bag; plain page {plain:.1f} ms; ×{ours / plain:.1f}")


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        await browser.close()


async def started_game(kiosk: Kiosk, court: str) -> int:
    """Start a game that no bag ends, with eight rounds behind it; return its number."""
    path = await kiosk.new_game(court=court, rules={"target": 999, "mode": "frames"})
    for n in range(8):
        await kiosk.call("POST", f"{path}/rounds", {"team1": {"in": n % 4, "on": 0}, "team2": {"in": 1, "on": 2}})
    return int(path.rpartition("/")[2])


def throws(kiosk: Kiosk, game: int) -> Throw:
    numbers = count()

    async def throw() -> None:
        _, state = await kiosk.call("GET", f"/api/games/{game}")
        bag = {"team": state["next"]["team"], "result": RESULTS[next(numbers) % len(RESULTS)]}
        status, reply = await kiosk.call("POST", f"/api/games/{game}/throws", bag)
        assert status == 200, reply

    return throw


def presses(page: Page) -> Throw:
    numbers = count()

    async def press() -> None:
        await page.keyboard.press(str(1 + next(numbers) % 3))

    return press


async def opened(browser: Browser, url: str, width: int = 390, height: int = 844, kiosk: Kiosk | None = None) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": height})
    page = await context.new_page()
    if kiosk is not None:
        await pair(page, kiosk)
    await page.goto(url)
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    return page


async def plain_page(browser: Browser, kiosk: Kiosk, game: int) -> Page:
    page = await (await browser.new_context(viewport={"width": 390, "height": 844})).new_page()

    async def answer(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=PLAIN.replace("GAME", str(game)))

    await page.route("**/plain", answer)
    await page.goto(f"{kiosk.url}/plain")
    await expect(page.locator("#one")).not_to_be_empty()
    return page


async def measure(page: Page, throw: Throw) -> float:
    """Return the milliseconds of main thread that each bag takes, without those that pass anyway."""
    session = await page.context.new_cdp_session(page)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    await busy_ms(session, throw)
    bags, rests = await busy_ms(session, throw), await busy_ms(session, nothing)
    await page.context.close()
    return (bags - rests) / BAGS


async def nothing() -> None:
    """Let the page rest."""


async def busy_ms(session: CDPSession, action: Throw) -> float:
    """Repeat an action, and return how long the page's main thread was busy meanwhile, by that thread's own clock."""
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
    mains = {(one["pid"], one["tid"]) for one in events if one["args"].get("name") == "CrRendererMain"}
    tasks = [one for one in events if one["name"] == "RunTask" and (one["pid"], one["tid"]) in mains]
    return float(sum(one.get("tdur", 0) for one in tasks)) / 1e3
