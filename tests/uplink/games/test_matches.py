"""Courts and matches of several kiosks: no game replaces another, and a game has one next game at all kiosks."""

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


async def wait_until_peer_is_away(peer: Peer) -> None:
    await until(lambda: any(other.away_since is not None for other in peer.sharing.peers()))


async def test_a_court_taken_over_replaces_no_unfinished_game(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game_at_hall, game_at_patio, third = (
                await hall_kiosk.new_game(),
                await patio_kiosk.new_game(),
                await patio_kiosk.new_game(court="Court 2"),
            )
            for game in (game_at_patio, third):
                await hall_kiosk.wait_for_seq(game, (await patio_kiosk.throw(game))["seq"])
        await wait_until_peer_is_away(hall_kiosk)
        taken = await write(hall_kiosk, f"{game_at_patio}/take-over")
        assert (taken["court"], taken["kiosk"], len(taken["bags"])) == ("Court 1 · Patio", "Hall", 1)
        moved = await write(hall_kiosk, f"{third}/take-over", {"court": "Court 1"})
        assert moved["court"] == "Court 1 · Patio 2"
        for game in (game_at_hall, game_at_patio, third):
            await hall_kiosk.throw(game, 2)
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        assert (await patio_kiosk.wait_for_seq(game_at_patio, taken["seq"] + 1))["court"] == "Court 1 · Patio"
        assert (await hall_kiosk.state(game_at_patio)) == await patio_kiosk.state(game_at_patio)


async def test_a_game_has_one_next_game_whichever_kiosk_owns_it(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            first = await patio_kiosk.new_game(rules=BEST_OF_3)
            await write(patio_kiosk, f"{first}/rounds", FOR_1)
            second = await write(patio_kiosk, f"{first}/next", expected=201)
            await hall_kiosk.wait_for_seq(f"/api/games/{second['game_id']}", second["seq"])
        await wait_until_peer_is_away(hall_kiosk)
        await write(hall_kiosk, f"{first}/take-over")
        assert (await write(hall_kiosk, f"{first}/next"))["game_id"] == second["game_id"]
        await write(hall_kiosk, f"/api/games/{second['game_id']}/take-over")
        assert (await write(hall_kiosk, f"{first}/next"))["game_id"] == second["game_id"]
        await write(hall_kiosk, f"/api/games/{second['game_id']}/rounds", FOR_2)
        third = await write(hall_kiosk, f"/api/games/{second['game_id']}/next", expected=201)
        assert third["match"] == {"games": 3, "number": 3, "wins": [1, 1], "previous": second["game_id"]}


async def test_a_correction_says_which_later_game_another_kiosk_owns(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            first = await patio_kiosk.new_game(rules=BEST_OF_3)
            await write(patio_kiosk, f"{first}/rounds", FOR_1)
            second = await write(patio_kiosk, f"{first}/next", expected=201)
            path = f"/api/games/{second['game_id']}"
            await hall_kiosk.wait_for_seq(path, second["seq"])
        await wait_until_peer_is_away(hall_kiosk)
        await write(hall_kiosk, f"{path}/take-over")
        state = await hall_kiosk.throw(path)
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            await patio_kiosk.wait_for_seq(path, state["seq"])
            await until(lambda: patio_kiosk.scorekeeper.owners.taken_by(second["game_id"]) == "Hall")
            status, response = await patio_kiosk.call("PUT", f"{first}/rounds/1", FOR_2)
            assert status == 200
            (later,) = response["later_games"]
            assert (later["game_id"], later["kiosk"]) == (second["game_id"], "Hall")
            assert (await write(patio_kiosk, f"{first}/next"))["game_id"] == second["game_id"]
            assert await patio_kiosk.state(path) == await hall_kiosk.state(path)
