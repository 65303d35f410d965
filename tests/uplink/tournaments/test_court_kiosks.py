"""The API of courts that another kiosk scores, as the desk of a tournament sets them up."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.tournament.events import CourtKiosk
from goat_kiosk.tournament.tournament import Court
from tests.uplink.kiosks import Peer, expire, kiosks, until
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S
from tests.web.tournaments.api_night import new_night


@pytest.fixture
async def halls(tmp_path: Path, redis: RedisServer) -> AsyncIterator[list[Peer]]:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as peers:
        for peer in peers:
            await peer.send_heartbeat()
        yield peers


async def create(kiosk: Peer, courts: list[Any]) -> tuple[int, Any]:
    return await kiosk.call("POST", "/api/tournaments", {"name": "Friday", "courts": courts, "calling": "ask"})


async def test_a_court_is_scored_by_the_kiosk_that_its_log_or_name_says(halls: list[Peer]) -> None:
    hall, patio = halls
    log = patio.scorekeeper.log_name
    courts = ["Board 1", {"court": "Board 9", "kiosk": "patio"}, {"court": "Board 10", "kiosk": log}]
    status, tournament = await create(hall, courts)
    assert status == 201, tournament
    assert [court.get("kiosk") for court in tournament["courts"]] == [None, *[{"log": log, "name": "Patio"}] * 2]
    path = f"/api/tournaments/{tournament['tournament_id']}/courts"
    status, added = await hall.call("POST", path, {"court": "Board 11", "open": True, "kiosk": "Patio"})
    assert (status, added[-1]["kiosk"]) == (200, {"log": log, "name": "Patio"})
    status, closed = await hall.call("POST", path, {"court": "Board 9", "open": False})
    assert (status, closed[1]["kiosk"]["log"]) == (200, log)


async def test_the_same_court_at_two_kiosks_is_refused_with_a_sentence(halls: list[Peer]) -> None:
    hall, _ = halls
    status, problem = await create(hall, ["Board 1", {"court": "board 1", "kiosk": "Patio"}])
    assert (status, problem["code"]) == (422, "name-taken")
    assert "Two kiosks have a court board 1" in problem["detail"]
    status, problem = await create(hall, [{"court": "Board 9", "kiosk": "Attic"}])
    assert (status, problem["detail"]) == (422, "There is no kiosk Attic. It must share its games through Redis.")
    night = await new_night(hall)
    assert await night.refuse("POST", "/courts", {"court": "Board 1", "open": True, "kiosk": "Patio"}) == (
        409,
        "name-taken",
    )


async def test_the_courts_of_a_kiosk_that_leaves_wait_until_it_is_back(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            await hall.send_heartbeat()
            status, tournament = await create(hall, [{"court": "Board 9", "kiosk": patio.scorekeeper.log_name}])
            assert status == 201, tournament
            path = f"/api/tournaments/{tournament['tournament_id']}"
        expire(redis, patio.scorekeeper.log_name)
        await wait_for_away(hall, path, away=True)
        async with kiosks(tmp_path, redis.url, "Patio"):
            await wait_for_away(hall, path, away=False)


async def test_after_a_start_no_kiosk_is_noted_as_away_before_it_is_known(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Attic", "Patio") as others:
        courts = [{"court": f"Board {n}", "kiosk": one.scorekeeper.log_name} for n, one in enumerate(others)]
        async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
            await hall.send_heartbeat()
            status, tournament = await create(hall, courts)
            assert status == 201, tournament
        async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
            await hall.send_heartbeat()
            await hall.call("POST", "/api/tournaments", {"name": "Saturday"})  # what was to be noted is by now
            _, again = await hall.call("GET", f"/api/tournaments/{tournament['tournament_id']}")
            assert again["seq"] == tournament["seq"]


async def wait_for_away(kiosk: Peer, path: str, *, away: bool) -> None:
    """Wait until the tournament has noted whether the kiosk of its court is away."""
    await kiosk.send_heartbeat()
    async with asyncio.timeout(TIMEOUT_S):
        while ("away" in (await kiosk.call("GET", path))[1]["courts"][0]["kiosk"]) != away:
            await asyncio.sleep(0.01)


async def test_a_board_where_another_game_is_played_is_known_to_be_in_use(halls: list[Peer]) -> None:
    hall, patio = halls
    court = Court("Court 1", kiosk=CourtKiosk(patio.scorekeeper.log_name, "Patio"))
    assert not hall.court_kiosks.has_game(7, court)
    game = await patio.new_game()
    await until(lambda: hall.court_kiosks.has_game(7, court))
    await patio.call("POST", f"{game}/cancel", {})
    await until(lambda: not hall.court_kiosks.has_game(7, court))
