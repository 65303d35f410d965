"""Contact sheet of every page: each at each size and in each condition, as pictures on one HTML page to look through.

    python packaging/contact_sheet.py [--engine chromium] [--only venue,receipt] [FOLDER]

It is not part of `make picture`, which makes the few pictures of the documentation: these hundreds are for the eyes of
who changes a page. Chromium takes them in a minute; an engine that is not installed is named and left out.
"""

import argparse
import asyncio
import html
import tempfile
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from picture import CHROMIUM, ROOT
from playwright.async_api import Browser, BrowserContext, Error, Page, Playwright, async_playwright

from goat_kiosk.app import demo
from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import Count, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.host.clock import Clock
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.event_log import EventLog

ENGINES = ["chromium", "firefox", "webkit"]
PHONES, LAPTOP = [(320, 568), (375, 553), (390, 844), (844, 390)], [(768, 1024), (1366, 768)]
WALLS = [(1280, 720), (1920, 1080), (3840, 2160), (1080, 1920)]
TIMEOUT_MS = 30_000


NONE: Mapping[str, Any] = MappingProxyType({})


class Condition(NamedTuple):
    """How a page is looked at: options of the browser's context, cookies, and the media."""

    name: str
    context: Mapping[str, Any] = NONE
    cookies: Mapping[str, str] = NONE
    media: Mapping[str, Any] = NONE
    zoom: int = 1
    """Of the text, as by the browser's own font size."""


CONDITIONS = [
    Condition("night"),
    Condition("day", media={"color_scheme": "light"}),
    Condition("Spanish", cookies={"language": "es"}),
    Condition("large print", cookies={"print": "large"}),
    Condition("200 % text", zoom=2),
    Condition("forced colors", media={"forced_colors": "active"}),
    Condition("no script", context={"java_script_enabled": False}),
    Condition("print", media={"media": "print", "color_scheme": "light"}),
]


def main() -> None:
    """Take the pictures and write the page that shows them."""
    options = _parse_arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(host="127.0.0.1", port=0, data_dir=data, kiosk_name="Corn Hall", scorer_key="sheet")
        with EventLog(settings.folder / event_log.FILE_NAME) as log:
            pages = play_games(Scorekeeper(log, settings.kiosk_name, Clock()))
        shown = {name: path for name, path in pages.items() if not options.only or name in options.only}
        conditions = [one for one in CONDITIONS if not options.condition or one.name in options.condition]
        figures = asyncio.run(show_pages(settings, shown, options.engine or ENGINES, conditions, options.folder))
    sheet = options.folder / "index.html"
    sheet.write_text(_SHEET.format(figures="\n".join(figures)), encoding="utf-8")
    print(f"Made {sheet}, with {len(figures)} pictures")


async def show_pages(
    settings: Settings, pages: dict[str, str], engines: list[str], conditions: list[Condition], folder: Path
) -> list[str]:
    """Run the kiosk and take the pictures in each engine; return them as HTML figures."""
    kiosk, figures = Kiosk(settings, asyncio.get_running_loop()), list[str]()
    async with async_playwright() as playwright:
        for engine in engines:
            if (browser := await launch(playwright, engine)) is not None:
                # Only Chromium lets a program change the font size of its settings.
                shown = [one for one in conditions if one.zoom == 1 or engine == "chromium"]
                figures += [figure async for figure in take_pictures(browser, kiosk.address, pages, shown, folder)]
                await browser.close()
    kiosk.stop()
    return figures


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "contact-sheet")
    parser.add_argument("--engine", action="append", choices=ENGINES, help="one of these; every one by default")
    parser.add_argument("--condition", action="append", choices=[one.name for one in CONDITIONS], help="one of these")
    parser.add_argument("--only", type=lambda names: names.split(","), help="names of pages, by default all")
    return parser.parse_args()


