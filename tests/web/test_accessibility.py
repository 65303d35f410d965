"""Accessibility of every page, checked with axe: light and dark, in large print, and on the smallest phone."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.web.full_kiosk import SIZES, FullKiosk
from tests.web.kiosk import KEY

pytestmark = pytest.mark.asyncio(loop_scope="session")

AXE = Path(__file__).parents[2] / "packaging" / "web" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = [
    *("venue", "lobby", "live", "over", "house", "receipt of live", "receipt of over", "pair", "courts to score"),
    *("score", "wall", "wall of a court", "overlay", "guide", "test", "no such game", "tournament"),
    *("check-in", "player playing", "player called", "player of nobody yet"),
    *("wall of a tournament", "tournament on paper"),
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOR_RULES = ["color-contrast", "link-in-text-block"]
EVERY_RULE = {"runOnly": TAGS}
ONLY_COLORS = {"runOnly": {"type": "rule", "values": COLOR_RULES}}
"""What another color scheme can break: the elements stay the same."""
NO_COLORS = EVERY_RULE | {"rules": {rule: {"enabled": False} for rule in COLOR_RULES}}
"""What another language can break."""
LIVE = "() => [...document.querySelectorAll('.link')].every((link) => link.dataset.link === 'live')"
"""Before that a page is still being drawn, a wall above all."""
ROOT = """() => {
    const { fontSize, backgroundColor } = getComputedStyle(document.documentElement);
    return [parseFloat(fontSize), backgroundColor];
}"""
PAPER = """() => {
    const { color, backgroundColor } = getComputedStyle(document.documentElement);
    return [color, backgroundColor];
}"""
LINES = """button => {
    const words = document.createRange();
    words.selectNodeContents([...button.childNodes].findLast((node) => node.nodeName === '#text' && node.data.trim()));
    return new Set([...words.getClientRects()].map(({ top }) => top)).size;
}"""
Scheme = Literal["dark", "light"]


async def violations(page: Page, rules: dict[str, Any] = EVERY_RULE) -> list[str]:
    await page.wait_for_function(LIVE)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text(encoding="utf-8"))
    results: dict[str, Any] = await page.evaluate("(rules) => axe.run(document, rules)", rules)
    assert results["passes"]
    return [
        f"{element['id']}: {node['html'][:160]} {node['any'][:1]}"
        for element in results["violations"]
        for node in element["nodes"]
    ]


async def context_for(browser: Browser, size: str, scheme: Scheme, **cookies: str) -> BrowserContext:
    width, height = SIZES[size]
    context = await browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
    )
    for name, value in cookies.items():
        await context.add_cookies([{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}])
    return context


@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing(full_kiosk: FullKiosk, browser: Browser, name: str) -> None:
    context = await context_for(browser, "phone", "dark")
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name], wait_until="load")
    assert await violations(page) == []
    await page.emulate_media(color_scheme="light")
    assert await violations(page, ONLY_COLORS) == []
    if name != "overlay":  # axe takes a transparent page for white
        await page.emulate_media(color_scheme="dark", forced_colors="active")
        assert await violations(page, ONLY_COLORS) == []
    await page.emulate_media(color_scheme="light", forced_colors="none")
    await context.add_cookies([{"name": "language", "value": "es", "url": full_kiosk.kiosk.url}])
    await page.reload(wait_until="load")
    assert await violations(page, NO_COLORS) == []
    await context.close()


async def test_axe_finds_a_planted_violation(full_kiosk: FullKiosk, browser: Browser) -> None:
    """Proves that the tests here can fail: axe sees the page, its text and its colors."""
    context = await context_for(browser, "phone", "dark")
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"], wait_until="load")
    await page.evaluate("document.querySelector('.speak').removeAttribute('aria-label')")
    await page.evaluate("document.querySelector('.facts').style.color = '#333'")
    broken = {"button-name", "color-contrast"}
    assert {found.partition(":")[0] for found in await violations(page)} == broken
    assert {found.partition(":")[0] for found in await violations(page, ONLY_COLORS)} == {"color-contrast"}
    assert {found.partition(":")[0] for found in await violations(page, NO_COLORS)} == {"button-name"}
    await context.close()


@pytest.mark.parametrize(("size", "language", "letters"), [("small", "es", "large"), ("laptop", "es", "normal")])
async def test_axe_finds_nothing_in_other_text_sizes_and_languages(
    full_kiosk: FullKiosk, browser: Browser, size: str, language: str, letters: str
) -> None:
    context = await context_for(browser, size, "light", language=language, print=letters, theme="night")
    page = await context.new_page()
    for name in ("live", "lobby", "house"):
        await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name], wait_until="load")
        assert await violations(page) == []
    await context.close()


@pytest.mark.parametrize(("letters", "text_px"), [("normal", 16), ("large", 16), ("normal", 32)])
async def test_no_page_is_wider_than_the_smallest_phone(
    full_kiosk: FullKiosk, browser: Browser, letters: str, text_px: int
) -> None:
    """The pages are in Spanish, which has longer words; twice the size of text is set as in the browser's settings."""
    context = await context_for(browser, "small", "dark", language="es", print=letters)
    page = await context.new_page()
    await (await context.new_cdp_session(page)).send("Page.setFontSizes", {"fontSizes": {"standard": text_px}})
    for name in PAGES:
        if name in {"wall", "wall of a court", "wall of a tournament", "overlay"}:
            continue
        await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name], wait_until="load")
        assert await page.evaluate("document.documentElement.scrollWidth") <= SIZES["small"][0], name
    await context.close()


