"""Walls in a real browser: the layout of courts, text that fits, one large court, and slides between games."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from goat_kiosk.web.live.screens import Order, Scene
from tests.uplink.kiosks import until
from tests.web.clipped_text import CLIPPED
from tests.web.quiet_page import quiet_page
from tests.web.state_server import StateServer, serve_states

pytestmark = pytest.mark.asyncio(loop_scope="session")

CAP_HEIGHT = 0.7
"""Of Barlow Condensed, in parts of its size: how tall a digit is."""
HOSTILE = "<img src=x onerror=alert(1)>\u202e\U0001f33d"
CUT = """() => [...document.querySelectorAll('.court-card :is(.fit, .digits, .top > *)')].filter((box) => {
    if (!box.offsetWidth) return false;
    const { left, right, top, bottom } = box.getBoundingClientRect();
    const card = box.closest('.court-card').getBoundingClientRect();
    const over = box.matches('.fit') && (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight);
    return over || left < card.left - 1 || right > card.right + 1 || top < card.top - 1 || bottom > card.bottom + 1;
}).map((box) => box.outerHTML)"""
BARS = """sides => sides.map((side) => [side, side.querySelector('.bags')].map((box) => {
    const { borderBottomColor, borderBottomWidth } = getComputedStyle(box);
    return parseFloat(borderBottomWidth) ? borderBottomColor : '';
}))"""
"""Returns the colors of the bars below each side and below its bags."""
DIGIT = "one => parseFloat(getComputedStyle(one).fontSize)"


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk(tmp_path: Path) -> AsyncIterator[StateServer]:
    (tmp_path / "sponsors").mkdir()
    async with serve_states(tmp_path / "sponsors") as states:
        yield states


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A wall that fails its test when the browser's console has a message."""
    async with quiet_page(browser, viewport={"width": 1920, "height": 1080}, color_scheme="dark") as page:
        yield page


async def fitted(page: Page) -> None:
    """Wait until the page is live, the fonts are loaded and every text has been fitted."""
    # Until the stream has brought every court, a wall has the server's own cards, which nothing has fitted.
    await expect(page.locator(".link")).to_have_attribute("data-link", "live")
    await page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")


@pytest.mark.parametrize("count", [1, 2, 5, 16, 64])
async def test_any_number_of_courts_is_laid_out_on_one_stream(kiosk: StateServer, page: Page, count: int) -> None:
    long = {"name": "W" * 32, "color": "#ff8a1f", "players": [{"id": 1, "name": "m" * 32, "ppr": 1.0, "dpr": 1.0}]}
    for court in range(1, count + 1):
        turn = {"team": 1, "player": 1}
        kiosk.publish(
            court, 0, team1=long | {"score": 11}, next=turn, court="Court 1" if count == 1 else f"Court {court}"
        )
    for width, height in ((1280, 720), (1920, 1080)):
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(f"{kiosk.url}/display?metres=1")
        await expect(page.locator(".court-card")).to_have_count(count)
        await fitted(page)
        assert await page.evaluate(CUT) == []
    await until(lambda: kiosk.streams == 1)  # the stream of the page before ends a moment after it
    kiosk.publish(count, 12)
    await expect(page.locator(f'[data-game="{count}"] .digits').first).to_have_text("12")


async def test_courts_take_turns_when_their_digits_would_be_too_small(kiosk: StateServer, page: Page) -> None:
    for court in range(1, 17):
        kiosk.publish(court, 1)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display?metres=12&inches=55")
    pages = page.locator("#page-dots")
    await expect(pages).to_have_attribute("aria-label", "Courts 1 to 6 of 16")
    await fitted(page)
    shown = await page.locator(".digits").first.evaluate(DIGIT) * CAP_HEIGHT
    assert shown * 55 * 25.4 / (1920**2 + 1080**2) ** 0.5 >= 9 * 12  # nine millimetres a metre
    await page.clock.fast_forward(12_000)
    await expect(pages).to_have_attribute("aria-label", "Courts 7 to 12 of 16")
    await expect(pages.locator("i")).to_have_count(3)


