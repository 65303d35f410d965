"""Redis keys written by another program: they are not shown, and cause no error."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.domain.events import GameCreated
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from tests.games import BLUE, ORANGE
from tests.uplink.kiosks import kiosks, until
from tests.uplink.redis_server import RedisServer


async def test_a_key_of_a_wrong_type_affects_only_its_own_game(tmp_path: Path, redis: RedisServer) -> None:
    with redis.client() as client:
        client.set("game:7:state", "{}")
        client.set("game:8:state", b"\xff" * 100)
        client.hset("game:9:state", "a", "b")
        client.set("goat:kiosk:Yard", "[]")
        client.zadd(
            "goat:kiosks",
            {b"\xff\xfe": 1, "c0ffee00 Ya\u202erd\n" + "x" * 500: 2_000_000_000_000, "deadbeef Yard": 1.5e300},
        )
        client.xadd("game:7:log", {"a": "b", "c": "d"}, "3-0")
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)
        assert hall_kiosk.counts()["unreadable"] == 2
        assert all(len(peer.name) <= 32 and peer.name.isprintable() for peer in hall_kiosk.sharing.peers())
        with redis.client() as client:
            number = game.rpartition("/")[2]
            client.delete(f"game:{number}:owner")
            client.set(f"game:{number}:owner", "mine")
            client.delete(
                f"game:{number}:log",
                f"game:{number}:state",
                "goat:kiosks",
                f"goat:log:{patio_kiosk.scorekeeper.log_name}",
            )
            client.set(f"game:{number}:log", "mine")
            client.hset(f"game:{number}:state", "a", "b")
            client.hset("goat:kiosks", "a", "b")
            client.hset(f"goat:log:{patio_kiosk.scorekeeper.log_name}", "a", "b")
        await patio_kiosk.throw(game)
        await hall_kiosk.wait_for_seq(game, 2)
        await until(lambda: hall_kiosk.copied_events(game) == 2)
        connection = patio_kiosk.sharing._link.connection
        assert connection is not None
        send_presence = patio_kiosk.sharing._link.send_presence(connection)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(send_presence, patio_kiosk.server._loop))
        await patio_kiosk.wait_for_link("up")
        with redis.client() as client:
            assert f"{patio_kiosk.scorekeeper.log_name} Patio".encode() in client.zrange("goat:kiosks", 0, -1)


@pytest.mark.parametrize("epoch", ["abc", "9" * 25, str(1 << 63), str(1 << 53), "-1", ""])
async def test_a_damaged_owner_of_a_game_whose_kiosk_is_away_closes_no_court(
    tmp_path: Path, redis: RedisServer, epoch: str
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall_kiosk,):
        async with kiosks(tmp_path, redis.url, "Patio") as (patio_kiosk,):
            game = await patio_kiosk.new_game()
            await hall_kiosk.wait_for_seq(game, 1)
        with redis.client() as client:
            client.hset(f"game:{game.rpartition('/')[2]}:owner", "epoch", epoch)
        status, _ = await hall_kiosk.call("POST", f"{game}/take-over", {})
        assert status == 200
        await hall_kiosk.throw(game)


LIST_PATHS = ("/", "/courts", "/healthz", "/score", "/score/games", "/colors.css", "/display", "/api/games", "/metrics")
NEWER_STATES: list[dict[str, Any]] = [
    {"needed": {"team1": {"can": "on-the-last-bag"}}},
    {"ended_by": "rain"},
    {"status": "paused"},
    {"bags": [{"n": 1, "team": 1, "result": "stuck"}]},
    {"updated_at": "2099-01-01T00:00:00Z"},
]
"""States of a newer kiosk, or of one with a wrong clock: the game is shown without the unknown part."""
INVALID_STATES: list[dict[str, Any]] = [
    {"bags": [{"n": 1, "team": 1, "result": "hole", "x": "a", "y": 3}]},
    {"needed": {"team1": {"can": "lead", "by": "four"}}},
    {"round": 1e30},
    {"team1": None},
    {"rules": {"name": "ACL", "target": -1}},
    {"updated_at": "2026-13-01T00:00:00Z"},
]


async def test_no_forged_state_breaks_a_list_of_games(tmp_path: Path, redis: RedisServer) -> None:
    history = open_history(GameCreated("Court 9", ORANGE, BLUE), time.time_ns() // 1_000_000)
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        game = await patio_kiosk.new_game()
        with redis.client() as client:
            for number, changes in enumerate([*NEWER_STATES, *INVALID_STATES], start=1):
                state: Any = json.loads(encode_state(history, Identity(number, "c0ffee00", "Yard")))
                forged = json.dumps(state | changes)
                client.set(f"game:{number}:state", forged)
                client.publish(f"game:{number}:events", f"id: c0ffee00-1\nevent: state\ndata: {forged}")
        await patio_kiosk.throw(game)
        await hall_kiosk.wait_for_seq(game, 2)
        for path in (*LIST_PATHS, "/game/1", "/display/1", "/overlay/1", "/score/1", "/game/1/receipt"):
            async with hall_kiosk.session.get(hall_kiosk.url + path) as response:
                assert (path, response.status) == (path, 200)
        async with hall_kiosk.session.get(f"{hall_kiosk.url}/api/games") as response:
            assert [state["game_id"] for state in await response.json() if state["kiosk"] == "Yard"] == [
                *range(1, len(NEWER_STATES) + 1)
            ]
        _, health = await hall_kiosk.call("GET", "/healthz")
        assert health["parts"]["clock"]["status"] == "ok"
        assert hall_kiosk.counts()["unreadable"] == len(INVALID_STATES)


async def test_a_forged_high_event_number_freezes_no_court(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall", "Yard") as (patio_kiosk, hall_kiosk, yard_kiosk):
        game = await patio_kiosk.new_game()
        state = await hall_kiosk.wait_for_seq(game, 1)
        with redis.client() as client:
            for game_id in (state["game_id"], state["game_id"] + 1):
                forged = json.dumps(state | {"game_id": game_id, "seq": 1_000_000})
                client.publish(f"game:{game_id}:events", f"event: state\ndata: {forged}")
        await patio_kiosk.throw(game)
        await hall_kiosk.wait_for_seq(game, 2)
        await yard_kiosk.wait_for_seq(game, 2)
        other = await patio_kiosk.new_game(court="Court 2")
        assert other.endswith(f"/{state['game_id'] + 1}")
        await hall_kiosk.wait_for_seq(other, 1)


@pytest.mark.logs_warnings
async def test_flushed_scripts_are_loaded_again(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio_kiosk, hall_kiosk):
        with redis.client() as client:
            client.script_flush()
        game = await patio_kiosk.new_game()
        await hall_kiosk.wait_for_seq(game, 1)


async def test_a_kiosk_that_stops_removes_its_presence_at_once(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio"):
        with redis.client() as client:
            assert client.exists("goat:kiosk:Patio") == 1
    with redis.client() as client:
        assert client.exists("goat:kiosk:Patio") == 0
