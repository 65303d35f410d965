"""Overlays in a real browser: transparent, configured by their URL; and the scores as text files."""

import base64
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.state.state import format_timestamp
from tests.web.quiet_page import quiet_page
from tests.web.state_server import StateServer, serve_states

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk() -> AsyncIterator[StateServer]:
    async with serve_states() as server:
        server.publish(1, 12, 7, round=4)
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def http(kiosk: StateServer) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(kiosk.url) as session:
        yield session


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """An overlay that fails its test when the browser's console has a message."""
    async with quiet_page(browser, viewport={"width": 1280, "height": 720}, color_scheme="light") as page:
        yield page


ALPHA = """async (picture) => {
    const bitmap = await createImageBitmap(await (await fetch('data:image/png;base64,' + picture)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const at = (x, y) => context.getImageData(x, y, 1, 1).data[3];
    return [at(5, 5), at(bitmap.width / 2, 5), at(bitmap.width / 2, bitmap.height - 60)];
}"""


async def test_an_overlay_is_transparent_except_for_the_score(browser: Browser, kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    picture = base64.b64encode(await page.screenshot(omit_background=True)).decode()
    reader = await browser.new_page()
    assert await reader.evaluate(ALPHA, picture) == [0, 0, 255]
    await reader.close()


async def test_the_url_sets_the_layout_and_colors_of_an_overlay(kiosk: StateServer, page: Page) -> None:
    options = "layout=stack&place=top-left&scale=2&team1=ff00aa&panel=11223380&bags=off&round=off"
    await page.goto(f"{kiosk.url}/overlay/1?{options}")
    await expect(page.locator(".team-1 .digits")).to_have_css("background-color", "rgb(255, 0, 170)")
    await expect(page.locator(".team-1.side")).to_have_css("background-color", "rgba(17, 34, 51, 0.5)")
    await expect(page.locator(".bags").first).to_be_hidden()
    box = await page.locator("#strip").bounding_box()
    assert box is not None
    assert box["x"] < 100
    assert box["y"] < 100
    small = box["width"]
    await page.goto(f"{kiosk.url}/overlay/1?{options.replace('scale=2', 'scale=1')}")
    box = await page.locator("#strip").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(small / 2, rel=0.05)


CLASHES = """() => {
    const parts = '.top .court, .top .place, .fit, .ppr, .digits, .shape, .bags, .board';
    const boxes = [...document.querySelectorAll(parts)].filter((box) => box.offsetWidth || box.getClientRects().length);
    const rects = boxes.map((box) => box.getBoundingClientRect());
    const outside = (one) => one.left < 0 || one.top < 0 || one.right > innerWidth + 1 || one.bottom > innerHeight + 1;
    const overflows = (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    const cut = (box) => box.matches('.fit') && overflows(box);
    const meet = (one, two) =>
        Math.min(one.right, two.right) - Math.max(one.left, two.left) > 1 &&
        Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 1;
    const meets = (n) => rects.some((other, m) => m !== n && meet(rects[n], other));
    return boxes.filter((box, n) => outside(rects[n]) || cut(box) || meets(n)).map((box) => box.outerHTML);
}"""
"""Returns what leaves the picture, is cut, or lies over something else."""


ROUND = {"n": 1, "team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}, "points": [3, 0], "score": [3, 0]}
PICTURES = [(1920, 1080), (1280, 720), (1080, 1920), (720, 1280), (1080, 1080)]
DRAWN = """async ([width, height]) => {
    await document.fonts.ready;
    do await new Promise(requestAnimationFrame); while (innerWidth !== width || innerHeight !== height);
    await new Promise(requestAnimationFrame);
}"""


LAYOUTS = ["bar", "stack", "score", "vertical", "lower-third", "board", "result", "next", "ticker"]


@pytest.mark.parametrize("scale", [0.25, 1, 1.55, 2, 4])
@pytest.mark.parametrize("layout", LAYOUTS)
async def test_names_neither_overlap_nor_disappear_in_any_picture(
    kiosk: StateServer, page: Page, layout: str, scale: float
) -> None:
    players = [{"id": n, "name": "M" * 32, "ppr": 12, "dpr": -12} for n in range(4)]
    status = {"result": "finished", "next": "lobby"}.get(layout, "live")
    kiosk.publish(
        1, 120, 108, round=12, court="The court behind the old barn 12", status=status, rounds=[ROUND],
        winner=1 if status == "finished" else None,
        team1={"name": "W" * 32, "score": 120, "players": players},
        team2={"name": "The Flying Gophers of Yjgqp Bay", "score": 108, "players": players},
    )  # fmt: skip
    await page.goto(f"{kiosk.url}/overlay/1?layout={layout}&scale={scale}")
    await expect(page.locator("[data-text=name1], .digits").first).to_have_text(re.compile("W+|120"))
    for width, height in PICTURES:
        await page.set_viewport_size({"width": width, "height": height})
        await page.evaluate(DRAWN, [width, height])
        assert await page.evaluate(CLASHES) == []
        if layout != "score":
            await expect(page.locator(".team-2 [data-text=name2]")).to_be_visible()
            size_px = await page.locator(".team-2 [data-text=name2]").evaluate(
                "one => parseFloat(getComputedStyle(one).fontSize)"
            )
            rem_px = await page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
            assert size_px > rem_px


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("layout=round", "The option layout cannot be “round”"),
        ("scale=99", "The option scale cannot be “99”"),
        ("team1=red", "The option team1 cannot be “red”"),
        ("panel=fff%3B%7Dbody%7Bcolor:red", "The option panel cannot be “fff;}body{color:red”"),
        ("colour=ff0000", "This page has no option “colour”. It has: layout, place, scale"),
        ("bags=no", "The option bags cannot be “no”"),
    ],
)
async def test_a_url_with_invalid_options_is_refused(http: aiohttp.ClientSession, query: str, sentence: str) -> None:
    for path in ("/overlay/1", "/overlay/1/style.css", "/overlay/1/offline.html"):
        async with http.get(f"{path}?{query}", headers={"Accept": "text/html"}) as answer:
            assert answer.status == 422
            assert sentence in await answer.text()


