"""Statistics on a game's page: figures of the players, boards with the bags, and the receipt."""

import re
from collections.abc import AsyncIterator
from itertools import combinations
from math import hypot

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from msgspec import UNSET
from playwright.async_api import Browser, Page, expect

from goat_kiosk.domain.events import (
    TEAMS,
    BagMoved,
    BagThrown,
    Count,
    GameConceded,
    GameForfeited,
    GameStarted,
    PlayerSubstituted,
    RoundCorrected,
    RoundEntered,
)
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.state.state import BagState
from goat_kiosk.web.http import preferences
from goat_kiosk.web.pages.receipts import ReceiptPages
from goat_kiosk.web.pages.render import assets, board_drawing
from goat_kiosk.web.pages.spectator import SpectatorPages
from tests.web.full_kiosk import FullKiosk
from tests.web.states_only import StatesOnly
from tests.web.venue import Venue

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPARSE = b'{"game_id": 7, "team1": {"score": 13}, "team2": {"score": 5}}'


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    yield page
    await context.close()


async def test_the_api_returns_acl_statistics_and_where_bags_landed(full_kiosk: FullKiosk) -> None:
    live = full_kiosk.pages["live"].replace("/game/", "/api/games/")
    status, reply = await full_kiosk.kiosk.call("GET", f"{live}/stats", key=None)
    assert status == 200
    ada, rufus, otis = reply["players"]
    assert (ada["name"], ada["team"], otis["team"]) == ("Ada", 1, 2)
    assert ada["rounds"] + rufus["rounds"] == otis["rounds"] == 3
    assert ada["in_pct"] + ada["on_pct"] + ada["off_pct"] == pytest.approx(100)
    assert ada["dpr"] == pytest.approx(ada["ppr"] - ada["oppr"], abs=0.011)
    assert len(reply["landings"]) == 24
    assert reply["landings"][0] == {"round": 1, "player": ada["id"], "team": 1, "result": "hole", "x": 12.0, "y": 39.0}
    assert (await full_kiosk.kiosk.call("GET", "/api/games/1/stats", key=None))[0] == 404


async def test_a_bag_is_shown_where_it_landed_not_where_it_was_moved(venue: Venue) -> None:
    game = venue.new_game()
    venue.record(game, BagThrown(1, "board", 3.0, 20.0), BagMoved(1, "hole", 12.0, 39.0))
    venue.record(game, *[BagThrown(2, "off"), BagThrown(1, "off")] * 3, BagThrown(2, "off"))
    landings = venue.scorekeeper.report(game).landings
    assert [(landing.result, landing.x, landing.y) for landing in landings] == [("board", 3.0, 20.0)]


async def test_the_statistics_follow_when_a_round_is_over(venue: Venue, page: Page) -> None:
    game = venue.new_game()
    venue.record(game, GameStarted())
    await page.goto(f"{venue.url}/game/{game}")
    await venue.wait_for_streams(game)
    first = page.locator(".card").first
    await expect(first).to_contain_text("0.00")
    await venue.play(game, RoundEntered(Count(4, 0), Count(0, 3)))
    await expect(first).to_contain_text("12.00")
    await expect(first).to_contain_text("+9.00")
    await expect(first).to_contain_text("In 100 %")
    await venue.play(game, RoundEntered(Count(4, 0), Count(0, 0)))
    await page.get_by_role("link", name="Receipt").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Orange won")
    await expect(page.get_by_role("button", name="Print this page")).to_be_visible()
    await expect(page.locator("header")).to_contain_text(f"Game {game}, as of event {venue.scorekeeper.log_name}-4")
    await page.emulate_media(media="print")
    await expect(page.get_by_role("button", name="Print this page")).to_be_hidden()


async def test_a_bag_with_a_place_is_drawn_where_it_lies(venue: Venue, page: Page) -> None:
    game = venue.new_game()
    venue.record(game, GameStarted())
    await page.goto(f"{venue.url}/game/{game}")
    await venue.wait_for_streams(game)
    await expect(page.locator("#board")).to_be_hidden()
    await venue.play(game, BagThrown(1, "board", 12.0, 24.0), BagThrown(2, "off"))
    await expect(page.locator("#board")).to_be_visible()
    bag_drawn = page.locator("#board .placed:not([data-result='none'])")
    await expect(bag_drawn).to_have_count(1)
    board, bag = await page.locator("#board .wood").bounding_box(), await bag_drawn.bounding_box()
    assert board
    assert bag
    assert bag["y"] + bag["height"] / 2 == pytest.approx(board["y"] + board["height"] / 2, abs=1)
    assert bag["x"] + bag["width"] / 2 == pytest.approx(board["x"] + board["width"] / 2, abs=1)
    await page.reload()
    await expect(bag_drawn).to_have_count(1)


async def test_a_bag_far_from_the_board_is_drawn_at_the_edge_of_the_ground() -> None:
    (bag, *others) = board_drawing.slots([BagState(1, 1, "off", -200.0, 240.0), BagState(2, 2, "hole", 12.0, 39.0)], 1)
    assert (bag.x, bag.y) == (
        board_drawing.BAG / 2 - board_drawing.GROUND,
        board_drawing.BAG / 2 - board_drawing.GROUND,
    )
    assert [other.result for other in others] == [board_drawing.NOWHERE] * 3


@pytest.mark.parametrize("count", range(1, 9))
async def test_bags_in_the_hole_can_be_counted(count: int) -> None:
    bags = [BagState(n, 1 if n % 2 else 2, "hole", *((12.0, 39.0) if n == 1 else ())) for n in range(1, count + 1)]
    drawn = [spot for team in TEAMS for spot in board_drawing.slots(bags, team) if spot.result == "hole"]
    assert len(drawn) == count
    for first, second in combinations(drawn, 2):
        assert max(abs(first.x - second.x), abs(first.y - second.y)) >= first.size
    assert all(hypot(spot.x - board_drawing.HOLE_X, spot.y - board_drawing.HOLE_Y) < 3.5 for spot in drawn)


