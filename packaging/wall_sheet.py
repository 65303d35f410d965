"""Contact sheet of the walls: 1 to 64 courts at each size, by night and by day, as one HTML page.

    python packaging/wall_sheet.py [--engine webkit] [--courts 6,16] [FOLDER]

The games are in every condition: in play, in a lobby, just over, over for an hour, in a match. Each picture's caption
has the smallest digits in millimeters on a 55-inch screen; `tests/web/test_walls.py` compares those with docs/venue.md.
"""

import argparse
import asyncio
import html
import itertools
import math
import random
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from contact_sheet import _FIGURE, _SHEET, ENGINES, WALLS, launch
from picture import ROOT
from playwright.async_api import Browser, Page, async_playwright

from goat_kiosk.app import demo
from goat_kiosk.domain.state.state import format_timestamp
from tests.web.state_server import StateServer, serve_states

COURTS = [1, 2, 4, 6, 16, 64]
LOOKS = {"night": "", "day": "?theme=day", "Spanish": "?language=es"}
COLORS = ["#ff8a1f", "#4db2ff", "#e5484d", "#30a46c", "#ffe066", "#9b6dff", "#ff6fb5", "#9aa7bd"]
TEAM_PAIRS = 5
CAP_HEIGHT, INCHES, MM_PER_INCH = 0.7, 55, 25.4
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".court-card .digits")].filter((one) => one.offsetWidth)
    .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""


def main() -> None:
    """Take the pictures and write the page that shows them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "wall-sheet")
    parser.add_argument("--engine", choices=ENGINES, default="chromium")
    parser.add_argument("--courts", type=lambda counts: list(map(int, counts.split(","))), default=COURTS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    figures = asyncio.run(take_pictures(options.engine, options.courts, options.folder))
    sheet = options.folder / "index.html"
    sheet.write_text(_SHEET.format(figures="\n".join(figures)), encoding="utf-8")
    print(f"Made {sheet}, with {len(figures)} pictures")


async def take_pictures(engine: str, counts: list[int], folder: Path) -> list[str]:
    """Show each number of courts at each size and in each look; return the pictures as HTML figures."""
    figures = list[str]()
    async with async_playwright() as playwright:
        browser = await launch(playwright, engine)
        if browser is None:
            return []
        for count in counts:
            async with serve_states() as kiosk:
                publish_games(kiosk, count)
                figures += [figure async for figure in _take_sizes(browser, kiosk, count, folder)]
        await browser.close()
    return figures


def publish_games(kiosk: StateServer, count: int) -> None:
    """Publish a game on each of `count` courts."""
    teams = [team for pair in itertools.islice(demo.team_pairs(), TEAM_PAIRS) for team in pair]
    for court, game in zip(range(1, count + 1), _games(), strict=False):
        sides: list[dict[str, Any]] = []
        for number in (2 * court, 2 * court + 1):
            team = teams[number % len(teams)]
            players = [{"id": n, "name": name, "ppr": 7.5, "dpr": 0.5} for n, name in enumerate(team.players, 1)]
            sides.append({"name": team.name, "color": COLORS[number % len(COLORS)], "players": players})
        if game.get("status") == "lobby":
            sides[1]["players"] = sides[1]["players"][:1]
        one, two = game.pop("score")
        kiosk.publish(court, one, two, team1=sides[0], team2=sides[1], **game)


def _games() -> Iterator[dict[str, Any]]:
    """Make games without end: what is common is in play, every fourth is something else."""
    rng = random.Random(4)  # noqa: S311  no secret
    hour_ago = format_timestamp((int(time.time()) - 3_600) * 1_000)
    over = {"status": "finished", "winner": 1, "ended_by": "target", "score": (21, 12), "rules": {"target": 21}}
    others: list[dict[str, Any]] = [
        {"status": "lobby", "score": (0, 0), "round": 0, "rules": {"target": 21}},
        over,
        {"match": {"games": 3, "number": 2, "wins": [1, 0]}, "time_left_ms": 720_000},
        over | {"updated_at": hour_ago},
    ]
    for number in itertools.count():
        game = others[number // 4 % len(others)] if number % 4 == 2 else {}
        yield _live_game(rng) | game


def _live_game(rng: random.Random) -> dict[str, Any]:
    rounds: list[dict[str, Any]] = []
    score = [0, 0]
    for n in range(1, 8):
        counts = [{"in": rng.randrange(3), "on": rng.randrange(2)} for _ in range(2)]
        lead = 3 * (counts[0]["in"] - counts[1]["in"]) + counts[0]["on"] - counts[1]["on"]
        points = [max(lead, 0), max(-lead, 0)]
        score = [min(before + gained, 20) for before, gained in zip(score, points, strict=True)]
        rounds.append({"n": n, "team1": counts[0], "team2": counts[1], "points": points, "score": list(score)})
    results = [(1, "hole"), (2, "board"), (1, "board")]
    bags = [{"n": n, "team": team, "result": result} for n, (team, result) in enumerate(results, 1)]
    return {
        "score": score, "round": 8, "rounds": rounds, "bags": bags, "next": {"team": 2, "player": 1},
        "rules": {"target": 21},
    }  # fmt: skip


async def _take_sizes(browser: Browser, kiosk: StateServer, count: int, folder: Path) -> AsyncIterator[str]:
    for look, query in LOOKS.items():
        for width, height in WALLS if look == "night" else WALLS[1::2]:
            page = await browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            await page.goto(kiosk.url + ("/display/1" if count == 1 else "/display") + query)
            await page.locator(".link[data-link=live]").wait_for()
            await page.wait_for_timeout(250)  # fonts, and the last animation
            file = folder / f"{count}-{look}-{width}x{height}.png"
            await page.screenshot(path=file)
            digits = await _digits_mm(page, width, height)
            caption = f"{count} courts, {look}, {width}×{height}: {digits:.0f} mm"
            yield _FIGURE.format(file=file.name, caption=html.escape(caption))
            await page.close()


async def _digits_mm(page: Page, width: int, height: int) -> float:
    """Return the height of the smallest digits in millimeters."""
    size: float = await page.evaluate(SMALLEST)
    return size * CAP_HEIGHT * INCHES * MM_PER_INCH / math.hypot(width, height)


if __name__ == "__main__":
    main()
