"""Real kiosk for tests: the server on its own thread, the desk on the test's loop, a log on disk."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.disk import DiskMonitor
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.server import Server
from tests.clocks import ManualClock
from tests.games import AT

KEY = "sesame"


class Kiosk:
    """The running server, and an HTTP client."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        desk: DeskClient,
        scorekeeper: Scorekeeper,
        server: Server,
        port: int,
        clock: ManualClock,
    ) -> None:
        self.session = session
        self.court_kiosks = desk.court_kiosks
        self.pairing = desk.pairing
        self.lobby = desk.lobby
        self.clock = clock
        self.scorekeeper = scorekeeper
        self.server = server
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    async def call(
        self, method: str, path: str, body: object = None, *, key: str | None = KEY, **headers: str
    ) -> tuple[int, Any]:
        """Send a request; return the status and the JSON of the response."""
        named_headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            named_headers["Authorization"] = f"Bearer {key}"
        sent = {"data": body} if isinstance(body, bytes | io.BytesIO) else {"json": body} if body is not None else {}
        async with self.session.request(method, self.url + path, headers=named_headers, **sent) as answer:
            return answer.status, await answer.json(content_type=None)

    async def pair(self, name: str) -> tuple[int, str]:
        """Pair a phone for every court; return its number and its key. Waits for the disk."""
        status, device = await self.call("POST", "/api/pair", {"code": self.pairing.create_code().code, "name": name})
        assert status == 201, device
        return device["device"], device["key"]

    async def new_game(self, **fields: object) -> str:
        """Open a game and return its path in the API."""
        teams = {"team1": {"name": "Orange", "players": ["Ann"]}, "team2": {"name": "Blue", "players": ["Bob"]}}
        status, state = await self.call("POST", "/api/games", teams | fields)
        assert status == 201, state
        return f"/api/games/{state['game_id']}"


@asynccontextmanager
async def running(
    folder: Path,
    now: int = AT,
    port: int = 0,
    *,
    approve: bool = False,
    is_blocking: bool = True,
    host: str = "127.0.0.1",
) -> AsyncIterator[Kiosk]:
    """Run a kiosk on `folder`, its clock standing at `now` until a test moves it, until the block ends.

    `is_blocking`: a write returns when it is on the disk. In the program it never blocks; then only `call` may write.
    """
    loop = asyncio.get_running_loop()
    with EventLog(folder / "events.db") as log, Devices(folder / "events.db") as devices, DiskMonitor(log) as disk:
        clock = ManualClock(now)
        scorekeeper = Scorekeeper(log, "Kiosk", clock, None if is_blocking else loop.call_soon_threadsafe)
        pairing = Pairing(devices, clock, scorekeeper.write_queue)
        disk.on_recovered(lambda: loop.call_soon_threadsafe(pairing.retry_saving))
        joining = Lobby(scorekeeper, approve=approve)
        desk = DeskClient(scorekeeper, pairing, joining, loop, disk.problem)
        server = Server(desk, KEY, "Kiosk")
        scorekeeper.subscribe(server.publish)
        scorekeeper.director.subscribe(server.publish_tournament)
        joining.subscribe(server.publish_refresh)
        port = server.start(host, port)
        scorekeeper.open()
        try:
            async with aiohttp.ClientSession() as session:
                yield Kiosk(session, desk, scorekeeper, server, port, clock)
        finally:
            await asyncio.to_thread(server.stop)
