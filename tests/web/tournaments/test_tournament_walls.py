"""Walls of a tournament: what they show when, a call, and what the desk chooses."""

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FrameLocator, Page, expect

from goat_kiosk.tournament.division_events import Drawn, EntryMade
from goat_kiosk.tournament.events import PlayerSignedUp
from goat_kiosk.tournament.match_events import MatchStarted
from goat_kiosk.web.live.screens import Order, Scene
from goat_kiosk.web.pages.render.tournament_view import view_tournament
from goat_kiosk.web.pages.render.wall_views import wall_views
from tests.tournament.night import SINGLE, Night
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import Kiosk
from tests.web.quiet_page import quiet_page
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")

TV = {"width": 1280, "height": 720}


@pytest_asyncio.fixture(loop_scope="session")
async def wall(browser: Browser) -> AsyncIterator[Page]:
    async with quiet_page(browser, viewport=TV) as page:
        yield page


def frame_of(wall: Page) -> FrameLocator:
    return wall.frame_locator("#tournament")


def shown_views(night: Night) -> list[str]:
    return wall_views(view_tournament(night.state, night.now))


async def test_a_wall_shows_what_matters_in_each_part_of_the_night() -> None:
    night = Night(4, SINGLE)
    assert shown_views(night) == ["check-in"]
    night.draw()
    assert shown_views(night) == ["draw", "queue", "code"]
    for match, court in (("W1-1", "Board 1"), ("W1-2", "Board 2")):
        night.call(match, court)
        night.add(MatchStarted(1, match))
    assert shown_views(night) == ["queue", "bracket", "code"]
    for match in ("W1-1", "W1-2", "W2-1"):
        night.win(match, 1)
    assert shown_views(night) == ["champions", "bracket", "standings"]


async def test_a_view_that_has_nothing_to_show_is_the_queue() -> None:
    night = Night(2, SINGLE)
    night.draw()
    view = view_tournament(night.state, night.now)
    assert wall_views(view, "standings") == ["queue"]
    assert wall_views(view, "bracket") == ["bracket"]
    night.win("W1-1", 1)
    assert wall_views(view_tournament(night.state, night.now), "standings") == ["standings"]


async def test_a_wall_follows_the_night_and_a_call_covers_it(kiosk: Kiosk, wall: Page) -> None:
    night = await new_night(kiosk, 4, format="single")
    await wall.goto(f"{kiosk.url}/display?tournament={night.tournament_id}&show=queue")
    frame = frame_of(wall)
    await expect(frame.get_by_test_id("link")).to_have_text("Live")
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 2"})
    await expect(frame.locator("#call .court")).to_have_text("Board 2")
    await expect(frame.locator("#call .line")).to_have_text("P1 against P4")
    await expect(frame.locator(".now .call .court")).to_contain_text("2")
    await night.send("POST", "/divisions/1/matches/W1-1/missing", {"sides": [2]})
    await expect(frame.locator(".missing")).to_contain_text(re.compile(r"P4 Board 2 · since \d+:\d\d [AP]M"))
    await night.win("W1-1", 1)
    await night.win("W1-2", 1)
    await expect(frame.locator(".next li")).to_contain_text(["P1"])
    await expect(wall.locator("#stage")).to_be_hidden()


async def test_a_wall_counts_down_to_a_call(kiosk: Kiosk, wall: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    night = await new_night(kiosk, 4, courts=["Board 3"], format="single")
    due_at = {(1, "W1-1"): kiosk.clock.wall() + 90_000}
    monkeypatch.setattr(kiosk.scorekeeper.director, "due_calls", lambda _id, _tournament: due_at)
    await night.send("PUT", "", {"calling": "auto"})
    await wall.goto(f"{kiosk.url}/display?tournament={night.tournament_id}&show=queue")
    first = frame_of(wall).locator(".next li").first
    await expect(first).to_contain_text(re.compile(r"P1 against P4\s*Board 3 in (\d+ s)"))
    await expect(frame_of(wall).locator(".next .due")).to_have_count(1)
    earlier = await frame_of(wall).locator(".next .due").inner_text()
    await expect(first).not_to_contain_text(earlier)


async def test_a_game_has_its_score_on_the_wall_and_a_court_on_paper_has_none(kiosk: Kiosk, wall: Page) -> None:
    night = await new_night(kiosk, 4, format="single")
    for match, court, scoring in (("W1-1", "Board 1", "bags"), ("W1-2", "Board 2", "result")):
        await night.send("POST", f"/divisions/1/matches/{match}/start", {"court": court, "scoring": scoring})
    game = (await night.matches())["W1-1"]["games"][0]
    await kiosk.call("POST", f"/api/games/{game}/rounds", {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}})
    await wall.goto(f"{kiosk.url}/display?tournament={night.tournament_id}&show=queue")
    calls = frame_of(wall).locator(".now .call")
    await expect(calls.filter(has_text="P1").locator(".score")).to_have_text("3–0")
    await expect(calls.filter(has_text="P2")).to_contain_text("playing since")
    await expect(calls.filter(has_text="P2")).not_to_contain_text("0–0")