@pytest.mark.parametrize("size", [(1280, 720), (1366, 768), (1920, 1080), (3840, 2160)])
async def test_one_court_fills_the_screen(kiosk: StateServer, page: Page, size: tuple[int, int]) -> None:
    width, height = size
    kiosk.publish(1, 12, 7)
    await page.set_viewport_size({"width": width, "height": height})
    await page.goto(f"{kiosk.url}/display/1")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await fitted(page)
    digit = await page.get_by_test_id("score-1").evaluate(DIGIT) * CAP_HEIGHT
    assert 0.55 <= digit / height <= 0.6
    assert await page.evaluate(CUT) == []
    assert await page.evaluate("getComputedStyle(document.documentElement).cursor") == "none"
    await expect(page.locator(".top .court")).to_have_text("Court 1")
    await expect(page.locator("#title")).to_have_text("Test Arena")
    await expect(page.locator("#code")).to_have_attribute("src", "/game/1/qr.svg")
    await expect(page.locator(".foot .address")).to_have_text(f"127.0.0.1:{kiosk.port}")


async def test_a_wall_continues_with_the_next_game_of_its_court(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 21, status="finished", winner=1, court="Court 1")
    await page.goto(f"{kiosk.url}/display/1")
    await expect(page.locator(".now")).to_have_text("Orange won")
    kiosk.publish(2, 3, court="Court 2")
    kiosk.publish(3, 5, court="Court 1")
    await expect(page.get_by_test_id("score-1")).to_have_text("5")


async def test_the_qr_code_of_a_wall_follows_the_scene_that_it_shows(kiosk: StateServer, page: Page) -> None:
    for court in (1, 2):
        kiosk.publish(court, court)
    code = page.locator("#code")
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator(".court-card")).to_have_count(2)
    await expect(code).to_have_attribute("src", "/qr.svg")
    for scene, source in ((Scene("court", "Court 2"), "/game/2/qr.svg"), (Scene("all"), "/qr.svg")):
        await until(lambda: bool(kiosk.screens.snapshot()))
        kiosk.screens.order(kiosk.screens.snapshot()[0].id, Order("show", scene=scene))
        await expect(code).to_have_attribute("src", source)


async def test_no_box_cuts_the_letters_below_the_line(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3, 4, team1={"name": "Yjgqp Gophers", "score": 3}, court="Yjgqp", next={"team": 1, "player": 1})
    for path in ("/", "/game/1", "/display", "/display/1", "/overlay/1", "/overlay/1?layout=stack"):
        await page.goto(kiosk.url + path)
        await fitted(page)
        assert await page.evaluate(CLIPPED) == [], path


async def test_names_are_fitted_again_when_their_font_arrives_late(kiosk: StateServer, browser: Browser) -> None:
    fonts = asyncio.Event()

    async def delay(route: Route) -> None:
        await fonts.wait()
        await route.continue_()

    async with quiet_page(browser, viewport={"width": 1080, "height": 1920}) as page:
        await page.route("**/*.woff2", delay)
        kiosk.publish(1, 3, 4, team1={"name": "WWWWWWWW MMMMMMMM", "score": 3})
        await page.goto(f"{kiosk.url}/display", wait_until="commit")
        await expect(page.locator(".court-card")).to_have_count(1)
        kiosk.publish(2, 3, 4, team1={"name": "Wandering Whippoorwills", "score": 3})
        await expect(page.locator(".court-card")).to_have_count(2)
        fonts.set()
        await page.wait_for_function("() => [...document.fonts].some((face) => face.status === 'loaded')")
        await page.wait_for_function("() => document.fonts.status === 'loaded'")
        await fitted(page)
        assert await page.evaluate(CUT) == []


async def test_a_wall_shows_a_state_that_has_only_scores(kiosk: StateServer, page: Page) -> None:
    kiosk.publish_bare(1, 13, 8)
    kiosk.publish_bare(2, 4, 5)
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator(".court-card")).to_have_count(2)
    await expect(page.locator('[data-game="1"] [data-text="name1"]')).to_have_text("Team 1")
    await page.goto(f"{kiosk.url}/display/1")
    await expect(page.get_by_test_id("score-2")).to_have_text("8")
    kiosk.publish_bare(1, 14, 8)
    await expect(page.get_by_test_id("score-1")).to_have_text("14")


async def test_a_hostile_name_is_shown_and_does_nothing(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 1, team1={"name": HOSTILE, "score": 3}, court=HOSTILE)
    for path in ("/display", "/display/1", "/"):
        await page.goto(kiosk.url + path)
        await expect(page.locator('[data-text="name1"]').first).to_have_text(HOSTILE)
        assert await page.locator("main img[src=x]").count() == 0


