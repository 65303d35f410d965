"""The pages in the oldest Chromiums promised: the score is large, live and can be scored. tests/bench has later ones.

No old Safari runs on Linux. The pages are built for Safari 12 as well, but nothing here shows them in it.
"""

import json
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from goat_kiosk.web.pages.render import assets
from tests.web.full_kiosk import FullKiosk
from tests.web.kiosk import KEY, Kiosk, running
from tests.web.old_chromium import old_chromium, program
from tests.web.tab import Engine, Tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

TELEVISION, PHONE = (1920, 1080), (390, 844)
ROUND = {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}}
LIVE = "(document.querySelector('.link') || {}).textContent === 'Live'"


@pytest_asyncio.fixture(loop_scope="session", scope="session", params=[64, 78])
async def old(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Engine]:
    if not program(request.param).exists():
        pytest.skip("make test installs the old browsers, on x86-64 Linux")
    async with old_chromium(request.param, tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    async with running(tmp_path) as kiosk:
        yield kiosk


async def digits(tab: Tab) -> float:
    """Return how high the lowest of the page's visible digits are, as a part of the screen's height."""
    shown = "[...document.querySelectorAll('.digits')].map((one) => parseFloat(getComputedStyle(one).fontSize))"
    height: float = await tab.evaluate(f"Math.min(...{shown}) / innerHeight")
    return height


async def test_every_page_opens_without_an_error(old: Engine, full_kiosk: FullKiosk) -> None:
    for name, path in full_kiosk.pages.items():
        async with old.tab(*PHONE) as tab:
            await tab.goto(full_kiosk.kiosk.url + path)
            if name in {"live", "over", "lobby", "house", "venue", "score", "wall", "wall of a court", "overlay"}:
                await tab.until(LIVE)
            assert await tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


@pytest.mark.parametrize(
    ("name", "size", "least"),
    [
        ("wall of a court", TELEVISION, 0.4),
        ("wall", TELEVISION, 0.2),
        ("wall of a court", (1080, 1920), 0.15),
        ("live", PHONE, 0.15),
        ("live", (1366, 768), 0.4),
        ("overlay", TELEVISION, 0.05),
    ],
)
async def test_digits_are_large(
    old: Engine, full_kiosk: FullKiosk, name: str, size: tuple[int, int], least: float
) -> None:
    async with old.tab(*size) as tab:
        await tab.goto(full_kiosk.kiosk.url + full_kiosk.pages[name])
        await tab.until(f"{LIVE} && document.querySelector('.digits')")
        assert await digits(tab) >= least
        boxes = "[...document.querySelectorAll('.digits')].map((one) => one.getBoundingClientRect())"
        inside = "top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth"
        assert await tab.evaluate(f"{boxes}.every(({{ top, left, bottom, right }}) => {inside})")


async def test_a_players_figures_are_below_the_name_and_beside_the_board(old: Engine, full_kiosk: FullKiosk) -> None:
    async with old.tab(1366, 768) as tab:
        await tab.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"])
        await tab.until("document.querySelector('.card .board')")
        parts = "[card, ...['h3', '.figures', '.board'].map((name) => card.querySelector(name))]"
        edges = "({ top, right, bottom, left }) => [top, right, bottom, left]"
        boxes = f"{parts}.map((part) => ({edges})(part.getBoundingClientRect()))"
        card, name, figures, board = await tab.evaluate(f"((card) => {boxes})(document.querySelector('.card'))")
    (_, right, bottom, _), under = card, name[2]
    assert figures[0] >= under
    assert board[0] >= under
    assert figures[1] <= board[3]
    assert board[1] <= right
    assert board[2] <= bottom


async def test_a_bag_reaches_every_page_and_a_wall_reports_what_it_shows(old: Engine, kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    number = game.rpartition("/")[2]
    for path in ("/", f"/game/{number}", "/display", f"/display/{number}", f"/overlay/{number}", f"/score/{number}"):
        async with old.tab(*TELEVISION) as tab:
            await tab.goto(kiosk.url + path)
            await tab.until(LIVE)
            _, state = await kiosk.call("POST", f"{game}/rounds", ROUND)
            expected = state["team1"]["score"]
            score = "(document.querySelector('.digits, .score') || {}).textContent"
            await tab.until(f"{score} === '{expected}'")
            if path.startswith(("/display", "/overlay")):
                shown = {number: f"{state['log']}-{state['seq']}"}
                while [screen.shows for screen in kiosk.server.screens() if screen.page == path] != [shown]:
                    await tab.evaluate("new Promise((done) => setTimeout(done, 50))")


async def test_a_player_joins(old: Engine, kiosk: Kiosk) -> None:
    game = await kiosk.new_game(team2={"name": "Blue"})
    async with old.tab(*PHONE) as tab:
        await tab.goto(f"{kiosk.url}/game/{game.rpartition('/')[2]}")
        await tab.until(LIVE)
        await tab.evaluate("document.getElementById('name').focus()")
        await tab.until("typeof htmx === 'object'")
        await tab.evaluate("marker = document.getElementById('name').value = 'Zoe'")
        await tab.click(".team-2 button[name=team]")
        await tab.until("document.querySelector('.teams .team-2 ul').textContent.includes('Zoe')")
        await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
        await tab.until("document.querySelector('.side.team-1 .bag[data-result=hole]') !== null")
        assert await tab.evaluate("marker") == "Zoe", "the lobby has become the score in place"


async def test_a_phone_is_paired_and_scores_a_bag(old: Engine, kiosk: Kiosk) -> None:
    game = await kiosk.new_game()
    async with old.tab(*PHONE) as tab:
        await tab.goto(f"{kiosk.url}/pair#code={kiosk.pairing.create_code(None, 'month').code}")
        await tab.until("document.querySelector('.game-link').getBoundingClientRect().height > 40")
        await tab.click(".game-link")
        await tab.until(f"location.pathname.startsWith('/score/') && {LIVE}")
        await tab.click(".throw")
        await tab.until("document.querySelectorAll('.bag[data-result=hole]').length > 1")
        await tab.until("!Object.keys(localStorage).some((name) => name.startsWith('press '))")
    _, state = await kiosk.call("GET", game)
    assert [(bag["team"], bag["result"]) for bag in state["bags"]] == [(1, "hole")]


@pytest.mark.parametrize("size", [(320, 460), (568, 320)])
async def test_the_scorer_page_fits_the_screen(old: Engine, kiosk: Kiosk, size: tuple[int, int]) -> None:
    game = await kiosk.new_game()
    await kiosk.call("POST", f"{game}/throws", {"team": 1, "result": "hole"})
    async with old.tab(*size) as tab:
        await tab.goto(f"{kiosk.url}/pair#key={KEY}")
        await tab.until("document.querySelector('.game-link').getBoundingClientRect().height > 40")
        await tab.click(".game-link")
        await tab.until(f"location.pathname.startsWith('/score/') && {LIVE}")
        assert await tab.evaluate("[document.body.scrollWidth, document.body.scrollHeight]") == list(size)
        assert await tab.evaluate("document.querySelector('.undo').getBoundingClientRect().bottom") <= size[1]


async def test_every_unsupported_style_has_a_supported_fallback(old: Engine, full_kiosk: FullKiosk) -> None:
    found: dict[str, list[str]] = {}
    async with old.tab(*PHONE) as tab:
        await tab.goto(full_kiosk.kiosk.url + full_kiosk.pages["test"])
        for name, asset in assets._assets().items():
            if name.endswith(".css"):
                rules = list(rules_of(asset.content.decode()))
                assert len(rules) > 10
                unknown = await tab.evaluate(f"({UNKNOWN})({json.dumps(rules)})")
                found[name] = [declaration for declaration in unknown if not ADDS.search(declaration)]
    assert {name: unknown for name, unknown in found.items() if unknown} == {}


ADDS = re.compile(
    r":has\(|::marker|:focus-visible|\benv\(safe-area-|\{overflow-wrap: (anywhere|normal)"
    r"|\{(color-scheme|text-wrap|text-underline-offset|container-type|break-(inside|after)|scroll-padding-top): "
)
"""What a page does without, where it is not known; beside `overflow-wrap` stands a `word-break` of the same effect."""

UNKNOWN = r"""(rules) => {
    const isKnown = (selector) => {
        try { document.querySelector(selector); return true; } catch (error) { return false; }
    };
    const newer = /\b(min|max|clamp)\(|\d(cq[wh]|[dsl]vh)\b/;
    const isSupported = (name, value) => (value.includes("var(") ? !newer.test(value) : CSS.supports(name, value));
    return rules.flatMap(([selectors, declarations]) => {
        if (!isKnown(selectors)) return [selectors];
        const names = [...new Set(declarations.map(([name]) => name))].filter((name) => !name.startsWith("--"));
        const own = (name) => declarations.filter((one) => one[0] === name);
        const values = (name) => own(name).map(([, value]) => value.replace(/ ?!important/, ""));
        const unknown = names.filter((name) => !values(name).some((value) => isSupported(name, value)));
        const custom = declarations.filter(([name, value]) => name.startsWith("--") && newer.test(value));
        const found = [...unknown.map((name) => [name, ...values(name)]), ...custom];
        return found.map((one) => `${selectors}{${one.join(": ")}}`);
    });
}"""
"""Returns the selectors and declarations of which the browser knows no version."""


def rules_of(css: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield selectors with declarations of built CSS, but those that a browser is asked about before."""
    for prelude, body in re.findall(r"([^{}]+)\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", css):
        head = prelude.rpartition(";")[2].strip()
        if head.startswith("@media") and "forced-colors" not in head:
            yield from rules_of(body)
        elif not head.startswith("@"):
            pairs = (part.partition(":") for part in body.split(";") if part.strip())
            yield head, [(name.strip(), value.strip()) for name, _, value in pairs]
