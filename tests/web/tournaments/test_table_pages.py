"""Tables of a round robin and of pools on the pages of a tournament: phone, wall and paper."""

import re
from collections.abc import Sequence

import pytest
from playwright.async_api import Browser, expect

from goat_kiosk.tournament.match_events import MatchStarted
from goat_kiosk.tournament.stage import Stage, StageSource
from goat_kiosk.web.pages.render.tournament_view import view_tournament
from goat_kiosk.web.pages.render.wall_views import wall_views
from tests.tournament.night import Night, known_sides
from tests.web.kiosk import Kiosk
from tests.web.quiet_page import quiet_page
from tests.web.test_accessibility import Scheme, violations
from tests.web.tournaments.api_night import ApiNight, new_night

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def html(kiosk: Kiosk, path: str) -> str:
    async with kiosk.session.get(kiosk.url + path) as answer:
        assert answer.status == 200
        return re.sub(r"\s+", " ", await answer.text())


async def circle(night: ApiNight) -> None:
    """Let 1 beat 2, 2 beat 3 and 3 beat 1, by one point more each."""
    scores = {(1, 2): [21, 18], (2, 3): [21, 17], (3, 1): [21, 16]}
    for match in (await night.matches()).values():
        sides = match["a"]["entry"], match["b"]["entry"]
        is_first = sides in scores
        score = scores[sides if is_first else sides[::-1]]
        await night.win(match["match"], 1 if is_first else 2, scores=[score if is_first else score[::-1]])


async def test_a_page_has_the_table_with_the_step_that_decided(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    await circle(night)
    text = await html(kiosk, f"/tournament/{night.tournament_id}")
    table = text[text.index('<table class="table">') : text.index("</table>")]
    assert re.findall(r'class="name">(.*?)<', table) == ["P2", "P3", "P1"]
    assert "Tied with P3, and won their match." in table
    assert "Tied with P2 and P3; differential: −2." in table
    assert "<td>1–1</td><td>−2</td>" in table
    paper = await html(kiosk, f"/tournament/{night.tournament_id}/print")
    assert "<caption>Round robin</caption>" in paper
    assert "<td>head-to-head</td>" in paper


async def test_the_own_page_says_place_record_and_why(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    await circle(night)
    text = await html(kiosk, f"/tournament/{night.tournament_id}/me?player=3")
    assert "Round robin: place 2 of 3, 1–1, +1. Tied with P2, and lost their match." in text


async def test_who_has_played_all_of_a_table_that_goes_on_is_not_out(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 4, format="round-robin")
    for match in (await night.matches()).values():
        if 1 in (match["a"]["entry"], match["b"]["entry"]):
            await night.win(match["match"], 1 if match["a"]["entry"] == 1 else 2)
    text = await html(kiosk, f"/tournament/{night.tournament_id}/me?player=1")
    assert "You are out" not in text
    assert "You wait for your next match" in text


def pools_night(entries: int = 8, played: int = 6) -> Night:
    upper, lower = (
        Stage("single", seeding="standings", source=StageSource(1, pool_places=places)) for places in ((1, 2), (3, 4))
    )
    night = Night(entries, Stage("round-robin", pools=2), upper, lower)
    night.draw()
    play(night, played)
    return night


def play(night: Night, most: int = 999, stages: Sequence[int] = (1, 2, 3)) -> None:
    """Play what is ready, at most so many matches: the smaller number wins."""
    for _ in range(most):
        ready = [match for match in night.ready if match.stage in stages]
        if not ready:
            return
        first, second = known_sides(ready[0])
        night.record(ready[0], 1 if first < second else 2)


async def test_a_wall_shows_tables_while_they_are_played_and_says_who_goes_on() -> None:
    night = pools_night()
    for match in night.ready:
        night.call(match.id, f"Board {1 + len(night.division.matches) % 2}")
        night.add(MatchStarted(1, match.id))
        break
    view = view_tournament(night.state, night.now)
    assert "standings" in wall_views(view)
    assert [table.title for table in view.divisions[0].tables] == ["Pool 1", "Pool 2"]
    lines = [[row.cut_below for row in table.rows if row.cut_below] for table in view.divisions[0].tables]
    assert lines == [["go on: Upper bracket", "go on: Lower bracket"]] * 2


async def test_the_champion_of_a_night_with_two_brackets_is_that_of_the_upper_one() -> None:
    night = pools_night(played=999)
    night.draw_stage(2)
    night.draw_stage(3)
    play(night)
    (division,) = view_tournament(night.state, night.now).divisions
    assert [champion.name for champion in division.champions] == ["P1"]
    assert [place.name for place in division.places[:4]] == ["P1", "P2", "P3", "P4"]
    assert division.has_final_places


async def test_a_round_robin_alone_has_a_podium_and_one_list(kiosk: Kiosk) -> None:
    night = await new_night(kiosk, 3, format="round-robin")
    await circle(night)
    wall = await html(kiosk, f"/tournament/{night.tournament_id}/wall?show=standings")
    assert wall.count('class="view standings"') == 1
    (division,) = view_tournament(kiosk.scorekeeper.director.tournament(night.tournament_id), 0).divisions
    assert [place.name for place in division.places] == ["P2", "P3", "P1"]
    assert [champion.name for champion in division.champions] == ["P2"]
    assert not division.has_final_places


@pytest.mark.parametrize("path", ["", "/me?player=3"])
async def test_a_table_fits_a_small_phone_and_axe_finds_nothing(kiosk: Kiosk, browser: Browser, path: str) -> None:
    night = await new_night(kiosk)
    stages = [{"format": "round-robin"}, {"format": "single", "from": {"stage": 1, "places": [1, 2]}}]
    await night.send("POST", "/divisions", {"name": "Pools", "kind": "singles", "stages": stages})
    for number in range(1, 4):
        await night.send("POST", "/players", {"name": f"Maximiliane {number} of the Bag Brothers"})
        await night.send("POST", "/divisions/2/entries", {"players": [number]})
    for match in await night.send("POST", "/divisions/2/draw", {"order": [1, 2, 3]}):
        body = {"winner": 1, "scores": [[21, 14]], "how": "played"}
        await night.send("PUT", f"/divisions/2/matches/{match['match']}/result", body)
    async with quiet_page(browser, viewport={"width": 320, "height": 640}) as page:
        await page.goto(f"{kiosk.url}/tournament/{night.tournament_id}{path}")
        await expect(page.get_by_test_id("link")).to_have_text("Live")
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        schemes: list[Scheme] = ["light", "dark"]
        for scheme in schemes:
            await page.emulate_media(color_scheme=scheme)
            assert await violations(page) == []
