"""Walls that a venue looks at all evening: which courts come first, lobbies, results at the foot, turns, the code."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.state.state import format_timestamp
from tests.web.quiet_page import quiet_page
from tests.web.source_modules import serve_modules
from tests.web.state_server import StateServer, serve_states

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOUR_AGO = format_timestamp((int(time.time()) - 3_600) * 1_000)
"""For a result: its card has long been given to others."""
ADA, BO, CY = ({"id": n, "name": name, "ppr": 6.0, "dpr": 1.0} for n, name in enumerate(("Ada", "Bo", "Cy"), 1))
COURTS = "cards => cards.map((card) => card.querySelector('[data-text=court]').textContent)"
SIZES = "names => names.map((name) => parseFloat(getComputedStyle(name).fontSize))"
CORNER = "([one]) => [one.getBoundingClientRect().left, one.getBoundingClientRect().top]"
ROUND = {"n": 1, "team1": {"in": 2, "on": 1}, "team2": {"in": 0, "on": 1}, "points": [6, 0], "score": [6, 0]}


@pytest_asyncio.fixture(loop_scope="session")
async def kiosk() -> AsyncIterator[StateServer]:
    async with serve_states() as states:
        yield states


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """A television that asks for light pages."""
    async with quiet_page(browser, viewport={"width": 1920, "height": 1080}, color_scheme="light") as page:
        yield page


def bag(team: int, result: str) -> dict[str, Any]:
    return {"n": 1, "team": team, "result": result}


async def until_live(page: Page) -> None:
    await expect(page.get_by_test_id("link")).to_have_text("Live")


async def pass_time(page: Page, seconds: int) -> None:
    """Let a wall take its turns, each in its time: a jump would run an interval once."""
    await page.clock.run_for(seconds * 1_000)


async def test_a_wall_is_dark_unless_its_url_or_its_reader_says_day(kiosk: StateServer, page: Page) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    kiosk.publish(1, 3)
    for path in ("/display", "/display/1"):
        await page.goto(kiosk.url + path)
        assert await page.evaluate(ground) == "rgb(14, 20, 32)"
        await page.goto(f"{kiosk.url}{path}?theme=day")
        assert await page.evaluate(ground) == "rgb(247, 244, 238)"


async def test_one_court_shows_what_the_round_and_the_rounds_before_are_worth(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(
        1, 6, team1={"name": "Hole Patrol", "players": [ADA, BO]}, rules={"target": 15}, round=2, rounds=[ROUND],
        bags=[bag(1, "board"), bag(2, "hole"), bag(1, "off")], match={"games": 3, "number": 2, "wins": [1, 0]},
        next={"team": 2, "player": 0},
    )  # fmt: skip
    await page.goto(f"{kiosk.url}/display/1")
    await expect(page.locator(".facts")).to_have_text("Games 1–0to 15Round 2")
    await expect(page.locator(".team-1 .players")).to_have_text("Ada, Bo")
    await expect(page.locator(".net").filter(visible=True)).to_have_text("+2 this round")
    await expect(page.locator(".side.team-2 .net")).to_be_visible()
    await expect(page.locator(".now")).to_have_text("Blue throws next")
    await expect(page.locator(".history li")).to_have_count(1)
    await expect(page.locator(".history .team-1 .bag[data-result=hole]")).to_have_count(2)
    await expect(page.locator(".history .gain.team-1")).to_have_text("+6")
    kiosk.publish(1, 6, rounds=[ROUND | {"n": n} for n in range(1, 9)])
    await expect(page.locator(".history li b:first-child")).to_have_text(["4", "5", "6", "7", "8"])


async def test_a_team_keeps_its_color_when_it_has_lost(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 12, 20)
    await page.goto(f"{kiosk.url}/display/1")
    band, digits = page.locator(".team-1 .team"), page.locator(".team-1 .digits")
    await until_live(page)
    await expect(digits).to_have_css("color", "rgb(255, 138, 31)")
    kiosk.publish(1, 12, 21, status="finished", winner=2)
    await expect(digits).not_to_have_css("color", "rgb(255, 138, 31)")
    await expect(band).to_have_css("background-color", "rgb(255, 138, 31)")


async def test_the_points_of_an_old_round_are_as_dim_as_the_score(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 6, bags=[bag(1, "hole")])
    await page.goto(f"{kiosk.url}/display/1")
    await until_live(page)
    look = "([one]) => [getComputedStyle(one).color, getComputedStyle(one).opacity]"
    net, digits = page.locator(".team-1 .net"), page.locator(".team-1 .digits")
    await expect(net).to_be_visible()
    bright = await net.evaluate_all(look)
    await kiosk.stop(aborts_streams=True)
    await expect(page.locator("html.stale")).to_have_count(1)
    assert await net.evaluate_all(look) == await digits.evaluate_all(look) != bright
    await kiosk.start()


async def test_the_names_of_one_card_have_one_size(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3, team1={"name": "Wandering Whippoorwills of Wyo"}, team2={"name": "Bo"})
    kiosk.publish(2, 3)
    one = 0.0
    for path in ("/display", "/display/1"):
        await page.goto(kiosk.url + path)
        await until_live(page)
        await page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
        one, two = (await page.locator(".court-card .team .fit").evaluate_all(SIZES))[:2]
        assert one == two
    kiosk.publish(1, 3, team1={"name": "Al"}, team2={"name": "Bo"})
    await expect(page.locator("[data-text=name1]")).to_have_text("Al")
    sizes = await page.locator(".court-card .team .fit").evaluate_all(SIZES)
    assert one < sizes[0] == sizes[1]


async def test_courts_in_play_come_first_and_old_results_move_to_the_foot(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 21, 4, status="finished", winner=1, updated_at=HOUR_AGO)
    kiosk.publish(2, 21, 7, status="finished", winner=1)
    kiosk.publish(3, 0, status="lobby", round=0)
    kiosk.publish(4, 5)
    kiosk.publish(10, 5)
    cards = page.locator(".court-card")
    await page.goto(f"{kiosk.url}/display")
    await until_live(page)
    await expect(cards).to_have_count(4)
    assert await cards.evaluate_all(COURTS) == ["Court 4", "Court 10", "Court 3", "Court 2"]
    await expect(page.locator("#results")).to_have_text("Court 1: Orange 21–4 Blue")
    await page.goto(f"{kiosk.url}/display?results=0")
    await until_live(page)
    await expect(page.locator("#results span")).to_have_count(2)
    # A game that ends before everybody's eyes does not jump.
    kiosk.publish(4, 21, status="finished", winner=1)
    await expect(page.locator('[data-game="4"] .place')).to_have_text("Final score")
    assert await cards.evaluate_all(COURTS) == ["Court 4", "Court 10", "Court 3"]


async def test_with_nothing_else_to_show_results_keep_their_cards(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 21, 4, status="finished", winner=1, updated_at=HOUR_AGO)
    await page.goto(f"{kiosk.url}/display?results=0")
    await until_live(page)
    await expect(page.locator(".court-card")).to_have_count(1)
    await expect(page.locator("#ticker")).to_be_hidden()


async def test_results_that_do_not_fit_take_turns_at_the_foot(kiosk: StateServer, page: Page) -> None:
    one, two = {"name": "The Extraordinary Gentlemen"}, {"name": "Sociedad de Lanzadores de Sacos"}
    for court in range(1, 9):
        kiosk.publish(court, 21, status="finished", winner=1, team1=one, team2=two)
    kiosk.publish(9, 3)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display?results=0")
    first = page.locator("#results span").first
    await expect(first).to_contain_text("Court 1:")
    await pass_time(page, 12)
    await expect(first).not_to_contain_text("Court 1:")


async def test_a_lobby_shows_who_is_in_and_how_to_join(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 0, status="lobby", round=0, team1={"players": [ADA, BO]}, team2={"players": [CY]})
    kiosk.publish(2, 0, status="lobby", round=0, team1={"players": [ADA]}, team2={"players": [CY]}, team_size=1)
    for path in ("/display/1", "/display"):
        await page.goto(kiosk.url + path)
        await until_live(page)
        card = page.locator('[data-game="1"]')
        assert [await card.locator(".roster").nth(n).inner_text() for n in range(2)] == ["Ada\nBo", "Cy\nOpen spot"]
        await expect(card.locator(".now")).to_have_text("Scan to join")
        await expect(card.locator(".join")).to_have_attribute("src", "/game/1/qr.svg")
        await expect(card.locator(".digits").filter(visible=True)).to_have_count(0)
    full = page.locator('[data-game="2"]')
    await expect(full.locator(".join")).to_be_hidden()
    await expect(full.locator(".now")).not_to_have_text("Scan to join")
    kiosk.publish(1, 3)
    await expect(page.locator('[data-game="1"] .digits').first).to_be_visible()
    await expect(page.locator('[data-game="1"] .join')).to_be_hidden()


async def test_the_code_fills_the_screen_while_nobody_throws(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3)
    code = page.locator("#code")
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display/1")
    await until_live(page)
    await expect(code).to_be_hidden()
    await pass_time(page, 4 * 60)
    await expect(code).to_be_visible()
    box = await code.bounding_box()
    assert box is not None
    assert box["height"] > 0.85 * 1080
    kiosk.publish(1, 3, bags=[bag(1, "hole")])
    await expect(code).to_be_hidden()
    await expect(page.get_by_test_id("score-1")).to_be_visible()
    await pass_time(page, 12)
    await expect(code).to_be_hidden()


BUSY_COURTS = """async () => {
    const { Invitation } = await import("/static/modules/invitation.js");
    const invitation = new Invitation();
    const start = Date.now();
    const shown = [];
    for (let seconds = 12; seconds <= 25 * 60; seconds += 12) {
        Date.now = () => start + seconds * 1000;
        const leaves = invitation.onBag();
        invitation.turn(false);
        if (invitation.isShown || leaves) shown.push([seconds, leaves]);
    }
    return shown;
}"""
"""A bag falls right before each turn; returns when the code was shown, and whether the bag has ended its turn."""


async def test_the_code_has_a_turn_in_ten_minutes_however_busy_the_courts_are(kiosk: StateServer, page: Page) -> None:
    await serve_modules(page)
    await page.goto(f"{kiosk.url}/display")
    assert await page.evaluate(BUSY_COURTS) == [[600, False], [612, True], [1200, False], [1212, True]]


@pytest.mark.parametrize(("left", "words"), [({"aside": True, "next": {"team": 1, "player": 1}}, "Set aside"),
    ({"status": "finished", "ended_by": "canceled"}, "Canceled")])  # fmt: skip
async def test_a_game_that_has_left_its_court_is_not_taken_for_one_in_play(
    kiosk: StateServer, page: Page, left: dict[str, Any], words: str
) -> None:
    kiosk.publish(1, 5, next={"team": 1, "player": 1})
    await page.goto(f"{kiosk.url}/display/1")
    await until_live(page)
    card = page.locator(".court-card")
    await expect(card.locator("[data-turn]")).to_have_count(1)
    kiosk.publish(1, 5, **left)
    await expect(card.locator(".now")).to_have_text(words)
    await expect(card.locator("[data-turn]")).to_have_count(0)
    await page.route("**/*.js", lambda route: route.abort())
    await page.reload()  # the server draws the same
    await expect(card.locator(".now")).to_have_text(words)
    await expect(card.locator("[data-turn]")).to_have_count(0)


async def test_the_code_leaves_after_one_turn(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display/1")
    await pass_time(page, 4 * 60)
    await expect(page.locator("#code")).to_be_visible()
    await pass_time(page, 12)
    await expect(page.get_by_test_id("score-1")).to_be_visible()


async def test_an_empty_cell_of_the_grid_has_the_code(kiosk: StateServer, page: Page) -> None:
    for court in range(1, 6):
        kiosk.publish(court, 3)
    await page.goto(f"{kiosk.url}/display")
    await expect(page.locator(".invitation-card img")).to_be_visible()
    kiosk.publish(6, 3)
    await expect(page.locator(".court-card")).to_have_count(6)
    await expect(page.locator(".invitation-card")).to_have_count(0)


async def test_without_motion_courts_still_take_turns(kiosk: StateServer, browser: Browser) -> None:
    for court in range(1, 33):
        kiosk.publish(court, court)
    async with quiet_page(browser, viewport={"width": 1920, "height": 1080}, reduced_motion="reduce") as page:
        await page.clock.install()
        await page.goto(f"{kiosk.url}/display")
        dots = page.locator("#page-dots i")
        await expect(dots).to_have_count(2)
        await expect(page.locator(".court-card")).to_have_count(16)
        await pass_time(page, 12)
        await expect(page.locator('[data-game="17"]')).to_be_visible()
        await expect(dots.nth(1)).to_have_attribute("data-shown", "")
        assert await page.evaluate("document.getAnimations().length") == 0


async def test_the_board_moves_by_a_few_pixels_each_minute(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3)
    await page.clock.install()
    await page.goto(f"{kiosk.url}/display/1")
    corners = set()
    for _ in range(12):
        await pass_time(page, 60)
        left, top = await page.locator("body").evaluate_all(CORNER)
        assert max(abs(left), abs(top)) <= 4
        corners.add((left, top))
    assert len(corners) == 12


async def test_a_wall_loads_itself_again_after_an_upgrade_and_once(kiosk: StateServer, page: Page) -> None:
    kiosk.publish(1, 3)
    await page.goto(f"{kiosk.url}/display/1")
    await until_live(page)
    loads: list[str] = []
    page.on("load", lambda page: loads.append(page.url))
    kiosk.screens._build = "0123456789abcdef"
    async with page.expect_event("load"):
        kiosk.publish(1, 4)
    await expect(page.get_by_test_id("score-1")).to_have_text("4")
    for score in (5, 6):
        async with page.expect_response("**/screens"):
            kiosk.publish(1, score)
        await expect(page.get_by_test_id("score-1")).to_have_text(str(score))
    assert len(loads) == 1


MM_PER_INCH, METERS_PER_FOOT, CAP_HEIGHT = 25.4, 0.3048, 0.7
DIGITS = """() => Math.min(...[...document.querySelectorAll('.court-card .digits')].map(
    (one) => parseFloat(getComputedStyle(one).fontSize)))"""


@pytest.mark.parametrize(
    ("width", "height", "most"), [(1280, 720, 16), (1920, 1080, 16), (3840, 2160, 16), (1080, 1920, 8)]
)
async def test_digits_are_readable_however_many_courts_there_are(
    kiosk: StateServer, page: Page, width: int, height: int, most: int
) -> None:
    """The table in docs/venue.md, measured: the smallest digits on a 55-inch screen, and from how far they read."""
    pixels_per_mm = (width**2 + height**2) ** 0.5 / (55 * MM_PER_INCH)
    await page.set_viewport_size({"width": width, "height": height})
    row = f"| {width} × {height} |"
    for count, at_once in ((1, 1), (2, 2), (4, 4), (6, 6), (16, most), (64, 16 if most == 16 else 13)):
        for court in range(len(kiosk.states) + 1, count + 1):
            kiosk.publish(court, 20, 18, next={"team": 1, "player": 0})
        await page.goto(kiosk.url + ("/display/1" if count == 1 else "/display"))
        await expect(page.locator("#stage[style*=rows] .court-card")).to_have_count(at_once)
        mm = await page.evaluate(DIGITS) * CAP_HEIGHT / pixels_per_mm
        assert mm >= 25 * METERS_PER_FOOT * 9
        row += f" {mm:.0f} mm: {mm / 9:.0f} m, {mm / 9 / METERS_PER_FOOT:.0f} ft |"
    assert row in (ROOT / "docs" / "venue.md").read_text(encoding="utf-8"), row
