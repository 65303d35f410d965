"""Redis connection: each reply belongs to its command, even after a canceled or timed out one."""

import asyncio

import pytest

from goat_kiosk.uplink.protocol import connection
from goat_kiosk.uplink.protocol.connection import CONNECTION_ERRORS, RedisConnection, RedisUrl
from tests.uplink.redis_server import RedisServer


async def test_a_canceled_command_leaves_no_answer_for_the_next(redis: RedisServer) -> None:
    async with await RedisConnection.open(RedisUrl(redis.url)) as client:
        for _ in range(3):
            command = asyncio.ensure_future(client.execute("BLPOP", "nothing", 1))
            await asyncio.sleep(0.02)
            command.cancel()
            with pytest.raises(asyncio.CancelledError):
                await command
            assert await client.execute("ECHO", "two") == b"two"
            assert await client.execute("ECHO", "three") == b"three"


async def test_a_command_that_timed_out_leaves_no_answer_for_the_next(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await RedisConnection.open(RedisUrl(redis.url)) as client:
        monkeypatch.setattr(connection, "REPLY_TIMEOUT_S", 0.05)
        with pytest.raises(CONNECTION_ERRORS):
            await client.execute("BLPOP", "nothing", 1)
        monkeypatch.undo()
        assert await client.execute("ECHO", "two") == b"two"
        assert await client.execute("ECHO", "three") == b"three"


async def test_several_commands_can_be_canceled_in_the_middle(redis: RedisServer) -> None:
    async with await RedisConnection.open(RedisUrl(redis.url)) as client:
        pipeline = asyncio.ensure_future(client.pipeline([("ECHO", "one"), ("BLPOP", "nothing", 1), ("ECHO", "x")]))
        next_command = asyncio.ensure_future(client.execute("ECHO", "two"))
        await asyncio.sleep(0.02)
        pipeline.cancel()
        assert await next_command == b"two"
        assert await client.pipeline([("ECHO", "three"), ("NO SUCH",), ("ECHO", "four")]) != []
        assert await client.execute("ECHO", "five") == b"five"


async def test_the_timeout_of_a_queued_command_starts_when_it_is_sent(redis: RedisServer) -> None:
    async with await RedisConnection.open(RedisUrl(redis.url)) as client:
        first, second = client.execute("BLPOP", "nothing", 1), client.execute("ECHO", "two")
        assert tuple(await asyncio.gather(first, second)) == (None, b"two")


async def test_replies_have_the_types_that_redis_sends(redis: RedisServer) -> None:
    async with await RedisConnection.open(RedisUrl(redis.url)) as client:
        await client.execute("ZADD", "index", 5, "a")
        assert await client.execute("ZRANGE", "index", 0, 5, "REV", "WITHSCORES") == [b"a", b"5"]
        await client.execute("XADD", "log", "1-0", "row", "x")
        assert await client.execute("XRANGE", "log", "-", "+") == [[b"1-0", [b"row", b"x"]]]
        assert await client.execute("SCAN", b"0", "MATCH", "nothing") == [b"0", []]