def play_games(scorekeeper: Scorekeeper) -> dict[str, str]:
    """Play games on four courts; return the paths of the pages by name."""
    lobby, over, live = (scorekeeper.create(game.to_event()).game_id for game in _new_games())
    for one, two in [(Count(1, 1), Count(1, 1))] * 11 + [(Count(4, 0), Count(0, 0))] * 2:
        scorekeeper.record(over, RoundEntered(one, two))
    for one in (Count(3, 1), Count(0, 2), Count(2, 2)):
        scorekeeper.record(live, RoundEntered(one, Count(2, 1)))
    games = {"lobby": lobby, "game": live, "game over": over}
    return {
        **{name: f"/game/{game}" for name, game in games.items()},
        "venue": "/", "receipt": f"/game/{over}/receipt", "receipt of live": f"/game/{live}/receipt",
        "pair": "/pair", "courts to score": "/score", "score": f"/score/{live}",
        "wall": "/display", "wall of a court": f"/display/{live}", "overlay": f"/overlay/{live}",
        "guide": "/guide", "director": "/guide/director", "test": "/test", "not found": "/game/1",
    }  # fmt: skip


def _new_games() -> Iterator[NewGame]:
    long_names = NewTeam("The Extraordinary Gentlemen", ["Maximiliana Hernández", "Bo"]), NewTeam("Łódź", ["Otis"])
    yield NewGame("Court 3", "acl", NewTeam("Hole Patrol", []), NewTeam("Slide Rules", []))
    yield NewGame("Court 2", "acl", *long_names)
    yield NewGame("Court 1", "acl", *next(demo.team_pairs()))


async def launch(playwright: Playwright, engine: str) -> Browser | None:
    """Start an engine; None when it is not installed."""
    options: dict[str, Any] = {"executable_path": CHROMIUM, "args": ["--no-sandbox", "--disable-gpu"]}
    try:
        browser: Browser = await getattr(playwright, engine).launch(**(options if engine == "chromium" else {}))
    except Error as error:
        print(f"Without {engine}: {str(error).splitlines()[0]}")
        return None
    return browser


async def take_pictures(
    browser: Browser, address: str, pages: dict[str, str], conditions: list[Condition], folder: Path
) -> AsyncIterator[str]:
    """Take a picture of each page in each condition at each size; yield each as an HTML figure."""
    for condition in conditions:
        context = await browser.new_context(color_scheme="dark", reduced_motion="reduce", **condition.context)
        context.set_default_timeout(TIMEOUT_MS)
        await context.add_cookies(
            [{"name": name, "value": value, "url": address} for name, value in condition.cookies.items()]
        )
        await _pair(context, address)
        page = await context.new_page()
        await page.emulate_media(**condition.media)
        if condition.zoom != 1:
            sizes = {"standard": 16 * condition.zoom, "fixed": 13 * condition.zoom}
            await (await context.new_cdp_session(page)).send("Page.setFontSizes", {"fontSizes": sizes})
        for name, path in pages.items():
            async for figure in _take_sizes(page, f"{address}{path}", name, condition, folder):
                yield figure
        await context.close()


async def _pair(context: BrowserContext, address: str) -> None:
    """Let the browser keep score, so that the scorer's page is what a scorer sees."""
    page = await context.new_page()
    await page.goto(f"{address}/pair#key=sheet")
    await page.wait_for_timeout(500)
    await page.close()


async def _take_sizes(page: Page, url: str, name: str, condition: Condition, folder: Path) -> AsyncIterator[str]:
    is_first = condition.name in {"night", "Spanish"}
    for width, height in (PHONES + LAPTOP + WALLS) if is_first else [(320, 568), (1366, 768)]:
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(url, wait_until="load")
        await page.wait_for_timeout(250)  # the first state, fonts and the last animation
        engine = page.context.browser.browser_type.name if page.context.browser else ""
        words = [engine, name, condition.name, f"{width}x{height}"]
        file = folder / f"{'-'.join(words).replace(' ', '_').replace('%', 'percent')}.png"
        await page.screenshot(path=file)
        yield _FIGURE.format(file=file.name, caption=html.escape(", ".join(words)))


_FIGURE = (
    '<figure><a href="{file}"><img src="{file}" alt="{caption}" loading="lazy"></a>'
    "<figcaption>{caption}</figcaption></figure>"
)
_SHEET = """<!doctype html>
<meta charset="utf-8"><title>Every page</title>
<style>
body {{ display: flex; flex-wrap: wrap; gap: 1rem; margin: 1rem; background: #667; color: #fff; font: 14px sans-serif }}
figure {{ margin: 0 }} img {{ display: block; height: 18rem }}
</style>
{figures}
"""


if __name__ == "__main__":
    main()