async def test_between_games_a_wall_shows_the_venues_images_and_texts(
    kiosk: StateServer, page: Page, tmp_path: Path
) -> None:
    folder = tmp_path / "sponsors"
    (folder / "1.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'
    )
    (folder / "2.txt").write_text("Pizza\n<b>until ten</b>")
    kiosk.publish(1, 21, status="finished", winner=1)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator(".court-card")).to_be_visible()
    await expect(page.locator("#slides")).to_be_hidden()
    await page.clock.fast_forward(73_000)
    await expect(page.locator("#slides")).to_be_visible()
    await expect(page.locator("#slides img")).to_be_visible()
    await page.clock.fast_forward(8_000)
    await expect(page.locator("#slides p")).to_have_text("Pizza <b>until ten</b>")
    kiosk.publish(2, 0)
    await expect(page.locator("#slides")).to_be_hidden()
    await expect(page.locator(".court-card")).to_have_count(2)


async def test_the_code_and_the_venues_slides_share_the_empty_place_beside_games(
    kiosk: StateServer, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "sponsors" / "1.txt").write_text("Pizza")
    for court in (1, 2, 3):
        kiosk.publish(court, 3)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display")
    code, slide = page.locator(".invitation-card"), page.locator(".invitation-card .slides")
    await expect(code).to_be_visible()
    await expect(slide).to_be_hidden()
    await page.clock.run_for(12_000)
    await expect(slide).to_have_text("Pizza")
    await expect(slide).to_be_visible()
    await expect(page.locator(".court-card")).to_have_count(3)
    await page.clock.run_for(12_000)
    await expect(slide).to_be_hidden()
    await page.clock.run_for(12_000)
    await expect(slide).to_be_visible()
    kiosk.publish(4, 0)
    await expect(page.locator(".court-card")).to_have_count(4)
    await expect(slide).to_have_count(0)


async def test_slides_that_arrive_after_the_first_bag_cover_no_score(
    kiosk: StateServer, page: Page, tmp_path: Path
) -> None:
    (tmp_path / "sponsors" / "1.txt").write_text("Pizza")
    requested, game_began = asyncio.Event(), asyncio.Event()

    async def answer_late(route: Route) -> None:
        requested.set()
        await game_began.wait()
        await route.continue_()

    await page.route("**/sponsors", answer_late)
    kiosk.publish(1, 21, status="finished", winner=1)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator(".court-card")).to_be_visible()
    await page.clock.fast_forward(73_000)
    await requested.wait()
    kiosk.publish(1, 3)
    await expect(page.get_by_test_id("score-1")).to_have_text("3")
    async with page.expect_response("**/sponsors"):
        game_began.set()
    await fitted(page)
    await expect(page.locator("#slides")).to_be_hidden()
    await expect(page.locator(".court-card")).to_be_visible()


async def test_a_wall_of_an_empty_venue_shows_its_name_and_address(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator("#invitation .venue")).to_have_text("Test Arena")
    await expect(page.locator("#invitation .where")).to_have_text(f"127.0.0.1:{kiosk.port}")


async def test_a_wall_shows_since_when_it_is_away(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 4)
    await page.goto(f"{kiosk.url}/display/1")
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await kiosk.stop(aborts_streams=True)
    await expect(page.get_by_test_id("link")).to_contain_text("Away since")
    await expect(page.locator("html")).to_have_class("stale")
    await kiosk.start()
    await expect(page.get_by_test_id("link")).to_have_text("Live")