async def test_an_overlay_continues_with_the_next_game_of_its_court_or_stays(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    kiosk.publish(7, 3, court="Court 1")
    await expect(page.get_by_test_id("score-1")).to_have_text("3")
    await page.goto(f"{kiosk.url}/overlay/1?follow=game")
    kiosk.publish(1, 15)
    await expect(page.get_by_test_id("score-1")).to_have_text("15")


async def test_an_overlay_of_a_court_waits_for_its_games_and_follows_them(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay?court=court+9")
    await expect(page.locator("#strip")).to_be_hidden()
    kiosk.publish(9, 3, court="Court 9")
    await expect(page.get_by_test_id("score-1")).to_have_text("3")
    kiosk.publish(9, 21, court="Court 9", status="finished", winner=1)
    kiosk.publish(10, 0, court="Court 9")
    await expect(page.get_by_test_id("score-1")).to_have_text("0")
    await page.reload()
    await expect(page.get_by_test_id("score-1")).to_have_text("0")
    kiosk.publish(10, 0, court="Court 9", status="finished", ended_by="canceled")
    kiosk.publish(9, 21, court="Court 9", status="finished", ended_by="canceled")
    await expect(page.locator("#strip")).to_be_hidden()


async def test_an_overlay_needs_a_court_unless_it_shows_them_all(http: aiohttp.ClientSession) -> None:
    for query, status in (("", 422), ("?layout=board", 422), ("?layout=ticker", 200), ("?layout=next", 200)):
        async with http.get(f"/overlay{query}", headers={"Accept": "text/html"}) as answer:
            assert answer.status == status, query


async def test_a_delayed_overlay_shows_nothing_before_the_video_does(kiosk: StateServer, page: Page) -> None:
    now = int(time.time() * 1000)
    kiosk.publish(1, 12, 7, updated_at=format_timestamp(now - 60_000))
    await page.clock.install(time=now)
    await page.goto(f"{kiosk.url}/overlay?court=Court+1&delay=30")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    kiosk.publish(1, 13, 7, updated_at=format_timestamp(now))
    kiosk.publish(1, 16, 7, updated_at=format_timestamp(now))
    await page.clock.run_for(20_000)
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    await page.clock.run_for(15_000)
    await expect(page.get_by_test_id("score-1")).to_have_text("16")


async def test_the_html_of_a_delayed_overlay_has_no_score(kiosk: StateServer, http: aiohttp.ClientSession) -> None:
    kiosk.publish(1, 17, 7)
    async with http.get("/overlay/1?delay=5") as answer:
        assert '<b class="digits" data-text="score1" data-testid="score-1"></b>' in await answer.text()


async def test_the_ticker_shows_live_courts_and_fresh_results(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(2, 21, 3, court="Court 2", status="finished", winner=1)
    kiosk.publish(3, 0, 0, court="Court 3", status="lobby")
    await page.goto(f"{kiosk.url}/overlay?layout=ticker")
    await expect(page.locator(".item .court")).to_have_text(["Court 1", "Court 2"])
    kiosk.publish(3, 4, 0, court="Court 3")
    await expect(page.locator(".item .court")).to_have_text(["Court 1", "Court 3", "Court 2"])


async def test_the_next_game_of_a_court_is_announced(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay?layout=next&court=Court+1")
    await expect(page.locator("#strip")).to_be_hidden()
    kiosk.publish(5, 0, 0, court="Court 1", status="lobby", team1={"name": "Hole Patrol"})
    await expect(page.locator("[data-text=name1]")).to_have_text("Hole Patrol")
    await expect(page.locator(".place")).to_have_text("Next up")


async def test_a_stale_overlay_is_hidden_by_its_option(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1?stale=hide")
    await expect(page.get_by_test_id("score-1")).to_be_visible()
    await kiosk.stop(aborts_streams=True)
    await expect(page.get_by_test_id("score-1")).to_be_hidden()
    await kiosk.start()
    await expect(page.get_by_test_id("score-1")).to_be_visible()


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        ("/sponsors/logo.png", "img-src 'self' data:;"),
        ("https://example.org/a/logo.svg?v=2", "img-src 'self' data: https://example.org;"),
        ("https://example.org:8443/logo.png", "img-src 'self' data: https://example.org:8443;"),
        ("http://example.org/logo.png", None),
        ("//example.org/logo.png", None),
        ("https://me@example.org/logo.png", None),
        ("https://example.org/a;script-src *", None),
        ("javascript:alert(1)", None),
        ('https://example.org/"><script>', None),
        ("https://example.org/\n", None),
    ],
)
async def test_a_logo_is_of_this_kiosk_or_of_an_https_server(
    http: aiohttp.ClientSession, url: str, policy: str | None
) -> None:
    async with http.get("/overlay/1", params={"logo": url, "font": url}) as answer:
        page = await answer.text()
        assert (policy or "img-src 'self' data:;") in answer.headers["Content-Security-Policy"]
        assert ('class="logo"' in page) == (policy is not None)
    async with http.get("/overlay/1/style.css", params={"font": url}) as answer:
        assert (f'src: url("{url}")' in await answer.text()) == (policy is not None)


async def test_a_logo_that_does_not_load_leaves_no_trace(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1?logo=/no-such.png&font=/no-such.woff2")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    await expect(page.locator(".logo")).to_have_count(0)


FOUR_BAGGER = b'{"game_id":1,"kind":"four-bagger","team":2}'


async def test_a_four_bagger_has_its_second(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1")
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    kiosk.hub.publish_transient("game/1", "moment", FOUR_BAGGER, repeat=False)
    await expect(page.locator("#moment")).to_have_text("Four-bagger")
    await expect(page.locator("#moment")).to_have_class(re.compile("team-2"))
    await expect(page.locator("#moment")).to_be_hidden()


async def test_nothing_moves_where_motion_is_unwanted(kiosk: StateServer, page: Page) -> None:
    await page.emulate_media(reduced_motion="reduce")
    await page.goto(f"{kiosk.url}/overlay/1")
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    kiosk.hub.publish_transient("game/1", "moment", FOUR_BAGGER, repeat=False)
    kiosk.publish(1, 14, 7)
    await expect(page.get_by_test_id("score-1")).to_have_text("14")
    await expect(page.locator("#moment")).to_have_text("")


async def test_an_overlay_reconnects_and_is_marked_meanwhile(kiosk: StateServer, page: Page) -> None:
    await page.goto(f"{kiosk.url}/overlay/1")
    await expect(page.get_by_test_id("link")).to_be_hidden()
    await kiosk.stop(aborts_streams=True)
    await expect(page.get_by_test_id("link")).to_contain_text("Away since")
    await kiosk.start()
    kiosk.publish(1, 18)
    await expect(page.get_by_test_id("score-1")).to_have_text("18")
    await expect(page.get_by_test_id("link")).to_be_hidden()


async def test_a_saved_overlay_page_waits_for_the_kiosk(
    kiosk: StateServer, http: aiohttp.ClientSession, browser: Browser, tmp_path: Path
) -> None:
    async with http.get("/overlay/1/offline.html?layout=stack") as answer:
        assert "attachment" in answer.headers["Content-Disposition"]
        saved_file = tmp_path / "overlay.html"
        saved_file.write_bytes(await answer.read())
    assert b"script-src 'sha256-" in saved_file.read_bytes()
    await kiosk.stop()
    page = await browser.new_page()
    await page.goto(saved_file.as_uri())
    assert await page.locator("body").inner_text() == ""
    await kiosk.start()
    await page.wait_for_url(f"{kiosk.url}/overlay/1?layout=stack")
    await expect(page.get_by_test_id("score-1")).to_have_text("12")
    await page.close()


async def test_scores_are_served_as_text_files(kiosk: StateServer, http: aiohttp.ClientSession) -> None:
    async with http.get("/overlay/1/scores.json") as answer:
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        reply = json.loads(await answer.read())
    assert (reply["score1"], reply["score2"], reply["round"], reply["team1"]) == (12, 7, 4, "Orange")
    for name, text in (("score1", "12"), ("score2", "7"), ("team2", "Blue"), ("round", "4"), ("court", "Court 1")):
        async with http.get(f"/overlay/1/{name}.txt") as answer:
            assert (answer.content_type, await answer.text()) == ("text/plain", text)
    async with http.get("/overlay/1/points.txt") as answer:
        assert answer.status == 404
        assert "score1.txt" in (await answer.json())["detail"]
    kiosk.publish_bare(2, 3, 4)
    async with http.get("/overlay/2/scores.json") as answer:
        assert json.loads(await answer.read())["team2"] == "Team 2"


async def test_texts_of_a_court_are_of_whatever_it_shows(kiosk: StateServer, http: aiohttp.ClientSession) -> None:
    async def text(name: str, court: str = "court 1") -> tuple[int, str]:
        async with http.get(f"/overlay/{name}", params={"court": court}) as answer:
            assert answer.status != 200 or answer.headers["Access-Control-Allow-Origin"] == "*"
            return answer.status, await answer.text()

    assert await text("score1.txt") == (200, "12")
    assert json.loads((await text("scores.json"))[1])["game_id"] == 1
    kiosk.publish(1, 12, 7, aside=True)
    assert await text("score1.txt") == (200, "")
    assert (await text("scores.json"))[0] == 404
    kiosk.publish(2, 3, court="Court 1")
    assert await text("score1.txt") == (200, "3")
    assert json.loads((await text("scores.json"))[1])["game_id"] == 2
    assert await text("court.txt", "Court 9") == (200, "Court 9")
    assert (await text("points.txt"))[0] == 404
    assert (await text("score1.txt", " "))[0] == 422
    async with http.get("/overlay/score1.txt") as answer:
        assert answer.status == 422


async def test_an_overlay_shows_a_state_that_has_only_scores(kiosk: StateServer, page: Page) -> None:
    kiosk.publish_bare(2, 3, 4)
    await page.goto(f"{kiosk.url}/overlay/2")
    await expect(page.locator(".team-2 .fit")).to_have_text("Team 2")
    kiosk.publish_bare(2, 5, 4)
    await expect(page.get_by_test_id("score-1")).to_have_text("5")
