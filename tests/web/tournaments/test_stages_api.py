"""Stages of a division through the API: pools, then brackets of their places, drawn before they are known."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from tests.web.kiosk import Kiosk, running
from tests.web.tournaments.api_night import ApiNight, new_night

STAGES = [
    {"format": "round-robin", "pools": 2},
    {"format": "double", "from": {"stage": 1, "pool_places": [1, 2]}},
    {"format": "single", "from": {"stage": 1, "pool_places": [3, 4]}},
]


@pytest.fixture
async def night(tmp_path: Path) -> AsyncIterator[ApiNight]:
    async with running(tmp_path) as kiosk:
        yield await pools_then_brackets(kiosk)


async def pools_then_brackets(kiosk: Kiosk) -> ApiNight:
    night = await new_night(kiosk)
    await night.send("POST", "/divisions", {"name": "Pools", "kind": "singles", "stages": STAGES})
    night.division = f"{night.path}/divisions/2"
    for number in range(1, 9):
        await night.send("POST", "/players", {"name": f"P{number}"})
        await night.send("POST", "/divisions/2/entries", {"players": [number]})
    await night.send("POST", "/divisions/2/draw", {"order": list(range(1, 9))})
    return night


async def play(night: ApiNight, stage: int) -> None:
    """Let the smaller number win every match of a stage."""
    while True:
        matches = await night.send("GET", "/divisions/2/matches", key=None)
        ready = [match for match in matches if match["stage"] == stage and match["status"] == "ready"]
        if not ready:
            return
        for match in ready:
            winner = 1 if match["a"]["entry"] < match["b"]["entry"] else 2
            body = {"winner": winner, "scores": [[21, 14] if winner == 1 else [14, 21]], "how": "played"}
            await night.send("PUT", f"/divisions/2/matches/{match['match']}/result", body)


async def test_a_night_of_pools_and_two_brackets(night: ApiNight) -> None:
    early = await night.send("POST", "/divisions/2/draw", {"stage": 2})
    first = next(match for match in early if match["match"] == "2.W1-1")
    assert (first["a"], first["status"]) == ({"open": {"stage": 1, "place": 1}}, "waiting")
    await play(night, 1)
    preview = await night.send("POST", "/divisions/2/draw?preview=true", {"stage": 3})
    assert {change["match"] for change in preview["effect"]} == {"3.W1-1", "3.W1-2", "3.W2-1"}
    await night.send("POST", "/divisions/2/draw", {"stage": 3})
    standings = await night.send("GET", "/divisions/2/standings?stage=1", key=None)
    assert [(row["place"], row["played"]) for row in standings] == [(place, 3) for place in (1, 1, 3, 3, 5, 5, 7, 7)]
    await play(night, 2)
    await play(night, 3)
    closed = await night.send("POST", "/close", {})
    assert [place["entry"] for place in closed["places"] if place["division"] == 2][:4] == [1, 2, 3, 4]
    assert closed["divisions"][1]["status"] == "over"
    assert closed["divisions"][1]["stages"][1]["from"] == {"stage": 1, "pool_places": [1, 2]}


async def test_a_stage_is_drawn_again_and_swapped_by_its_number(night: ApiNight) -> None:
    await play(night, 1)
    await night.send("POST", "/divisions/2/draw", {"stage": 2})
    matches = await night.send("POST", "/divisions/2/redraw", {"stage": 2, "reason": "A wrong list."})
    ones = [match["a"]["entry"] for match in matches if match["match"] in {"2.W1-1", "2.W1-2"}]
    await night.send("POST", "/divisions/2/swap", {"stage": 2, "entries": ones, "reason": "They came together."})
    after = await in_division(night)
    assert [after[match]["a"]["entry"] for match in ("2.W1-1", "2.W1-2")] == ones[::-1]


async def in_division(night: ApiNight) -> dict[str, dict[str, dict[str, int]]]:
    return {match["match"]: match for match in await night.send("GET", "/divisions/2/matches", key=None)}


@pytest.mark.parametrize(
    ("method", "path", "body", "answer"),
    [
        ("POST", "/divisions/1/draw", {"stage": 2}, (404, "not-in-tournament")),
        ("POST", "/divisions/2/stages/1/rounds", {}, (409, "against-the-rules")),
        ("POST", "/divisions/2/stages/7/rounds", {}, (404, "not-in-tournament")),
        ("PUT", "/divisions/2/stages/1", {"pools": 3}, (409, "against-the-rules")),
        ("POST", "/divisions", {"name": "S", "kind": "singles", "stages": [STAGES[1]]}, (409, "against-the-rules")),
        (
            "POST",
            "/divisions",
            {"name": "S", "kind": "singles", "stages": [{"format": "round-robin", "pool_courts": {"A": []}}]},
            (422, "invalid-value"),
        ),
    ],
)
async def test_invalid_stages_are_refused(
    night: ApiNight, method: str, path: str, body: object, answer: tuple[int, str]
) -> None:
    assert await night.refuse(method, path, body) == answer


async def test_the_page_shows_the_rounds_of_the_pools_and_each_bracket(night: ApiNight) -> None:
    await night.send("POST", "/divisions/2/draw", {"stage": 2})
    await night.send("POST", "/divisions/2/draw", {"stage": 3})
    async with ClientSession() as client:
        response = await client.get(f"{night.kiosk.url}/tournament/{night.tournament_id}")
        page = await response.text()
    assert page.count('<svg class="bracket"') == 2
    assert "<h3>Pool 2, round 1</h3>" in page
    assert '<h3 class="tree-title">Lower bracket</h3>' in page


async def page_of(night: ApiNight, player: int) -> str:
    async with ClientSession() as client:
        response = await client.get(f"{night.kiosk.url}/tournament/{night.tournament_id}/me?player={player}")
        return await response.text()


async def test_a_player_reads_the_place_in_the_pool_and_what_comes_after_it(night: ApiNight) -> None:
    matches = await night.send("GET", "/divisions/2/matches", key=None)
    own = [match["match"] for match in matches if 1 in {match["a"]["entry"], match["b"]["entry"]}]
    for match in own:
        winner = 1 if (await in_division(night))[match]["a"]["entry"] == 1 else 2
        body = {"winner": winner, "scores": [[21, 14] if winner == 1 else [14, 21]], "how": "played"}
        await night.send("PUT", f"/divisions/2/matches/{match}/result", body)
    page = await page_of(night, 1)
    assert "Place 1 in pool 1 so far" in page
    assert "The bracket is drawn when the others have, too." in page
    await play(night, 1)
    await night.send("POST", "/divisions/2/draw", {"stage": 2})
    await night.send("POST", "/divisions/2/draw", {"stage": 3})
    assert "You are still in, without a loss" in await page_of(night, 1)


async def test_each_pool_has_a_card_with_its_court_and_the_order_of_its_matches(night: ApiNight) -> None:
    await night.send("PUT", "/divisions/2/stages/1", {"pool_courts": {"P1": ["Board 1"]}})
    async with ClientSession() as client:
        response = await client.get(f"{night.kiosk.url}/tournament/{night.tournament_id}/print?show=pools")
        page = await response.text()
    assert page.count('class="pool-card"') == 2
    assert "Pool 1 · Board 1" in page
    first, second = page.split('class="pool-card"')[1:]
    assert first.count("<tr><th") == second.count("<tr><th") == 1 + 6
    await play(night, 1)
    async with ClientSession() as client:
        response = await client.get(f"{night.kiosk.url}/tournament/{night.tournament_id}/print?show=pools")
        assert "No pool is being played." in await response.text()
