"""Venue of processes for tests: kiosks, a relay and Redis, which can be killed and come back."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from tests.end2end.program import SCORER_KEY, Program, free_port, run_program
from tests.uplink.redis_server import RedisServer
from tests.waiting import TIMEOUT_S

CONNECTION_ERRORS = (aiohttp.ClientError, ConnectionError, TimeoutError)
State = dict[str, Any]


@dataclass
class HubProcess:
    """A kiosk or a relay: the command that starts it, and its current process."""

    name: str
    arguments: list[str]
    port: int
    stack: ExitStack = field(default_factory=ExitStack)
    program: Program | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.program = self.stack.enter_context(run_program(*self.arguments))

    def kill(self) -> None:
        assert self.program is not None
        self.program.kill()
        self.stack.close()


@dataclass
class ProcessVenue:
    """The processes."""

    redis: RedisServer
    kiosks: list[HubProcess]
    relay: HubProcess
    session: aiohttp.ClientSession
    rng: random.Random
    thrown: int = 0
    thrown_without_redis: int = 0
    slowest: float = 0.0
    """Seconds of the slowest throw that was answered."""
    is_redis_up: bool = True
    kills: Counter[str] = field(default_factory=Counter)

    async def open_courts(self, courts: int) -> list[tuple[HubProcess, int]]:
        """Open a game on each court, distributed over the kiosks; return each game with its owner."""
        opened = []
        for court in range(courts):
            owner = self.kiosks[court % len(self.kiosks)]
            sides = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}}
            body = sides | {"court": f"Court {court + 1}", "rules": {"target": 999}}
            opened.append((owner, (await self.post(owner, "/api/games", body))["game_id"]))
        return opened

    @property
    def hubs(self) -> list[HubProcess]:
        """Return everything that shows what the kiosks have."""
        return [*self.kiosks, self.relay]

    async def play(self, owner: HubProcess, game_id: int, pause: float) -> None:
        """Throw a bag about every `pause` seconds; a throw may fail while its kiosk is killed."""
        while True:
            await asyncio.sleep(pause * self.rng.uniform(0.5, 1.5))
            with suppress(*CONNECTION_ERRORS):
                team = (await self.get(owner, f"/api/games/{game_id}"))["next"]["team"]
                began = time.perf_counter()
                await self.post(owner, f"/api/games/{game_id}/throws", {"team": team, "result": "off"})
                self.slowest = max(self.slowest, time.perf_counter() - began)
                self.thrown += 1
                self.thrown_without_redis += not self.is_redis_up

    async def cause_fault(self, kind: str) -> None:
        """Kill Redis, a kiosk or the relay, or freeze Redis, and start it again up to 1.5 s later."""
        self.kills[kind] += 1
        downtime = self.rng.uniform(0.1, 1.5)
        if kind in {"kiosk", "relay"}:
            hub = self.relay if kind == "relay" else self.rng.choice(self.kiosks)
            await asyncio.to_thread(hub.kill)
            await asyncio.sleep(downtime)
            await asyncio.to_thread(hub.start)
            return
        stop, start = (self.redis.kill, self.redis.start) if kind == "redis" else (self.redis.freeze, self.redis.thaw)
        self.is_redis_up = False
        stop()
        await asyncio.sleep(downtime)
        await asyncio.to_thread(start)
        self.is_redis_up = True

    async def wait_for_newest_states(self, games: list[tuple[HubProcess, int]]) -> list[State]:
        """Wait until every hub has the owners' newest states, and return them."""
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            expected = [await self.get(owner, f"/api/games/{game_id}") for owner, game_id in games]
            actual = [await self._states_at(hub, games) for hub in self.hubs]
            if all(states == expected for states in actual):
                return expected
            assert time.monotonic() < deadline, _differences(expected, actual)
            await asyncio.sleep(0.05)

    async def _states_at(self, hub: HubProcess, games: list[tuple[HubProcess, int]]) -> list[State | None]:
        by_id = {state["game_id"]: state for state in await self.get(hub, "/api/games")}
        return [by_id.get(game_id) for _, game_id in games]

    async def get(self, hub: HubProcess, path: str) -> Any:
        async with self.session.get(hub.url + path) as response:
            return await response.json()

    async def post(self, hub: HubProcess, path: str, body: object) -> Any:
        return await self.send("POST", hub, path, body)

    async def send(self, method: str, hub: HubProcess, path: str, body: object) -> Any:
        status, response = await self.answer(method, hub, path, body)
        assert status < 300, response
        return response

    async def answer(self, method: str, hub: HubProcess, path: str, body: object) -> tuple[int, Any]:
        """Send a command, and return the status and the JSON of the response."""
        headers = {"Authorization": f"Bearer {SCORER_KEY}"}
        async with self.session.request(method, hub.url + path, json=body, headers=headers) as http_response:
            return http_response.status, await http_response.json()


def _differences(expected_states: list[State], hub_states: list[list[State | None]]) -> str:
    owners = [(state["court"], state["log"], state["seq"]) for state in expected_states]
    hubs = [[state and (state["log"], state["seq"]) for state in hub] for hub in hub_states]
    return f"the owners say {owners}, the hubs {hubs}"


@asynccontextmanager
async def run_venue(
    folder: Path, seed: int, names: tuple[str, ...] = ("Patio", "Hall", "Yard")
) -> AsyncIterator[ProcessVenue]:
    """Run kiosks of these names, a relay and a Redis server until the block ends."""
    (folder / "redis").mkdir()
    redis = RedisServer(folder / "redis").start()
    common = ["--host", "127.0.0.1", "--redis", redis.url, "--log-level", "error", "--port"]
    *ports, relay_port = [free_port() for _ in (*names, "relay")]
    kiosks = [
        HubProcess(name, ["serve", "--data-dir", str(folder / name), "--kiosk-name", name, *common, str(port)], port)
        for name, port in zip(names, ports, strict=True)
    ]
    relay = HubProcess("relay", ["relay", *common, str(relay_port)], relay_port)
    try:
        await asyncio.gather(*(asyncio.to_thread(hub.start) for hub in (*kiosks, relay)))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=1)) as session:
            yield ProcessVenue(redis, kiosks, relay, session, random.Random(seed))  # noqa: S311  no secret
    finally:
        for hub in (*kiosks, relay):
            if hub.program is not None:
                hub.program.kill()
            hub.stack.close()
        redis.kill()
