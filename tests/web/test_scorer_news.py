"""Changes of teams, lineups and courts on the scorer's phone: a sentence to read and to hear, whoever made them."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.web.kiosk import KEY, Kiosk, running
from tests.web.tapping import tap

pytestmark = pytest.mark.asyncio(loop_scope="session")

BEES, ANTS = {"name": "Bees", "players": ["Ada", "Bo"]}, {"name": "Ants", "players": ["Cy"]}


async def open_game(page: Page, kiosk: Kiosk, **fields: object) -> str:
    game = await kiosk.new_game(**({"team1": BEES, "team2": ANTS} | fields))
    await page.goto(f"{kiosk.url}/pair#key={KEY}")
    await page.locator(".game-link").tap()
    await expect(page.get_by_test_id("link")).to_have_attribute("data-link", "live")
    return game


async def change(kiosk: Kiosk, method: str, path: str, body: object) -> Any:
    status, state = await kiosk.call(method, path, body)
    assert status == 200, state
    return state


async def test_changes_at_the_desk_are_read_and_heard_on_the_phone(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    await change(kiosk, "POST", f"{game}/start", {})
    announcement, news = page.get_by_test_id("announcement"), page.get_by_test_id("news")
    for method, path, body, read, heard in (
        ("POST", "/players/1/substitute", {"name": "Di"}, "Di throws for Ada from now on.", " Di throws first."),
        ("POST", "/undo", {}, "Undone. Ada throws for Di from now on.", " Ada throws first."),
        ("PUT", "/players/2", {"name": "Bob"}, "Bo is now called Bob.", ""),
        ("PUT", "/teams/2", {"name": "Wasps"}, "Ants: now Wasps.", ""),
        ("PUT", "/teams/2", {"name": ""}, "Wasps: now Cy.", ""),
        ("PUT", "/teams/1", {"color": "#33aa44"}, "Bees: another color.", ""),
        ("POST", "/players/late", {"team": 2, "name": "Ed"}, "Ed joined Cy.", ""),
        ("POST", "/partners", {"team": 1}, "", "Bob throws first."),
        ("POST", "/players/2/retire", {}, "Bob left Bees.", " Ada throws first."),
        ("POST", "/court", {"court": "Patio"}, "The game is on Patio now.", ""),
        ("POST", "/set-aside", {}, "", "Set aside."),
        ("POST", "/court", {"court": "Patio"}, "", "Ada throws first."),
        ("POST", "/end", {"ended_by": "forfeit", "winner": 2}, "", "Forfeit by Bees, 21–0 for Cy & Ed."),
        ("POST", "/undo", {}, "", "Undone. Ada throws first."),
        ("POST", "/end", {"ended_by": "conceded", "winner": 2}, "", "Cy & Ed won. Bees gave up."),
        ("POST", "/undo", {}, "", "Undone. Ada throws first."),
        ("POST", "/cancel", {"reason": "Rain"}, "", "Canceled."),
    ):
        await change(kiosk, method, game + path, body)
        await expect(announcement).to_have_text(read + heard)
        await expect(news).to_have_text(read)
    await expect(page.locator(".bar .court")).to_have_text("Patio")


async def test_the_next_press_clears_the_line(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    await change(kiosk, "PUT", f"{game}/players/1", {"name": "Eda"})
    await expect(page.get_by_test_id("news")).to_have_text("Ada is now called Eda.")
    await expect(page.get_by_test_id("announcement")).to_have_text("Ada is now called Eda. Eda throws first.")
    await tap(page, "Hole")
    await expect(page.get_by_test_id("news")).to_be_empty()


async def test_the_lobby_is_run_from_the_phone(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk, team_size=2)
    news = page.get_by_test_id("news")
    await tap(page, "Players")

    def form(text: str) -> Any:
        return page.locator(".lineups form", has=page.get_by_text(text, exact=True))

    await expect(page.get_by_role("button", name="Take out")).to_have_count(3)
    for name in ("Substitute", "Goes home", "Late partner", "Put back"):
        await expect(page.get_by_role("button", name=name)).to_have_count(0)
    place = form("Free place").nth(1)
    await place.get_by_role("textbox").fill("Di")
    await place.get_by_role("button", name="Add").tap()
    await expect(news).to_have_text("Di joined Ants.")
    await expect(form("Ada").get_by_role("button", name="To the other team")).to_be_hidden()
    await form("Di").get_by_role("button", name="Take out").tap()
    await expect(news).to_have_text("Di left Ants.")
    await page.get_by_role("button", name="Put back Di").tap()
    await expect(form("Di")).to_be_visible()
    await expect(page.locator(".put-back")).to_be_hidden()
    await form("Di").get_by_role("button", name="Take out").tap()
    await form("Bo").get_by_role("button", name="To the other team").tap()
    await expect(news).to_have_text("Bo moved to Ants.")
    await form("Cy").get_by_role("textbox").fill("Cyd")
    await form("Cy").get_by_role("button", name="Correct name").tap()
    await expect(news).to_have_text("Cy is now called Cyd.")
    await tap(page, "Back to the score", "Start game")
    await expect(page.get_by_test_id("announcement")).to_have_text("Game started. Ada throws first.")
    state = await change(kiosk, "GET", game, None)
    lineups = [[player["name"] for player in state[team]["players"]] for team in ("team1", "team2")]
    assert lineups == [["Ada"], ["Cyd", "Bo"]]


async def test_a_no_show_is_a_forfeit_in_the_lobby(kiosk: Kiosk, page: Page) -> None:
    await open_game(page, kiosk)
    await tap(page, "Players")
    await page.get_by_text("No-show or forfeit").nth(1).tap()
    await page.get_by_role("button", name="Forfeit by Ants").tap()
    await expect(page.get_by_test_id("announcement")).to_have_text("Forfeit by Ants, 21–0 for Bees.")


async def test_a_game_that_was_set_aside_continues_from_the_phone(kiosk: Kiosk, page: Page) -> None:
    game = await open_game(page, kiosk)
    await change(kiosk, "POST", f"{game}/throws", {"team": 1, "result": "hole"})
    await change(kiosk, "POST", f"{game}/set-aside", {})
    await expect(page.get_by_test_id("headline")).to_have_text("Set aside")
    await expect(page.get_by_role("button", name="Hole", exact=True)).to_be_hidden()
    await page.keyboard.press("1")
    await tap(page, "Continue this game")
    await expect(page.get_by_test_id("headline")).to_have_text("Cy throws next")
    await expect(page.get_by_role("button", name="Hole", exact=True)).to_be_visible()
    assert len((await change(kiosk, "GET", game, None))["bags"]) == 1


async def test_those_who_wait_to_join_are_let_in_and_refused_on_the_phone(tmp_path: Path, page: Page) -> None:
    async with running(tmp_path, approve=True) as kiosk:
        game = await open_game(page, kiosk, team_size=2)
        notice = page.get_by_test_id("join-notice")
        await expect(notice).to_be_empty()
        for name in ("Eve", "Flo", "Gus"):
            assert (await kiosk.call("POST", f"{game}/join", {"name": name, "team": 2}, key=None))[0] == 202
        await expect(notice).to_have_text("Waiting for your yes: Eve, Flo, Gus")
        await expect(page.get_by_test_id("announcement")).to_contain_text("Waiting for your yes")
        await tap(page, "Players", "Let in Flo")
        await expect(page.get_by_test_id("news")).to_have_text("Flo joined Ants.")
        await expect(notice).to_have_text("Waiting for your yes: Eve, Gus")
        await tap(page, "Refuse Eve")
        await expect(notice).to_have_text("Waiting for your yes: Gus")
        await tap(page, "Let in Gus")
        await expect(page.get_by_test_id("message")).to_have_text("There are 2 players in Ants already.")
        await page.context.set_offline(True)
        await tap(page, "Refuse Gus")
        await expect(page.get_by_test_id("message")).to_have_text("The kiosk does not answer. Try again.")
        await page.context.set_offline(False)
        await kiosk.call("POST", f"{game}/start")
        await expect(notice).to_be_empty()
        await expect(page.locator(".joins")).to_be_hidden()


@pytest.mark.parametrize("player", ["Ada", "Bo", "Cy", "Di"])
async def test_putting_back_is_in_view_wherever_a_player_is_taken_out(kiosk: Kiosk, page: Page, player: str) -> None:
    await page.set_viewport_size({"width": 320, "height": 460})
    await open_game(page, kiosk, team2={"name": "Ants", "players": ["Cy", "Di"]}, team_size=2)
    await tap(page, "Players")
    form = page.locator(".lineups form", has=page.get_by_text(player, exact=True))
    await form.get_by_role("button", name="Take out").tap()
    await expect(form).to_have_count(0)
    await expect(page.get_by_role("button", name=f"Put back {player}")).to_be_in_viewport(ratio=1)


async def test_the_panel_is_loaded_after_the_page_and_again_until_it_is_there(kiosk: Kiosk, page: Page) -> None:
    failures = iter([True, False])

    async def serve(route: Route) -> None:
        await (route.abort() if next(failures, False) else route.continue_())

    await page.route("**/lineups.js", serve)
    await open_game(page, kiosk)
    await tap(page, "Players")
    await expect(page.locator(".lineups-placeholder")).to_have_text("Connecting")
    await expect(page.locator(".lineups")).to_be_visible()
    await expect(page.locator(".lineups-placeholder")).to_have_count(0)
    await tap(page, "Back to the score")
    await expect(page.locator(".lineups")).to_have_count(0)
