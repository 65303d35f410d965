"""Contact sheet of the main pages in other browsers: a row for each page and size, a column for each browser.

    python packaging/engine_sheet.py [--engine 64 --engine webkit] [FOLDER]

Old Chromiums, Firefox and WebKit beside today's Chromium, so that a difference stands out. One that is not installed is
named and left out.
"""

import argparse
import asyncio
import html
import tempfile
from pathlib import Path

from picture import ROOT

from tests.web import engines
from tests.web.full_kiosk import FullKiosk, open_full_kiosk
from tests.web.kiosk import KEY
from tests.web.tab import Tab

PHONE, LAPTOP, WALL = (375, 667), (1366, 768), (1920, 1080)
SIZES = {
    "venue": (PHONE, LAPTOP), "live": (PHONE, LAPTOP), "over": (PHONE,), "lobby": (PHONE, LAPTOP),
    "score": (PHONE,), "receipt of over": (PHONE,), "guide": (LAPTOP,), "test": (PHONE,),
    "wall": (WALL,), "wall of a court": (WALL, (1080, 1920)), "overlay": (WALL,),
}  # fmt: skip
LOADED = "document.readyState === 'complete' && document.fonts.status === 'loaded'"
CONNECTED = """!document.querySelector('.link:not([data-link]), .link[data-link=""]')"""


def main() -> None:
    """Take the pictures and write the page that shows them."""
    options = _parse_arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in options.engine or engines.ENGINES if engines.is_installed(name)]
    if missing := [name for name in options.engine or engines.ENGINES if name not in names]:
        print("Without these, which are not installed:", *missing)
    asyncio.run(take_pictures(names, options.folder))
    sheet = options.folder / "index.html"
    sheet.write_text(_SHEET.format(rows="\n".join(_rows(names))), encoding="utf-8")
    print(f"Made {sheet}")


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "build" / "engine-sheet")
    parser.add_argument("--engine", action="append", choices=engines.ENGINES, help="one of these, by default all")
    return parser.parse_args()


async def take_pictures(names: list[str], folder: Path) -> None:
    """Show each page at each of its sizes in each browser."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as scratch:
        (data := Path(scratch, "data")).mkdir()
        async with open_full_kiosk(data) as full_kiosk:
            for name in names:
                (profile := Path(scratch, name)).mkdir()
                async with engines.start(name, profile) as engine, engine.tab(*PHONE) as tab:
                    await _take_pages(tab, name, full_kiosk, folder)
                print("Made the pictures of", name, flush=True)


async def _take_pages(tab: Tab, engine: str, full_kiosk: FullKiosk, folder: Path) -> None:
    await tab.goto(f"{full_kiosk.kiosk.url}/pair#key={KEY}")
    await tab.until("document.querySelector('.game-link') && document.querySelector('.game-link').offsetHeight")
    for page, sizes in SIZES.items():
        for size in sizes:
            await tab.resize(*size)
            await tab.goto(full_kiosk.kiosk.url + full_kiosk.pages[page])
            await tab.until(f"{LOADED} && {CONNECTED}")
            (folder / _file(engine, page, size)).write_bytes(await tab.picture())


def _file(engine: str, page: str, size: tuple[int, int]) -> str:
    return f"{page.replace(' ', '-')}-{size[0]}x{size[1]}-{engine}.png"


def _rows(names: list[str]) -> list[str]:
    shown = [(page, size) for page, sizes in SIZES.items() for size in sizes]
    heads = [f"<h2>{html.escape(page)}, {size[0]} × {size[1]}</h2>" for page, size in shown]
    figures = ["".join(_figure(name, *one) for name in names) for one in shown]
    return [f"{head}<div>{row}</div>" for head, row in zip(heads, figures, strict=True)]


def _figure(engine: str, page: str, size: tuple[int, int]) -> str:
    file = _file(engine, page, size)
    image = f'<img src="{file}" alt="{engine}" loading="lazy">'
    return f'<figure><a href="{file}">{image}</a><figcaption>{engine}</figcaption></figure>'


_SHEET = """<!doctype html>
<meta charset="utf-8"><title>Pages in other browsers</title>
<style>
body {{ margin: 1rem; background: #667; color: #fff; font: 14px sans-serif }}
h2 {{ margin: 1rem 0 .25rem; font-size: 1rem }}
div {{ display: flex; gap: .5rem }} figure {{ margin: 0 }} img {{ display: block; height: 15rem }}
</style>
{rows}
"""


if __name__ == "__main__":
    main()
