"""Scorer's phone at a tournament: the court's next match begins with one tap, and its last bag sends the result."""

import pytest
from playwright.async_api import Page, expect

from tests.web.kiosk import Kiosk
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")

LOOK_INTERVAL_MS = 5_000
"""How often the phone looks for the matches of its court, in the list of courts and after a game."""
FOUR_BAGGER = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}


async def pair(page: Page, kiosk: Kiosk, court: str) -> None:
    await page.clock.install()  # it runs on, and is moved where a page waits to look again
    await page.goto(f"{kiosk.url}/pair#code={kiosk.pairing.create_code(court, 'month').code}")
    await expect(page.get_by_role("heading", name="This phone may keep score")).to_be_visible()


async def play_out(night: ApiNight, page: Page) -> None:
    """Score the game of a page until side 1 has won."""
    game = page.url.rpartition("/")[2]
    for _ in range(2):
        status, answer = await night.kiosk.call("POST", f"/api/games/{game}/rounds", FOUR_BAGGER)
        assert status == 200, answer


async def look_again(page: Page) -> None:
    """Let the page of a game that is over look for the next match now, not after the interval."""
    await expect(page.locator(".scoring[data-status=finished] .next-match")).to_be_attached()
    await page.clock.fast_forward(LOOK_INTERVAL_MS)


async def test_a_court_plays_match_after_match_from_one_phone(kiosk: Kiosk, page: Page) -> None:
    night = await new_night(kiosk, 8)
    await pair(page, kiosk, "Board 1")
    own = page.locator(".next-match").filter(visible=True)
    await expect(own).to_have_text("Board 1 Next on Board 1: P1 against P8")
    await expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 1"})
    await night.send("POST", "/divisions/1/matches/W1-3/call", {"court": "Board 2"})
    await page.clock.fast_forward(LOOK_INTERVAL_MS)
    await page.get_by_role("button", name="Begin").tap()
    await page.wait_for_url("**/score/*")
    await expect(page.get_by_role("button", name="Start game")).to_be_hidden()
    await play_out(night, page)
    await look_again(page)
    await expect(page.locator(".next-match")).to_have_text("Next on Board 1: P4 against P5")
    match = (await night.matches())["W1-1"]
    assert (match["status"], match["winner"]) == ("over", 1)
    before = page.url
    await night.send("POST", "/divisions/1/matches/W1-2/call", {"court": "Board 1"})
    await look_again(page)
    await page.get_by_role("button", name="Begin").tap()
    await page.wait_for_url(lambda url: "/score/" in url and url != before)
    assert (await night.matches())["W1-2"]["status"] == "playing"


async def test_a_phone_waits_while_its_court_has_no_match(kiosk: Kiosk, page: Page) -> None:
    night = await new_night(kiosk, 2, courts=["Board 1"], if_game=False)
    await pair(page, kiosk, "Board 1")
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 1"})
    await page.clock.fast_forward(LOOK_INTERVAL_MS)
    await page.get_by_role("button", name="Begin").tap()
    await page.wait_for_url("**/score/*")
    await night.send("POST", "/pause", {"text": "Pizza."})
    await play_out(night, page)
    await look_again(page)
    await expect(page.locator(".next-match")).to_have_text("This phone waits for the next match on Board 1.")
    await night.send("POST", "/resume")
    await look_again(page)
    await expect(page.locator(".next-match")).to_have_text("Next on Board 1: P1 against P2")


async def test_a_court_on_paper_has_no_match_for_phones(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4)
    await night.send("POST", "/courts", {"court": "Board 1", "open": True, "scoring": "result"})
    async with kiosk.session.get(f"{kiosk.url}/score/games", headers={"Accept-Language": "en"}) as answer:
        text = await answer.text()
    assert "Next on Board 2" in text
    assert "Next on Board 1" not in text


async def test_the_court_of_a_game_names_its_next_match(kiosk: Kiosk) -> None:
    game = await kiosk.new_game(court="board 1")
    assert (await kiosk.call("GET", f"{game}/court", key=None))[1]["match"] is None
    night = await new_night(kiosk, 2, courts=["Board 1"])
    match = (await kiosk.call("GET", f"{game}/court", key=None))[1]["match"]
    expected = {"tournament_id": night.tournament_id, "division": 1, "match": "W1-1", "court": "Board 1"}
    assert match == expected | {"sides": ["P1", "P2"], "status": "ready"}
    await night.send("POST", "/close")
    assert (await kiosk.call("GET", f"{game}/court", key=None))[1]["match"] is None
