"""Replicas: what other kiosks show of a tournament, from its log in Redis."""

import asyncio
from pathlib import Path
from typing import Any

from tests.uplink.kiosks import Peer, kiosks
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
