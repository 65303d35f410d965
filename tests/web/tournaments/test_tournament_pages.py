"""Pages of a tournament in a real browser and as plain HTML: queue, bracket, lists, places."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from goat_kiosk.tournament.division_events import Drawn, EntryMade
from goat_kiosk.tournament.events import PlayerSignedUp
from tests.web.kiosk import Kiosk, running
from tests.web.quiet_page import quiet_page
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def html(kiosk: Kiosk, path: str, status: int = 200) -> str:
    async with kiosk.session.get(kiosk.url + path) as answer:
        assert answer.status == status
        return await answer.text()


async def start(night: ApiNight, match: str, court: str) -> None:
    await night.send("POST", f"/divisions/1/matches/{match}/call", {"court": court})
    await night.send("POST", f"/divisions/1/matches/{match}/start", {"scoring": "result"})


def page_of(night: ApiNight) -> str:
    return f"/tournament/{night.tournament_id}"


async def test_a_page_follows_the_tournament_without_a_reload(kiosk: Kiosk, page: Page) -> None:
    night = await new_night(kiosk, 4, format="single")
    await page.goto(kiosk.url + page_of(night))
    await expect(page.get_by_test_id("link")).to_have_text("Live")
    await expect(page.locator(".now .call")).to_have_count(0)
    await page.evaluate("window.isTheSame = true")
    await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 2"})
    call = page.locator(".now .call")
    await expect(call).to_contain_text("Called: please come to Board 2")
    await night.send("POST", "/divisions/1/matches/W1-1/missing", {"sides": [2]})
    await expect(page.locator(".missing")).to_contain_text("Please report to the desk: P4")
    await night.win("W1-1", 1)
    await expect(page.locator(".bracket [data-match='W1-1'] .won .name")).to_have_text("P1")
    await expect(page.locator(".places tbody tr")).to_contain_text(["P4"])
    await night.win("W1-2", 2)
    await night.win("W2-1", 2)
    await expect(page.locator(".champions")).to_contain_text("P3")
    assert await page.evaluate("window.isTheSame")


async def test_a_followed_name_has_its_road_in_the_bracket(kiosk: Kiosk, page: Page) -> None:
    night = await new_night(kiosk, 8, format="single")
    await night.win("W1-1", 1)
    await page.goto(kiosk.url + page_of(night))
    await page.get_by_label("Follow a player or team").fill("p1")
    await page.get_by_role("button", name="Follow", exact=True).click()
    road = page.locator(".bracket .drawn[data-road]")
    await expect(road).to_have_count(3)
    assert await road.evaluate_all("all => all.map(({dataset}) => dataset.match)") == ["W1-1", "W2-1", "W3-1"]
    await expect(page.locator(".bracket .line[data-road]")).to_have_count(2)
    await night.win("W1-2", 1)
    await night.win("W2-1", 2)
    await expect(road).to_have_count(2)
    await page.reload()
    await expect(road).to_have_count(2)


async def test_a_kiosk_that_is_gone_leaves_no_state_as_live(tmp_path: Path, browser: Browser) -> None:
    async with quiet_page(browser) as page:
        async with running(tmp_path) as kiosk:
            night = await new_night(kiosk, 2)
            await page.goto(kiosk.url + page_of(night))
            await expect(page.get_by_test_id("link")).to_have_text("Live")
        await expect(page.get_by_test_id("link")).to_have_text(re.compile("Away since .*, trying again"))
        await expect(page.locator("html")).to_have_class(re.compile("stale"))


async def test_the_list_has_what_the_drawing_shows(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3)
    await start(night, "W1-2", "Board 1")
    text = await html(kiosk, page_of(night))
    rounds = text[text.index('class="rounds"') :]
    assert re.findall(r"<h3>(.*?)</h3>", rounds)[:2] == ["Winners bracket, round 1", "Winners bracket, round 2"]
    assert "bye" not in rounds
    assert re.search(r"W1-2.*?P2.*?P3.*?Board 1, playing since", rounds, re.DOTALL)
    assert "0–0" not in text


async def test_a_page_before_the_draw_lists_who_is_in(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    assert "Nobody has signed up yet." in await html(kiosk, page_of(night))
    await night.enter(2)
    text = await html(kiosk, page_of(night))
    assert "<li>P1</li><li>P2</li>" in text
    assert "2 courts, 2 teams" in text


async def test_content_that_the_page_has_is_not_sent_again(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 2)
    content = f"{page_of(night)}/content"
    found = re.search(r'name="seen" value="(.*?)"', await html(kiosk, content))
    assert found is not None
    assert await html(kiosk, f"{content}?seen={found[1]}", 204) == ""
    await night.win("W1-1", 1)
    assert "P1" in await html(kiosk, f"{content}?seen={found[1]}")


async def test_there_is_no_page_of_another_number(kiosk: Kiosk) -> None:
    for path in ("", "/content", "/qr.svg"):
        await html(kiosk, f"/tournament/1{path}", 404)


async def test_names_are_text(kiosk: Kiosk) -> None:
    night = await new_night(kiosk)
    await night.send("POST", "/players", {"name": "<b>Ann</b>"})
    await night.send("POST", "/divisions/1/entries", {"players": [1]})
    assert "<b>Ann" not in await html(kiosk, page_of(night))


async def test_the_start_page_has_open_tournaments_first_and_closed_ones_last(kiosk: Kiosk, browser: Browser) -> None:
    async with quiet_page(browser) as page:
        await page.goto(kiosk.url)
        await expect(page.get_by_test_id("link")).to_have_text("Live")
        night = await new_night(kiosk, 2)
        await expect(page.locator(".tournament")).to_have_text("Friday 2 courts, 2 teams")
        await night.win("W1-1", 1)
        await night.win("F-1", 1)
        await night.send("POST", "/close")
        await expect(page.locator(".closed")).to_contain_text("Friday")
        await expect(page.locator(".tournament")).to_have_count(0)


async def test_a_page_of_128_fits_a_phone(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk)
    people = range(1, 129)
    signed_up = [event for n in people for event in (PlayerSignedUp(n, f"Player {n}"), EntryMade(n, 1, (n,)))]
    draw = Drawn(1, tuple(people), "order")
    kiosk.scorekeeper.director.record(night.tournament_id, lambda _: [*signed_up, draw])
    async with quiet_page(browser, viewport={"width": 320, "height": 640}) as page:
        await page.goto(kiosk.url + page_of(night))
        await expect(page.get_by_test_id("link")).to_have_text("Live")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        await expect(page.locator(".drawn")).to_have_count(254)


async def test_a_tournament_on_paper_has_queue_people_results_and_bracket(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk, 8)
    await start(night, "W1-1", "Board 1")
    await night.win("W1-2", 2)
    async with quiet_page(browser) as page:
        await page.goto(f"{kiosk.url}{page_of(night)}/print")
        await expect(page.locator(".queue tbody tr").first).to_contain_text("W1-1")
        await expect(page.locator(".people li").first).to_have_text("P1: W1-1, Board 1 against P8")
        await expect(page.locator(".matches tr", has_text="W1-2")).to_contain_text("14–21")
        await page.emulate_media(media="print", color_scheme="dark")
        assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        await expect(page.locator("button")).to_be_hidden()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
async def test_a_bracket_of_128_takes_several_sheets_and_loses_no_match(
    kiosk: Kiosk, browser: Browser, paper: str
) -> None:
    night = await new_night(kiosk)
    people = range(1, 129)
    signed_up = [event for n in people for event in (PlayerSignedUp(n, f"Player {n}"), EntryMade(n, 1, (n,)))]
    draw = Drawn(1, tuple(people), "order")
    kiosk.scorekeeper.director.record(night.tournament_id, lambda _: [*signed_up, draw])
    async with quiet_page(browser) as page:
        await page.goto(f"{kiosk.url}{page_of(night)}/print")
        drawn = await page.locator(".sheet .drawn").evaluate_all("all => all.map(({ dataset }) => dataset.match)")
        sheets = await page.locator(".sheet").count()
        pdf = await page.pdf(format=paper)
    assert len(set(drawn)) == 254
    assert sheets > 4
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) > sheets


async def test_the_page_of_a_game_says_which_match_it_is(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk, 4, format="single")
    await night.send("POST", "/divisions/1/matches/W1-1/start", {"court": "Board 1", "scoring": "bags"})
    game = (await night.matches())["W1-1"]["games"][0]
    title = f'<a class="fixture" href="{page_of(night)}">Semifinal W1-1 · Friday</a>'
    assert title in await html(kiosk, f"/game/{game}")
    await kiosk.call("POST", f"/api/games/{game}/rounds", {"team1": {"in": 1, "on": 0}, "team2": {"in": 0, "on": 0}})
    assert title in await html(kiosk, f"/game/{game}")
    async with quiet_page(browser, viewport={"width": 1280, "height": 720}) as wall:
        await wall.goto(f"{kiosk.url}/display/{game}")
        await expect(wall.locator(".link")).to_have_text("Live")
        await expect(wall.locator(".details")).to_have_text("Match W1-1")


async def test_the_queue_says_in_how_many_minutes_once_the_pace_is_known(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 16, format="single")
    assert " min</span>" not in await html(kiosk, page_of(night))
    for number in range(1, 5):
        await night.send("POST", f"/divisions/1/matches/W1-{number}/call", {"court": "Board 1"})
        kiosk.clock.advance(12 * 60_000)
        await night.win(f"W1-{number}", 1)
    await night.send("POST", "/divisions/1/matches/W1-5/call", {"court": "Board 1"})
    assert re.search(r"in [0-9–]+ min</span>", await html(kiosk, page_of(night)))


async def test_a_slip_is_printed_for_each_match_that_can_be_played(kiosk: Kiosk, browser: Browser) -> None:
    night = await new_night(kiosk, 8, best_of={"default": 3})
    await start(night, "W1-1", "Board 1")
    await night.win("W1-2", 2)
    async with quiet_page(browser) as page:
        await page.goto(f"{kiosk.url}{page_of(night)}/print?show=slips")
        await expect(page.locator(".slip")).to_have_count(3)
        await expect(page.locator(".slip").first).to_contain_text("Board 1")
        await expect(page.locator(".slip").first.locator("tbody td")).to_have_count(8)  # three games and who won
        pdf = await page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
