"""Keys that another program has written: shown nowhere, and nobody falls over them."""

from pathlib import Path

import pytest

from tests.uplink.kiosks import kiosks
from tests.uplink.redis_server import RedisServer


@pytest.mark.logs_a_complaint
async def test_keys_of_another_form_disturb_nobody_else(tmp_path: Path, redis: RedisServer) -> None:
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
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio, hall):
        game = await patio.new_game()
        await hall.shows(game, 1)
        assert hall.figures()["unreadable"] == 2
        assert all(len(one.name) <= 32 and one.name.isprintable() for one in hall.sharing.neighbours())
        with redis.client() as client:
            number = game.rpartition("/")[2]
            client.delete(f"game:{number}:owner")
            client.set(f"game:{number}:owner", "mine")
        await patio.throw(game)
        await patio.stands("refused", "refuses: WRONGTYPE")
        other = await patio.new_game()
        await hall.shows(other, 1)
        with redis.client() as client:
            client.delete(f"game:{number}:owner")
        await hall.shows(game, 2)
        await patio.stands("up")


@pytest.mark.logs_a_complaint
async def test_scripts_that_somebody_has_flushed_are_loaded_again(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio", "Hall") as (patio, hall):
        with redis.client() as client:
            client.script_flush()
        game = await patio.new_game()
        await hall.shows(game, 1)


async def test_a_kiosk_that_stops_leaves_at_once(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio"):
        with redis.client() as client:
            assert client.exists("goat:kiosk:Patio") == 1
    with redis.client() as client:
        assert client.exists("goat:kiosk:Patio") == 0
