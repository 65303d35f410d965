"""Court selection by the server, for its pages, and by the scripts of walls: both choose the same games."""

import random
from typing import Any, get_args

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.state.courts import current_game
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity, StateStatus, format_timestamp
from goat_kiosk.web.live.view import courts, view_of
from tests.games import AT, new_game
from tests.web.source_modules import serve_modules
from tests.web.state_server import StateServer, serve_states
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

CHOOSE = """async ([sets, now]) => {
    const { newestGame, onCourts } = await import("/static/modules/courts.js");
    const { setKioskTime } = await import("/static/modules/clock.js");
    setKioskTime(new Response("", { headers: { Date: new Date(now).toUTCString() } }));
    return sets.map((set) => [newestGame(set).game_id, onCourts(set).map((one) => one.game_id).sort()]);
}"""


def random_games(rng: random.Random) -> list[dict[str, Any]]:
    """Return games of one or two courts, of two kiosks with the same name, in any order; some of an older kiosk."""
    empty = msgspec.json.decode(encode_state(new_game(), Identity(7, "c0ffee00", "Patio")))
    games = []
    for number in rng.sample(range(1, 2_000), rng.randint(1, 7)):
        game = empty | {"game_id": number, "court": rng.choice(["Court 1", "COURT 1", "Court 2"])}
        game |= {"log": rng.choice(["c0ffee00", "c0ffee00", "deadbeef"])}
        game |= {"status": rng.choice(get_args(StateStatus)), "updated_at": _random_time(rng)}
        if rng.random() < 0.8:
            game["created_at"] = _random_time(rng)
        else:
            del game["created_at"]
        games.append(game)
    return games


def _random_time(rng: random.Random) -> str:
    """Return a time within the last day or the next hours, never exactly at the age limit of results."""
    return format_timestamp(AT - rng.randrange(-4, 20) * 3_600_000 - 1_800_000)


async def test_server_and_script_choose_the_same_games(venue: Venue, browser: Browser) -> None:
    rng = random.Random(11)  # noqa: S311  no secret
    sets = [random_games(rng) for _ in range(400)]
    page = await browser.new_page()
    await serve_modules(page)
    await page.goto(venue.url)
    chosen = await page.evaluate(CHOOSE, [sets, AT])
    await page.close()
    for games, (newest, on_courts) in zip(sets, chosen, strict=True):
        views = [view_of(msgspec.json.encode(game)) for game in games]
        assert newest == current_game(views).game_id
        server_games, _ = courts(views, AT / 1_000)
        assert sorted(map(str, on_courts)) == sorted(str(view.game_id) for view in server_games)


async def test_a_game_with_a_lower_number_is_the_courts_next_one(browser: Browser) -> None:
    async with serve_states() as kiosk:
        page = await browser.new_page()
        kiosk.publish(900, 21, status="finished", winner=1, court="Court 1")
        for path in ("/display/900", "/overlay/900", "/display"):
            await _shows_the_next_game(kiosk, page, path)
        await page.close()


async def _shows_the_next_game(kiosk: StateServer, page: Page, path: str) -> None:
    kiosk.states.pop(7, None)
    await kiosk.stop()
    await kiosk.start()
    await page.goto(kiosk.url + path)
    await expect(page.get_by_test_id("score-1")).to_have_text("21")
    kiosk.publish(7, 4, court="Court 1")
    await expect(page.get_by_test_id("score-1")).to_have_text("4")


@pytest.mark.parametrize("ahead", ["2026-11-30T20:00:00Z", "2099-01-01T00:00:00Z"])
async def test_a_game_dated_in_the_future_hides_no_other_result(browser: Browser, ahead: str) -> None:
    async with serve_states() as kiosk:
        kiosk.publish(1, 21, status="finished", winner=1)
        kiosk.publish(2, 15, kiosk="Yard", court="Court 9", updated_at=ahead, created_at=ahead)
        page = await browser.new_page()
        await page.clock.set_fixed_time("2001-01-01T00:00:00Z")
        await page.goto(f"{kiosk.url}/display")
        await expect(page.locator(".court-card")).to_have_count(2)
        await page.close()


async def test_two_kiosks_of_one_name_have_a_court_1_each() -> None:
    games = [encode_state(new_game(), Identity(number, f"{number:08x}", "Kiosk")) for number in (1, 2)]
    server_games, _ = courts([view_of(game) for game in games], AT / 1_000)
    assert [(view.game_id, view.court) for view in server_games] == [(1, "Court 1"), (2, "Court 1")]
