"""Scorekeeper's guide: one printed page in each language, with the keys of the window."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser

from goat_kiosk.gui.settings.action_specs import SPECS, ProfileAction
from goat_kiosk.gui.settings.keymap import LETTERS, NUMPAD, key_caption
from goat_kiosk.gui.tournament.desk.match_keys import DESK_ACTIONS
from tests.web.full_kiosk import FullKiosk

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROWS: dict[str, tuple[ProfileAction, ProfileAction, ProfileAction]] = {
    "Hole": ("left-hole", "due-hole", "right-hole"),
    "Board": ("left-board", "due-board", "right-board"),
    "Off": ("left-off", "due-off", "right-off"),
    "Foul": ("left-foul", "due-foul", "right-foul"),
}
DOCS = Path(__file__).parents[2] / "docs"
FIXED = {key for spec in SPECS.values() for key in spec.keys}


@pytest.mark.parametrize("path", ["/guide", "/guide/director"])
@pytest.mark.parametrize(("language", "print_size"), [("en", "normal"), ("es", "large")])
async def test_the_guide_is_one_printed_page(
    full_kiosk: FullKiosk, browser: Browser, path: str, language: str, print_size: str
) -> None:
    context = await browser.new_context(locale=language)
    await context.add_cookies([{"name": "print", "value": print_size, "url": full_kiosk.kiosk.url}])
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + path)
    for paper in ("Letter", "A4"):
        assert len(re.findall(rb"/Type\s*/Page\b", await page.pdf(format=paper))) == 1, paper
    await context.close()


async def test_the_keys_of_the_guide_are_those_of_the_window(full_kiosk: FullKiosk, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{full_kiosk.kiosk.url}/guide")
    for name, actions in ROWS.items():
        cells = page.get_by_role("row", name=name).get_by_role("cell")
        assert await cells.all_inner_texts() == [key_caption(LETTERS.keys_of(action)[0]) for action in actions]
    named = {key for text in await page.locator("kbd").all_inner_texts() for key in text.split()} - {"←", "→"}
    window_keys = {key for action in LETTERS.keys for key in LETTERS.keys_of(action)}
    assert named - window_keys - FIXED == set()
    columns = [
        [key_caption(NUMPAD.keys_of(ROWS[row][side])[0]) for row in ("Hole", "Board", "Off")] for side in range(3)
    ]
    assert ", ".join(" ".join(column) for column in columns).replace(", 9", " and 9") in await page.inner_text("main")
    await page.close()


async def test_the_keys_of_the_directors_guide_are_those_of_the_desk(full_kiosk: FullKiosk, browser: Browser) -> None:
    page = await browser.new_page()
    await page.goto(f"{full_kiosk.kiosk.url}/guide/director")
    letters = {action.letter for action in DESK_ACTIONS.values()}
    named = set(await page.locator("kbd").all_inner_texts())
    assert named - letters - FIXED == {"Ctrl+Z", "Ctrl+B"}
    source = (DOCS / "director.md").read_text(encoding="utf-8")
    assert all(f"**{key}**" in source for key in named)
    await page.close()