async def test_the_desk_chooses_a_tournament_for_a_screen_and_takes_it_back(kiosk: Kiosk, wall: Page) -> None:
    night = await new_night(kiosk, 4, format="single")
    await wall.goto(f"{kiosk.url}/display")
    screen = await screen_of(kiosk)
    kiosk.server.send_order(
        screen, Order("show", scene=Scene("tournament", tournament_id=night.tournament_id, view="bracket"))
    )
    await expect(frame_of(wall).locator(".view.tree")).to_be_visible()
    await wall.reload()
    await expect(frame_of(wall).locator(".view.tree")).to_be_visible()
    kiosk.server.send_order(screen, Order("show", scene=Scene("page")))
    await expect(wall.locator("#tournament")).to_have_count(0)
    await expect(wall.locator("#invitation")).to_be_visible()


async def screen_of(kiosk: Kiosk) -> str:
    """Return the id of the only screen, once it has reported."""
    async with asyncio.timeout(TIMEOUT_S):
        while not kiosk.server.screens():
            await asyncio.sleep(0.01)
    return kiosk.server.screens()[0].id


async def sign_up(kiosk: Kiosk, night: ApiNight, count: int) -> None:
    """Enter and draw `count` players."""
    people = range(1, count + 1)
    events = [event for n in people for event in (PlayerSignedUp(n, f"Player {n}"), EntryMade(n, 1, (n,)))]
    draw = Drawn(1, tuple(people), "order")
    kiosk.scorekeeper.director.record(night.tournament_id, lambda _: [*events, draw])


async def test_a_large_bracket_is_paged_to_what_is_played(kiosk: Kiosk, wall: Page) -> None:
    night = await new_night(kiosk)
    await sign_up(kiosk, night, 128)
    for match, court in (("W1-1", "Board 1"), ("W1-64", "Board 2")):
        await night.send("POST", f"/divisions/1/matches/{match}/call", {"court": court})
    await wall.goto(f"{kiosk.url}/display?tournament={night.tournament_id}&show=bracket")
    frame = frame_of(wall)
    await expect(frame.locator("#page-dots i")).to_have_count(2)
    # At one moment: the page is turned every few seconds.
    seen = await frame.locator(".view.tree").evaluate(MATCHES_IN_VIEW, ["W1-1", "W1-64"])
    assert seen in (["W1-1"], ["W1-64"])


MATCHES_IN_VIEW = """(view, matches) => matches.filter((match) => {
  const box = view.querySelector(`.drawn[data-match="${match}"]`).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.height > 0.045 * innerHeight;
})"""


async def test_a_long_draw_is_turned_like_pages(kiosk: Kiosk, wall: Page) -> None:
    night = await new_night(kiosk)
    await sign_up(kiosk, night, 64)
    await wall.goto(f"{kiosk.url}/display?tournament={night.tournament_id}&show=draw")
    frame = frame_of(wall)
    await expect(frame.locator(".draw li")).to_have_count(64)
    await expect(frame.locator("#page-dots i")).to_have_count(3)


async def test_a_wall_refuses_an_option_that_it_does_not_know(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    for path in ("/display?tournament=x", f"/display?tournament={night.tournament_id}&show=money"):
        async with kiosk.session.get(kiosk.url + path) as answer:
            assert answer.status == 422
