"""Replicas: what other kiosks show of a tournament, from its log in Redis."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from goat_kiosk.uplink.protocol.messages import TOURNAMENTS
from tests.uplink.kiosks import Peer, kiosk, kiosks, until
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S
from tests.web.tournaments.api_night import ApiNight, new_night


def at(peer: Peer, night: ApiNight) -> ApiNight:
    """Return the same tournament at another kiosk."""
    return ApiNight(peer, night.tournament_id)


async def wait_until_same(peer: Peer, night: ApiNight) -> Any:
    """Wait until a kiosk shows the tournament as its owner does, and return the state."""
    there = at(peer, night)
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            _, expected = await night.kiosk.call("GET", night.path, key=None)
            status, shown = await peer.call("GET", there.path, key=None)
            if status == 200 and shown == expected:
                return shown
            await asyncio.sleep(0.01)


async def test_every_kiosk_shows_a_tournament_under_the_log_and_the_name_of_its_owner(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        shown = await wait_until_same(patio, night)
        assert (shown["kiosk"], shown["log"]) == ("Hall", hall.scorekeeper.log_name)
        await night.win("W1-1", 1)
        await wait_until_same(patio, night)
        there = at(patio, night)
        assert await there.matches() == await night.matches()
        for path in ("/queue", "/divisions/1/standings"):
            assert await there.send("GET", path, key=None) == await night.send("GET", path, key=None)
        listed = await patio.call("GET", "/api/tournaments", key=None)
        assert [(one["tournament_id"], one.get("kiosk")) for one in listed[1]] == [(night.tournament_id, "Hall")]


async def failure(peer: Peer, night: ApiNight, code: int = 503) -> str:
    """Wait until a kiosk refuses to show a tournament, and return the sentence."""
    async with asyncio.timeout(TIMEOUT_S):
        while (answer := await peer.call("GET", night.path, key=None))[0] != code:
            await asyncio.sleep(0.01)
    detail: str = answer[1]["detail"]
    return detail


def publish(redis: RedisServer, night: ApiNight, log: str, seq: int, row: bytes) -> None:
    """Store an event of a tournament in Redis, as the kiosk that runs it does."""
    published = TOURNAMENTS.log(night.tournament_id)
    state = b'{"tournament_id":%d,"log":"%b","seq":%d}' % (night.tournament_id, log.encode(), seq)
    with redis.client() as client:
        client.xadd(published.key("log"), {"row": row}, f"{seq}-0")
        client.set(published.key("state"), state)
        client.hset(published.key("owner"), "seq", str(seq))
        client.publish(published.channel, b"event: state\ndata: " + state)


@pytest.mark.logs_warnings
@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (b'{"at":1,"event":{"type":"moon-landed"},"hash":"00"}', "Update GOaT Kiosk on this computer."),
        (b'{"at":1,"event":{"type":"tournament-closed"},"hash":"00"}', "is not what was recorded"),
        (b"[" * 5_000, "Update GOaT Kiosk on this computer."),
    ],
    ids=["newer", "altered", "garbage"],
)
async def test_a_tournament_with_an_event_that_cannot_be_read_is_not_shown_as_it_was(
    tmp_path: Path, redis: RedisServer, row: bytes, sentence: str
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        shown = await wait_until_same(patio, night)
        publish(redis, night, shown["log"], shown["seq"] + 1, row)
        assert sentence in await failure(patio, night)
        assert (await patio.call("GET", "/api/tournaments", key=None))[1] == []
        other = await new_night(hall, 2)
        await wait_until_same(patio, other)


async def test_a_late_relay_or_kiosk_reads_the_whole_log_and_an_older_message_changes_nothing(
    tmp_path: Path, redis: RedisServer
) -> None:
    async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
        night = await new_night(hall, 8)
        for match in ("W1-1", "W1-2", "W1-3"):
            await night.win(match, 1)
        async with kiosk(tmp_path / "Yard", "Yard", redis.url) as yard:
            shown = await wait_until_same(yard, night)
            head = b'{"tournament_id":%d,"log":"%b","seq":3}' % (night.tournament_id, shown["log"].encode())
            with redis.client() as client:
                for payload in (b"event: state\ndata: " + head, b"event: state\ndata: {}", b"nonsense"):
                    client.publish(TOURNAMENTS.log(night.tournament_id).channel, payload)
            await until(lambda: (yard.counts()["late"], yard.counts()["unreadable"]) == (1, 2))
            await night.win("W1-4", 1)
            await wait_until_same(yard, night)
