"""Kiosks that share a venue, each a real server with a real log, all in the test's process."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from goat_kiosk.app.sharing import Sharing
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.uplink.peers.peers import LinkStatus
from goat_kiosk.uplink.peers.presence import LocalKiosk, new_run
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.server import Server
from tests.clocks import ManualClock
from tests.games import AT
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S
from tests.web.kiosk import KEY, Kiosk


class Peer(Kiosk):
    """A kiosk with an uplink."""

    sharing: Sharing

    @property
    def link_status(self) -> LinkStatus:
        return self.sharing.status

    async def wait_for_link(self, state: str, text: str = "") -> str:
        """Wait until the link has the state `state` and a text that contains `text`; return the text."""
        await until(
            lambda: self.link_status.state == state and text in self.link_status.text, lambda: str(self.link_status)
        )
        return self.link_status.text

    async def state(self, game: str) -> dict[str, Any] | None:
        """Return the game's state, or None if this kiosk does not know the game."""
        status, state = await self.call("GET", game)
        return state if status == 200 else None

    async def wait_for_seq(self, game: str, seq: int) -> dict[str, Any]:
        """Wait until this kiosk has the game's state at event `seq`; return it."""
        async with asyncio.timeout(TIMEOUT_S):
            while (state := await self.state(game)) is None or state["seq"] != seq:
                await asyncio.sleep(0.01)
        return state

    async def throw(self, game: str, team: int = 1, result: str = "hole") -> dict[str, Any]:
        """Throw a bag and return the state after it."""
        status, state = await self.call("POST", f"{game}/throws", {"team": team, "result": result})
        assert status == 200, state
        newest: dict[str, Any] = state
        return newest

    def copied_events(self, game: str) -> int:
        """Return how many events of another kiosk's game this kiosk has copied."""
        return self.sharing.count_copied_events(game_id_of(game))

    async def send_heartbeat(self) -> None:
        """Send the heartbeat of this kiosk now, and see which others there are."""
        link = self.sharing._link
        assert link.connection is not None
        beat = link.send_presence(link.connection)
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(beat, self.server._loop))

    def counts(self) -> dict[str, int]:
        return dict(self.sharing.counts())


def game_id_of(game: str) -> int:
    """Return the number in a game's path."""
    return int(game.rpartition("/")[2])


async def until(condition: Callable[[], bool], describe: Callable[[], str] = lambda: "") -> None:
    """Wait until the condition holds; the error after a timeout has the text that `describe` returns."""
    try:
        async with asyncio.timeout(TIMEOUT_S):
            while not condition():
                await asyncio.sleep(0.01)
    except TimeoutError as error:
        raise AssertionError(describe()) from error


def expire(redis: RedisServer, log: str) -> None:
    """Delete the presence of a log's kiosk from Redis, as it expires after fifteen seconds without a heartbeat."""
    with redis.client() as client:
        client.delete(f"goat:log:{log}")
        for key in client.scan_iter("goat:kiosk:*"):
            if log.encode() in (client.get(key) or b""):
                client.delete(key)


@asynccontextmanager
async def kiosk(folder: Path, name: str, redis: str, now: int = AT) -> AsyncIterator[Peer]:
    """Run a kiosk called `name` until the block ends; with a folder used before, it is that kiosk after a restart."""
    folder.mkdir(exist_ok=True)  # noqa: ASYNC240  a test may wait for the disk
    with EventLog(folder / "events.db") as log, Devices(folder / "events.db") as devices:
        clock = ManualClock(now)
        scorekeeper = Scorekeeper(log, name, clock)
        pairing, lobby = Pairing(devices, clock, scorekeeper.write_queue), Lobby(scorekeeper)
        desk = DeskClient(scorekeeper, pairing, lobby, asyncio.get_running_loop())
        server = Server(desk, KEY, name)
        scorekeeper.subscribe(server.publish)
        scorekeeper.director.subscribe(server.publish_tournament)
        lobby.subscribe(server.publish_refresh)
        port = server.start("127.0.0.1", 0)
        try:
            async with aiohttp.ClientSession() as session:
                peer = Peer(session, desk, scorekeeper, server, port, clock)
                peer.sharing = Sharing(
                    RedisUrl(redis),
                    LocalKiosk(name, log.name, peer.url, log.former_names, new_run(folder)),
                    desk,
                    server,
                )
                scorekeeper.subscribe(peer.sharing.share)
                scorekeeper.director.subscribe(peer.sharing.share_tournament)
                server.attach_uplink(peer.sharing)
                scorekeeper.open()
                desk.match_games.catch_up()
                yield peer
        finally:
            await asyncio.to_thread(server.stop)


@asynccontextmanager
async def kiosks(folder: Path, redis: str, *names: str) -> AsyncIterator[list[Peer]]:
    """Run kiosks of these names until the block ends; each is connected to Redis."""
    async with AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(kiosk(folder / name, name, redis)) for name in names]
        for peer in peers:
            await peer.wait_for_link("up")
        yield peers
