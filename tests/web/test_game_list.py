"""The list of games: its filters, its pages over older games, and the names of its parameters."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from yarl import URL

from tests.games import AT
from tests.web.kiosk import Kiosk, running

DAY_MS = 24 * 3_600 * 1_000
WEEK_AGO = AT - 7 * DAY_MS


async def games(kiosk: Kiosk, query: str = "") -> list[Any]:
    status, listed = await kiosk.call("GET", f"/api/games{query}", key=None)
    assert status == 200, listed
    return [game["court"] for game in listed]


@pytest.fixture
async def kiosk(tmp_path: Path) -> AsyncIterator[Kiosk]:
    """A kiosk with seven finished games of a week ago, and two games of now."""
    async with running(tmp_path, now=WEEK_AGO) as old:
        for number in range(1, 8):
            game = await old.new_game(court=f"Old {number}")
            await old.call("POST", f"{game}/end", {"ended_by": "conceded", "winner": 1})
            old.clock.advance(60_000)
    async with running(tmp_path, now=AT) as server:
        await server.new_game(court="Court 1")
        live = await server.new_game(court="Court 2", lobby=False)
        await server.call("POST", f"{live}/throws", {"team": 1, "result": "hole"})
        yield server


async def test_without_parameters_the_list_has_the_active_games(kiosk: Kiosk) -> None:
    assert await games(kiosk) == ["Court 1", "Court 2"]
    assert await games(kiosk, "?court=court 2") == ["Court 2"]
    assert await games(kiosk, "?status=lobby") == ["Court 1"]
    assert await games(kiosk, "?disputed=true") == []


async def test_pages_lead_from_the_newest_games_to_the_oldest(kiosk: Kiosk) -> None:
    pages, path = [], "/api/games?limit=4"
    while path:
        async with kiosk.session.get(kiosk.url + path) as answer:
            pages.append([game["court"] for game in await answer.json()])
            path = URL(answer.links["next"]["url"]).path_qs if "next" in answer.links else ""
    assert pages == [["Old 6", "Old 7", "Court 1", "Court 2"], ["Old 2", "Old 3", "Old 4", "Old 5"], ["Old 1"]]


async def test_filters_hold_for_older_games_too(kiosk: Kiosk) -> None:
    assert await games(kiosk, "?status=finished&limit=2") == ["Old 6", "Old 7"]
    assert await games(kiosk, "?court=Old 3&limit=9") == ["Old 3"]
    assert await games(kiosk, "?since=2020-01-01T00:00:00Z&status=live") == ["Court 2"]
    _, listed = await kiosk.call("GET", "/api/games?limit=9")
    since = listed[4]["updated_at"]
    assert await games(kiosk, f"?since={since}") == ["Old 5", "Old 6", "Old 7", "Court 1", "Court 2"]


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?curt=x", 422, "unknown-parameter"),
        ("?limit=0", 422, "invalid-value"),
        ("?limit=many", 422, "invalid-value"),
        ("?status=over", 422, "invalid-value"),
        ("?since=yesterday", 422, "invalid-value"),
        ("?since=2026-01-01T00:00:00", 422, "invalid-value"),
        ("?before=1", 404, "not-found"),
    ],
)
async def test_a_parameter_that_cannot_be_used_is_refused(kiosk: Kiosk, query: str, status: int, code: str) -> None:
    refused, problem = await kiosk.call("GET", f"/api/games{query}")
    assert (refused, problem["code"]) == (status, code)
    if code == "unknown-parameter":
        assert "court, status, disputed, since, limit, before" in problem["detail"]


async def test_a_read_that_would_bring_the_same_again_is_304(kiosk: Kiosk) -> None:
    _, (_, live) = await kiosk.call("GET", "/api/games")
    game = f"/api/games/{live['game_id']}"
    for path in ("/api/games", game, f"{game}/log", f"{game}/stats", "/api/kiosks", "/api/openapi.json"):
        async with kiosk.session.get(kiosk.url + path) as first:
            tag = first.headers["ETag"]
        async with kiosk.session.get(kiosk.url + path, headers={"If-None-Match": f'"other", W/{tag}'}) as again:
            assert (again.status, again.headers["ETag"], await again.read()) == (304, tag, b"")


async def test_the_tag_of_a_game_is_the_id_of_its_state(kiosk: Kiosk) -> None:
    _, (_, live) = await kiosk.call("GET", "/api/games")
    game = f"/api/games/{live['game_id']}"
    async with kiosk.session.get(kiosk.url + game) as read:
        tag = read.headers["ETag"]
    assert tag == f'"{live["log"]}-{live["seq"]}"'
    assert (await kiosk.call("POST", f"{game}/undo", {}, If_Match=tag))[0] == 200
    async with kiosk.session.get(kiosk.url + game, headers={"If-None-Match": tag}) as changed:
        assert changed.status == 200