async def test_house_rules_are_distinguished_from_acl_rules(venue: Venue, http: aiohttp.ClientSession) -> None:
    texts = {}
    for rules in ("acl", "backyard"):
        game = venue.new_game(NewGame(f"Court {rules}", rules))
        venue.record(game, GameStarted())
        async with http.get(f"/game/{game}") as answer:
            texts[rules] = await answer.text()
    assert "As the ACL plays, in every point." in texts["acl"]
    house = re.search(r'class="house">(.*?)</ul>', texts["backyard"], re.DOTALL)
    assert house
    assert re.findall(r"<li>(.*?)</li>", house[1]) == [
        "Exactly 21 wins, at the end of a round.",
        "A round that goes over drops the side back to 15. That side throws first next.",
    ]


class Elsewhere(StatesOnly):
    """A game of another, older kiosk, of which there is a state of two scores and nothing else."""

    def games(self) -> list[bytes]:
        return [SPARSE]

    async def find(self, _game_id: int) -> bytes:
        return SPARSE


@pytest.mark.parametrize("size", [(320, 640), (1366, 768)])
async def test_a_page_shows_a_state_that_has_only_two_scores(page: Page, size: tuple[int, int]) -> None:
    application = web.Application(middlewares=[preferences.middleware])
    application.add_routes(SpectatorPages(Elsewhere(), "Test Hall").routes())
    application.add_routes(ReceiptPages(Elsewhere()).routes())
    application.add_routes(assets.routes())
    application.router.add_get("/game/7/events", _nothing)
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    await page.set_viewport_size({"width": size[0], "height": size[1]})
    await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/game/7")
    await expect(page.get_by_test_id("score-1")).to_have_text("13")
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "away")
    await expect(page.locator(".sides .name").first).to_have_text("Team 1")
    text = await page.locator("body").inner_text()
    assert not re.search(r"undefined|NaN|null|None|coin|ACL|[Rr]ound", text)
    assert "The kiosk of this game tells only its score." in text
    await page.goto(f"http://127.0.0.1:{runner.addresses[0][1]}/game/7/receipt")
    assert not re.search(r"undefined|NaN|null|None", await page.locator("body").inner_text())
    assert errors == []
    await runner.cleanup()


async def _nothing(_: web.Request) -> web.Response:
    return web.Response(status=503)


def doubles(venue: Venue) -> int:
    """Create a game of Ada and Bo against Cy."""
    return venue.new_game(NewGame(team1=NewTeam("Bees", ["Ada", "Bo"]), team2=NewTeam("Ants", ["Cy"])))


ROUND = RoundEntered(Count(1, 1), Count(0, 2))


async def test_a_substituted_players_statistics_say_until_when_they_are(venue: Venue, page: Page) -> None:
    game = doubles(venue)
    ida, jo, kim = (PlayerSubstituted(player, name) for player, name in ((1, "Ida"), (4, "Jo"), (2, "Kim")))
    venue.record(game, ROUND, ROUND, BagThrown(1, "hole"), ida, *[BagThrown(2, "off"), BagThrown(1, "board")] * 3)
    venue.record(game, jo, BagThrown(2, "off"), ROUND, kim, RoundCorrected(1, Count(2, 0), Count(0, 2)))
    report = venue.scorekeeper.report(game)
    until = {player.name: player.until_round for player in report.players}
    assert until == {"Jo": UNSET, "Kim": UNSET, "Ida": 3, "Ada": 3, "Bo": 4, "Cy": UNSET}
    bees, cy = report.players[:-1], report.players[-1]
    assert sum(player.points for player in bees) == 6 + 4 + 6 + 4, "the players of a team add up to it"
    assert sum(player.rounds for player in bees) == cy.rounds == 4
    assert {player.name: player.holes_pct for player in bees}["Ada"] == 60.0, "two rounds and a bag of the third"
    await page.goto(f"{venue.url}/game/{game}")
    await expect(page.locator(".card", has_text="Ada")).to_contain_text("until round 3")
    await expect(page.locator(".card", has_text="Jo")).not_to_contain_text("until")
    venue.record(game, GameConceded(2))
    await page.goto(f"{venue.url}/game/{game}/receipt")
    await expect(page.locator("th", has_text="Bo")).to_contain_text("until round 4")


async def test_the_bags_of_a_player_without_a_round_have_their_shares(venue: Venue, page: Page) -> None:
    game = doubles(venue)
    venue.record(
        game, BagThrown(1, "hole"), PlayerSubstituted(1, "Ida"), *[BagThrown(2, "off"), BagThrown(1, "off")] * 3
    )
    venue.record(game, BagThrown(2, "off"))
    await page.goto(f"{venue.url}/game/{game}")
    await expect(page.locator(".card", has_text="Ada")).to_contain_text("In 100 %")


async def test_a_game_without_a_throw_has_no_averages(venue: Venue, page: Page) -> None:
    game = doubles(venue)
    venue.record(game, GameForfeited(2))
    for path in (f"/game/{game}", f"/game/{game}/receipt"):
        await page.goto(venue.url + path)
        await expect(page.locator("body")).to_contain_text("Forfeit by Bees, 21–0 for Ants")
        await expect(page.locator("main")).not_to_contain_text("PPR")
    await page.goto(f"{venue.url}/game/{game}")
    await expect(page.locator(".card")).to_have_text(["Bees: Ada", "Bees: Bo", "Ants: Cy"])
