"""Contact sheet of the overlays: each layout at each scale and shape over a moving picture, as one HTML page.

    python packaging/overlay_sheet.py [--layout bar,board] [--browser PROGRAM] [FOLDER]

The picture behind each overlay is a canvas that is drawn anew in every frame, as light and as dark as a video gets:
what cannot be read over it, or leaves marks when it moves, is seen here and not on air.
"""

import argparse
import asyncio
import html
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from contact_sheet import _FIGURE, _SHEET
from picture import CHROMIUM, ROOT
from playwright.async_api import Browser, async_playwright

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Count, RoundEntered
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.host.clock import Clock
from goat_kiosk.settings.config import Settings
from goat_kiosk.store.log import event_log
from goat_kiosk.store.log.event_log import EventLog

LAYOUTS = ["bar", "stack", "score", "vertical", "lower-third", "board", "result", "next", "ticker"]
SHAPES = [(1920, 1080), (1280, 720), (1080, 1920), (720, 1280), (1080, 1080)]
SCALES = [0.5, 1, 2]
QUERIES = ["", "&language=es", "&panel=00000080&ink=ffffff", "&label=off&round=off&bags=off"]
"""Further looks, at the first shape and scale only."""
COURTS = {"result": "Court 2", "next": "Court 3"}
"""The court whose game suits a layout; the others show the first."""
BAGS = [
    BagThrown(1, "hole"), BagThrown(2, "board", 8.0, 30.0), BagThrown(1, "board", 14.5, 33.0), BagThrown(2, "hole"),
    BagThrown(1, "hole"), BagThrown(2, "off", 27.0, 46.0), BagThrown(1, "hole"),
]  # fmt: skip

VIDEO = """() => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: innerWidth, height: innerHeight });
  Object.assign(canvas.style, { position: "fixed", inset: 0, width: "100vw", height: "100vh", zIndex: -1 });
  document.body.append(canvas);
  const context = canvas.getContext("2d");
  const draw = (ms) => {
    const grass = context.createLinearGradient(0, 0, canvas.width, canvas.height);
    grass.addColorStop(0, "#f4f1ea"); grass.addColorStop(.5, "#3f8f3a"); grass.addColorStop(1, "#10240e");
    context.fillStyle = grass; context.fillRect(0, 0, canvas.width, canvas.height);
    for (let n = 0; n < 24; n++) {
      context.fillStyle = n % 2 ? "rgba(255,255,255,.55)" : "rgba(10,10,10,.55)";
      const x = (n * canvas.width / 12 + ms / 5) % (canvas.width * 1.2) - canvas.width * .1;
      context.fillRect(x, (n * 97) % canvas.height, canvas.width / 14, canvas.height / 5);
    }
    requestAnimationFrame(draw);
  };
  draw(0);
}"""
"""Puts a moving picture behind the page."""


def main() -> None:
    """Take the pictures and write the page that shows them."""
    options = _parse_arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        settings = Settings(host="127.0.0.1", port=0, data_dir=data, kiosk_name="Corn Hall", scorer_key="sheet")
        with EventLog(settings.folder / event_log.FILE_NAME) as log:
            play_games(Scorekeeper(log, settings.kiosk_name, Clock()))
        layouts = [name for name in LAYOUTS if not options.layout or name in options.layout]
        figures = asyncio.run(show_overlays(settings, layouts, options.browser, options.folder))
    sheet = options.folder / "index.html"
    sheet.write_text(_SHEET.format(figures="\n".join(figures)), encoding="utf-8")
    print(f"Made {sheet}, with {len(figures)} pictures")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "overlay-sheet")
    parser.add_argument("--layout", type=lambda names: names.split(","), help="names of layouts, by default all")
    parser.add_argument("--browser", default=CHROMIUM, help="the Chromium to look with, by default this system's")
    return parser.parse_args()


def play_games(scorekeeper: Scorekeeper) -> None:
    """Play games on six courts: one in the middle of a round, one that is over, one that comes next."""
    long, short = (
        NewTeam("The Extraordinary Gentlemen of Łódź", ["Maximiliana Hernández", "Bo"]),
        NewTeam("Airmail", ["Otis", "Flo"]),
    )
    live, over = (
        scorekeeper.create(NewGame(court, "acl", long, short).to_event()).game_id for court in ("Court 1", "Court 2")
    )
    for one, two in [(Count(1, 1), Count(1, 1))] * 4 + [(Count(4, 0), Count(1, 0)), (Count(0, 1), Count(2, 2))]:
        scorekeeper.record(live, RoundEntered(one, two))
    for bag in BAGS:
        scorekeeper.record(live, bag)
    for one, two in [(Count(1, 1), Count(1, 1))] * 9 + [(Count(4, 0), Count(0, 0))] * 2:
        scorekeeper.record(over, RoundEntered(one, two))
    waiting = NewTeam("Hole Patrol", ["Ada", "Rufus"]), NewTeam("Slide Rules", ["Ida", "Joe"])
    scorekeeper.create(NewGame("Court 3", "acl", *waiting, lobby=True).to_event())
    for court in ("Court 4", "Court 5", "Court 6"):
        game = scorekeeper.create(NewGame(court, "acl", short, NewTeam("Slide Rules", ["Ida"])).to_event()).game_id
        scorekeeper.record(game, RoundEntered(Count(2, 0), Count(0, 2)))


async def show_overlays(settings: Settings, layouts: list[str], browser: str, folder: Path) -> list[str]:
    """Run the kiosk and take the pictures; return them as HTML figures."""
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        figures = [figure async for figure in take_pictures(chromium, kiosk.address, layouts, folder)]
        await chromium.close()
    kiosk.stop()
    return figures


async def take_pictures(browser: Browser, address: str, layouts: list[str], folder: Path) -> AsyncIterator[str]:
    """Take a picture of each layout at each scale and shape; yield each as an HTML figure."""
    page = await browser.new_page(reduced_motion="reduce")
    sizes = [(size, scale, "") for size in SHAPES for scale in SCALES]
    looks = [(SHAPES[0], 1, query) for query in QUERIES[1:]]
    for layout in layouts:
        for n, ((width, height), scale, query) in enumerate([*sizes, *looks]):
            await page.set_viewport_size({"width": width, "height": height})
            court = COURTS.get(layout, "Court 1").replace(" ", "+")
            await page.goto(f"{address}/overlay?court={court}&layout={layout}&scale={scale}{query}", wait_until="load")
            await page.evaluate(VIDEO)
            await page.wait_for_timeout(250)  # the first state, fonts, and a few frames of the picture
            file = folder / f"{layout}-{n:02}-{width}x{height}-{scale}.png"
            await page.screenshot(path=file)
            words = f"{layout}, {width}x{height}, scale {scale} {query}"
            yield _FIGURE.format(file=file.name, caption=html.escape(words))


if __name__ == "__main__":
    main()
