"""Courts and matches of several kiosks: no game buries another, and a game has one next game wherever it is kept."""

from pathlib import Path
from typing import Any

from tests.uplink.kiosks import Peer, kiosks, until
from tests.uplink.redis_server import RedisServer

FOR_1 = {"team1": {"in": 4, "on": 0}, "team2": {"in": 0, "on": 0}}
FOR_2 = {"team1": {"in": 0, "on": 0}, "team2": {"in": 4, "on": 0}}
BEST_OF_3 = {"games": 3, "target": 12}


async def write(peer: Peer, path: str, body: object = None, expected: int = 200) -> Any:
    status, response = await peer.call("POST", path, body if body is not None else {})
    assert status == expected, response
    return response


async def is_away(peer: Peer) -> None:
    await until(lambda: any(one.away_since is not None for one in peer.sharing.peers()))


async def test_a_court_that_is_taken_over_buries_no_running_game(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            hall_game, patio_game, third = (
                await hall.new_game(),
                await patio.new_game(),
                await patio.new_game(court="Court 2"),
            )
            for game in (patio_game, third):
                await hall.shows(game, (await patio.throw(game))["seq"])
        await is_away(hall)
        taken = await write(hall, f"{patio_game}/take-over")
        assert (taken["court"], taken["kiosk"], len(taken["bags"])) == ("Court 1 · Patio", "Hall", 1)
        moved = await write(hall, f"{third}/take-over", {"court": "Court 1"})
        assert moved["court"] == "Court 1 · Patio 2"
        for game in (hall_game, patio_game, third):
            await hall.throw(game, 2)
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio, hall):
        assert (await patio.shows(patio_game, taken["seq"] + 1))["court"] == "Court 1 · Patio"
        assert (await hall.state(patio_game)) == await patio.state(patio_game)


async def test_a_game_has_one_next_game_whichever_kiosk_keeps_it(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            first = await patio.new_game(rules=BEST_OF_3)
            await write(patio, f"{first}/rounds", FOR_1)
            second = await write(patio, f"{first}/next", expected=201)
            await hall.shows(f"/api/games/{second['game_id']}", second["seq"])
        await is_away(hall)
        await write(hall, f"{first}/take-over")
        assert (await write(hall, f"{first}/next"))["game_id"] == second["game_id"]
        await write(hall, f"/api/games/{second['game_id']}/take-over")
        assert (await write(hall, f"{first}/next"))["game_id"] == second["game_id"]
        await write(hall, f"/api/games/{second['game_id']}/rounds", FOR_2)
        third = await write(hall, f"/api/games/{second['game_id']}/next", expected=201)
        assert third["match"] == {"games": 3, "number": 3, "wins": [1, 1], "previous": second["game_id"]}


async def test_a_correction_says_which_later_game_another_kiosk_keeps(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            first = await patio.new_game(rules=BEST_OF_3)
            await write(patio, f"{first}/rounds", FOR_1)
            second = await write(patio, f"{first}/next", expected=201)
            path = f"/api/games/{second['game_id']}"
            await hall.shows(path, second["seq"])
        await is_away(hall)
        await write(hall, f"{path}/take-over")
        state = await hall.throw(path)
        async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
            await patio.shows(path, state["seq"])
            await until(lambda: patio.scorekeeper.owners.taken_by(second["game_id"]) == "Hall")
            status, response = await patio.call("PUT", f"{first}/rounds/1", FOR_2)
            assert status == 200
            (later,) = response["later_games"]
            assert (later["game_id"], later["kiosk"]) == (second["game_id"], "Hall")
            assert (await write(patio, f"{first}/next"))["game_id"] == second["game_id"]
            assert await patio.state(path) == await hall.state(path)
