"""Eight pages in the browsers of this machine that note each score they show, and whether they call it live."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from tests.end2end.program import SCORER_KEY
from tests.web import engines
from tests.web.tab import Engine, Tab

SIZE = (1024, 768)
_PAIRED = "document.querySelector('.game-link') && document.querySelector('.game-link').offsetHeight > 0"
_NOTE = """(() => {
    const [link, digits] = ['.link', '.team-1 .digits, .team-1 .score'].map((name) => document.querySelector(name));
    const note = () => window.shown.push([Date.now(), link.dataset.link, Number(digits.textContent)]);
    window.shown = [];
    const changes = { attributes: true, childList: true, characterData: true, subtree: true };
    new MutationObserver(note).observe(document.body, changes);
    note();
})()"""
LIAR = "setInterval(() => (document.querySelector('.link').dataset.link = 'live'), 10) > 0"
"""Makes a page call every score live: the drill must find it."""


class Shown(NamedTuple):
    """What a page has shown from a moment on."""

    at: float
    """Milliseconds since 1970."""
    link: str
    score: int


class Page(NamedTuple):
    """One page in one engine."""

    name: str
    tab: Tab

    async def shown(self) -> list[Shown]:
        return [Shown(*one) for one in await self.tab.evaluate("window.shown")]

    async def note(self) -> None:
        """Note what is shown, from now on."""
        await self.tab.evaluate(_NOTE)


def paths(game: int) -> list[str]:
    return ["/", f"/game/{game}", f"/score/{game}", "/display", f"/display/{game}", f"/overlay/{game}",
            f"/overlay/{game}?line=off", f"/game/{game}#rounds"]  # fmt: skip


def deal(names: list[str], game: int, turn: int) -> Iterator[tuple[str, str]]:
    """Yield each path with the engine that shows it; another one each turn."""
    for number, path in enumerate(paths(game)):
        yield names[(number + turn) % len(names)], path


@asynccontextmanager
async def browsers(names: list[str]) -> AsyncIterator[dict[str, Engine]]:
    """Start the browsers, each with an empty profile."""
    async with AsyncExitStack() as stack:
        started = {}
        for name in names:
            folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
            started[name] = await stack.enter_async_context(engines.start(name, Path(folder)))
        yield started


@asynccontextmanager
async def open_pages(started: dict[str, Engine], url: str, game: int, turn: int) -> AsyncIterator[list[Page]]:
    """Pair each browser and open the pages, all at once as in a venue."""
    async with AsyncExitStack() as stack:
        for engine in started.values():
            async with engine.tab(*SIZE) as tab:
                await tab.goto(f"{url}/pair#key={SCORER_KEY}")
                await tab.until(_PAIRED)
        pages = []
        for name, path in deal(list(started), game, turn):
            tab = await stack.enter_async_context(started[name].tab(*SIZE))
            await tab.goto(url + path)
            pages.append(Page(f"{path} in {name}", tab))
        yield pages


async def are_live(pages: list[Page], score: int) -> None:
    digits = "document.querySelector('.team-1 .digits, .team-1 .score')"
    live = "(document.querySelector('.link') || { dataset: {} }).dataset.link === 'live'"
    await asyncio.gather(*(page.tab.until(f"{live} && {digits}.textContent === '{score}'") for page in pages))


async def are_away(pages: list[Page]) -> None:
    """Wait until no page calls its score live."""
    away = "document.querySelector('.link').dataset.link !== 'live'"
    await asyncio.gather(*(page.tab.until(away) for page in pages))


async def note_all(pages: list[Page]) -> None:
    await asyncio.gather(*(page.note() for page in pages))


async def shown_by(pages: list[Page]) -> dict[str, list[Shown]]:
    return {page.name: await page.shown() for page in pages}