@pytest_asyncio.fixture(loop_scope="session")
async def http(kiosk: StateServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(kiosk.url) as session:
        yield session


async def test_the_url_sets_the_language_of_a_wall(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3, next={"team": 1, "player": 1})
    for path in ("/display", "/display/1", "/overlay/1"):
        await page.goto(f"{kiosk.url}{path}?language=es")
        await expect(page.locator(".place").first).to_have_text("Ronda 1")
        assert await page.locator("html").get_attribute("lang") == "es"
        await page.goto(f"{kiosk.url}{path}?language=en")
        await expect(page.locator(".place").first).to_have_text("Round 1")


@pytest.mark.parametrize("theme", ["night", "day"])
async def test_the_theme_in_the_url_overrides_the_saved_one(kiosk: StateServer, page: Page, theme: str) -> None:
    await page.context.add_cookies([{"name": "theme", "value": "day", "url": kiosk.url}])
    await page.goto(f"{kiosk.url}/display?theme={theme}")
    assert await page.locator("html").get_attribute("data-theme") == theme


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("metres=far", "The option metres cannot be “far”"),
        ("metres=0", "The option metres cannot be “0”"),
        (
            "meters=3",
            "This page has no option “meters”. It has: metres, feet, inches, results, theme, language, tournament,",
        ),
        ("theme=pink", "The option theme cannot be “pink”"),
        ("language=zz", "The option language cannot be “zz”"),
    ],
)
async def test_a_url_with_invalid_options_is_refused(
    kiosk: StateServer, http: aiohttp.ClientSession, query: str, sentence: str
) -> None:
    kiosk.publish(1, 0)
    for path in ("/display", "/display/1"):
        async with http.get(f"{path}?{query}", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 422
            assert sentence in await answer.text()


async def test_only_plain_files_of_known_kinds_are_served(http: aiohttp.ClientSession, tmp_path: Path) -> None:
    folder = tmp_path / "sponsors"
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "linked.png").symlink_to(tmp_path / "secret.png")
    (folder / "script.html").write_text("<script>alert(1)</script>")
    (folder / ".hidden.png").write_bytes(b"x")
    (folder / "folder.png").mkdir()
    (folder / "a b?.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    (folder / "text.txt").write_bytes(b"\xff\x00 Free   chips ")
    async with http.get("/sponsors") as answer:
        slides: list[dict[str, Any]] = await answer.json()
    assert [list(slide) for slide in slides] == [["image"], ["text"]]
    assert slides[1]["text"].endswith("Free chips")
    async with http.get(slides[0]["image"]) as answer:
        assert answer.status == 200
        assert answer.content_type == "image/svg+xml"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        tag = answer.headers["ETag"]
    async with http.get(slides[0]["image"], headers={"If-None-Match": tag}) as answer:
        assert answer.status == 304
    for name in ("linked.png", "script.html", ".hidden.png", "folder.png", "text.txt", "..%2fsecret.png", "none.png"):
        async with http.get(f"/sponsors/{name}") as answer:
            assert answer.status == 404, name


async def test_qr_codes_lead_to_the_venue_and_to_a_game(http: aiohttp.ClientSession, kiosk: StateServer) -> None:
    kiosk.publish(1, 0)
    drawn = set()
    for path in ("/qr.svg", "/game/1/qr.svg"):
        async with http.get(path) as answer:
            assert answer.content_type == "image/svg+xml"
            drawn.add(await answer.text())
    assert len(drawn) == 2


async def test_walls_and_overlays_have_the_security_headers_of_every_page(
    http: aiohttp.ClientSession, kiosk: StateServer
) -> None:
    kiosk.publish(1, 0, team1={"name": "</script><script>alert(1)", "score": 1})
    for path in ("/display", "/display/1", "/overlay/1", "/overlay/1/style.css", "/qr.svg"):
        async with http.get(path) as answer:
            assert answer.status == 200, path
            assert "unsafe" not in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            page = await answer.text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|<script>", page)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page))
    for path in ("/display/9", "/overlay/9", "/overlay/9/scores.json", "/overlay/9/score1.txt"):
        async with http.get(path) as answer:
            assert answer.status == 404, path


@pytest.mark.parametrize("path", ["/", "/game/1", "/display", "/display/1", "/overlay/1"])
async def test_forced_colors_hide_no_name_and_mark_the_next_team(
    kiosk: StateServer, browser: Browser, path: str
) -> None:
    kiosk.publish(1, 13, 8, next={"team": 1, "player": 1})
    viewport = {"width": 900, "height": 600}
    async with quiet_page(browser, viewport=viewport, forced_colors="active", color_scheme="dark") as page:
        await page.goto(kiosk.url + path)
        await fitted(page)
        digits = page.locator(".digits, .score")
        for name in await page.locator('.team-1 :is(.name, [data-text="name1"])').all():
            picture = await name.screenshot(animations="disabled")
            await digits.evaluate_all("all => all.forEach((one) => (one.style.visibility = 'hidden'))")
            assert await name.screenshot(animations="disabled") == picture
            await digits.evaluate_all("all => all.forEach((one) => (one.style.visibility = ''))")
        if path == "/":
            return
        bars = await page.locator(".side").evaluate_all(BARS)
        assert [len(set(sides)) for sides in zip(*bars, strict=True)] != [1] * len(bars[0])