async def test_printed_pages_are_dark_on_white_without_buttons(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "laptop", "dark", theme="night")
    page = await context.new_page()
    await page.emulate_media(media="print")
    for name in ("venue", "lobby", "live", "over", "receipt of over", "guide"):
        await page.goto(full_kiosk.kiosk.url + full_kiosk.pages[name], wait_until="load")
        assert await page.evaluate(PAPER) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"], name
        await expect(page.locator("button, .button, .tabs, input").filter(visible=True)).to_have_count(0)
    await context.close()


async def test_a_wall_in_forced_colors_shows_no_zeros_of_a_lobby(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "laptop", "dark")
    page = await context.new_page()
    await page.emulate_media(forced_colors="active")
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["wall"])
    await expect(page.locator("[data-status='live'] .digits").first).to_be_visible()
    await expect(page.locator("[data-status='lobby'] .digits").filter(visible=True)).to_have_count(0)
    await context.close()


async def test_the_scorer_page_is_spanish_and_cuts_no_word(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "small", "dark", language="es")
    page = await context.new_page()
    await page.goto(f"{full_kiosk.kiosk.url}/pair#key={KEY}")
    await page.get_by_role("heading", name="Este teléfono puede anotar").wait_for()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["score"])
    await expect(page.get_by_test_id("link")).to_have_text("En vivo")
    for name in ("Hoyo", "Tabla", "Fuera", "Falta", "Deshacer", "Rehacer"):
        label = page.get_by_role("button", name=name, exact=True)
        lines = await label.evaluate(LINES)
        assert lines == 1, name
    await page.get_by_role("button", name="Anotar una ronda entera").click()
    await expect(page.get_by_text("Ya se han lanzado sacos en esta ronda. Sigue saco a saco.")).to_be_visible()
    await context.close()


async def test_a_display_setting_is_saved_and_leads_back_to_the_page(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "phone", "dark")
    page = await context.new_page()
    live = full_kiosk.kiosk.url + full_kiosk.pages["live"]
    await page.goto(live)
    await page.get_by_role("button", name="Español").click()
    await expect(page.get_by_test_id("status")).to_have_text("En juego")
    await expect(page.get_by_test_id("link")).to_have_text("En vivo")
    assert page.url == live
    size, _ = await page.evaluate(ROOT)
    await page.get_by_role("button", name="Grande").click()
    await page.get_by_role("button", name="Claro").click()
    larger, ground = await page.evaluate(ROOT)
    assert larger > 1.3 * size
    assert ground == "rgb(247, 244, 238)"
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["lobby"])
    await expect(page.get_by_test_id("status")).to_have_text("Esperando jugadores")
    await context.close()


async def test_the_score_is_spoken_on_demand(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "phone", "dark", language="es")
    page = await context.new_page()
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["house"], wait_until="load")
    await page.evaluate("() => { speechSynthesis.speak = ({ text, lang }) => { window.spoken = [text, lang]; }; }")
    await page.get_by_role("button", name="Leer el marcador en voz alta").click()
    text, language = await page.evaluate("window.spoken")
    assert text.startswith("Board Meeting 9, Łódź 0, ronda 2. Ahora lanza Otis. Victoria de Board Meeting")
    assert language == "es"
    await context.close()


ANIMATED = """const animate = Element.prototype.animate;
window.animated = 0;
Element.prototype.animate = function (...how) { window.animated += 1; return animate.apply(this, how); };"""
"""Counts animations from their beginning: on a busy machine one is over before anybody can ask whether it runs."""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
WATCH = """() => { window.changed = new Promise((done) => new MutationObserver(done).observe(
    document.querySelector("main"), { subtree: true, childList: true, attributes: true, characterData: true })); }"""
"""Waits for the next change of the page."""


async def throw_and_undo(full_kiosk: FullKiosk, page: Page) -> None:
    """Throw a bag and take it back, and wait until the page has drawn both."""
    game = full_kiosk.pages["live"].replace("/game/", "/api/games/")
    for path, body in (("throws", {"team": 1, "result": "hole"}), ("undo", {})):
        await page.evaluate(WATCH)
        status, reply = await full_kiosk.kiosk.call("POST", f"{game}/{path}", body)
        assert status == 200, reply
        await page.evaluate("window.changed.then(() => true)")
        await page.evaluate(TWO_FRAMES)


async def test_nothing_is_animated_with_reduced_motion(full_kiosk: FullKiosk, browser: Browser) -> None:
    context = await context_for(browser, "phone", "dark")
    await context.add_init_script(ANIMATED)
    page = await context.new_page()
    smooth = "getComputedStyle(document.querySelector('main')).scrollBehavior === 'smooth'"
    await page.goto(full_kiosk.kiosk.url + full_kiosk.pages["live"], wait_until="load")
    await page.wait_for_function(LIVE)
    await throw_and_undo(full_kiosk, page)
    assert await page.evaluate(f"[window.animated, document.getAnimations().length, {smooth}]") == [0, 0, False]
    await page.emulate_media(reduced_motion="no-preference")
    # Style is updated later than the call returns.
    await page.wait_for_function("() => !matchMedia('(prefers-reduced-motion: reduce)').matches")
    await throw_and_undo(full_kiosk, page)
    await page.wait_for_function(f"() => window.animated >= 1 && {smooth}")
    await context.close()
