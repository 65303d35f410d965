"""Pages of a tournament at another kiosk and at a relay: everything to read, and the way to the kiosk that runs it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from goat_kiosk.app.sharing import Sharing
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.store.devices import Devices
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.web.live.desk_client import NoLocalGames
from goat_kiosk.web.server import Server
from tests.clocks import ManualClock
from tests.games import AT
from tests.uplink.kiosks import Peer, expire, kiosks, until
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S
from tests.web.test_streams import next_event
from tests.web.tournaments.api_night import ApiNight, new_night


class Reader(NamedTuple):
    """A place that does not run the tournament."""

    url: str
    session: aiohttp.ClientSession

    async def text(self, path: str) -> str:
        async with self.session.get(self.url + path) as response:
            assert response.status == 200, path
            return await response.text()


@asynccontextmanager
async def relay(folder: Path, redis: str) -> AsyncIterator[Reader]:
    """Run a relay until the block ends."""
    with Devices(folder / "relay.db") as devices:
        desk = NoLocalGames(Pairing(devices, ManualClock(AT)))
        server = Server(desk, "sesame", "Relay")
        url = f"http://127.0.0.1:{server.start('127.0.0.1', 0)}"
        try:
            me = LocalKiosk("Relay", "0123abcd", url)
            server.attach_uplink(Sharing(RedisUrl(redis), me, desk, server, relay=True))
            async with aiohttp.ClientSession() as session:
                yield Reader(url, session)
        finally:
            await asyncio.to_thread(server.stop)


@asynccontextmanager
async def reader(kind: str, folder: Path, redis: str, other_kiosk: Peer) -> AsyncIterator[Reader]:
    """Run a relay, or return the other kiosk."""
    if kind == "kiosk":
        yield Reader(other_kiosk.url, other_kiosk.session)
        return
    async with relay(folder, redis) as found:
        yield found


async def wait_for_tournament(there: Reader, night: ApiNight) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while True:
            async with there.session.get(there.url + night.path) as response:
                if response.status == 200 and (await response.json())["seq"] == await seq_of(night):
                    return
            await asyncio.sleep(0.01)


async def seq_of(night: ApiNight) -> int:
    seq: int = (await night.send("GET", "", key=None))["seq"]
    return seq


@pytest.mark.parametrize("kind", ["kiosk", "relay"])
async def test_everything_can_be_read_there_and_a_call_rings(tmp_path: Path, redis: RedisServer, kind: str) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        async with reader(kind, tmp_path, redis.url, patio) as there:
            await wait_for_tournament(there, night)
            page = f"/tournament/{night.tournament_id}"
            assert page in await there.text("/")
            for path in (page, f"{page}/print", f"{page}/wall", f"{page}/overlay", f"{page}/me?player=1"):
                assert "P1" in await there.text(path), path
            await there.text(f"/display?tournament={night.tournament_id}")
            for path in ("/divisions/1/matches", "/divisions/1/standings", "/queue", "/players/1/road"):
                expected = await night.send("GET", path, key=None)
                async with there.session.get(there.url + night.path + path) as response:
                    assert await response.json() == expected, path
            async with there.session.get(f"{there.url}{page}/changes") as stream:
                await next_event(stream)
                await night.send("POST", "/divisions/1/matches/W1-1/call", {"court": "Board 2"})
                while (await next_event(stream))["event"] != "call":
                    pass
            await wait_for_tournament(there, night)
            assert "Board 2" in await there.text(f"{page}/me?player=1")


@pytest.mark.parametrize("kind", ["kiosk", "relay"])
async def test_a_check_in_there_leads_to_the_kiosk_that_runs_it(tmp_path: Path, redis: RedisServer, kind: str) -> None:
    async with kiosks(tmp_path, redis.url, "Hall", "Patio") as (hall, patio):
        night = await new_night(hall, 4)
        async with reader(kind, tmp_path, redis.url, patio) as there:
            await wait_for_tournament(there, night)
            page = f"/tournament/{night.tournament_id}"
            html = await there.text(f"{page}/check-in")
            assert f'href="{hall.url}{page}/check-in"' in html
            assert "This tournament is run at kiosk Hall." in html
            assert f'action="{page}/check-in"' not in html
            async with there.session.post(f"{there.url}{page}/check-in", data={"name": "P1"}) as refused:
                assert (refused.status, f"{hall.url}{page}/check-in" in await refused.text()) == (422, True)
            for path, body in (("/check-in", {"name": "P1"}), ("/me", {"seat": "none", "say": "here"})):
                async with there.session.post(there.url + night.path + path, json=body) as refused:
                    problem = await refused.json()
                assert (refused.status, problem["code"]) == (409, "owned-elsewhere"), problem
                assert hall.url + page in problem["detail"]


async def test_a_check_in_waits_while_the_kiosk_that_runs_it_is_away(tmp_path: Path, redis: RedisServer) -> None:
    async with kiosks(tmp_path, redis.url, "Patio") as (patio,):
        there = Reader(patio.url, patio.session)
        async with kiosks(tmp_path, redis.url, "Hall") as (hall,):
            night = await new_night(hall, 4)
            await wait_for_tournament(there, night)
            log = hall.scorekeeper.log_name
        expire(redis, log)
        await until(lambda: any(other.away_since is not None for other in patio.sharing.peers()))
        html = await there.text(f"/tournament/{night.tournament_id}/check-in")
        assert "Kiosk Hall" in html
        assert "Check in at the desk, or wait until it is back." in html
        assert "button primary" not in html
