"""Chaos test: kiosks, a relay and Redis as processes that are killed at random while games continue.

Three invariants: no screen receives a lower event number, a throw fails only while its kiosk is killed, and at the end
every hub has exactly the owners' newest states. `make test` runs it briefly, `make bench` for longer.
"""

import asyncio
import json
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


class Watcher:
    """A wall that follows all games of one hub, reconnects, and records every lower event number as an error."""

    def __init__(self) -> None:
        self.newest: dict[int, tuple[str, int]] = {}
        self.errors: list[str] = []
        self.seen = 0

    async def follow(self, session: aiohttp.ClientSession, hub: HubProcess) -> None:
        while True:
            with suppress(*CONNECTION_ERRORS):
                async with session.get(f"{hub.url}/venue/events") as response:
                    known = set(self.newest)
                    async for line in response.content:
                        if line.startswith(b'data: {"game_id"'):
                            self._on_state(hub, json.loads(line.removeprefix(b"data: ")), known)
            await asyncio.sleep(0.1)

    def _on_state(self, hub: HubProcess, state: State, known: set[int]) -> None:
        """Check a state; a new connection may repeat once the newest state of each game in `known`."""
        game_id, (log, seq) = state["game_id"], (state["log"], state["seq"])
        before = self.newest.get(game_id, (log, 0))
        repeated = game_id in known and (log, seq) == before
        if log == before[0] and seq <= before[1] and not repeated:
            self.errors.append(f"{hub.name} showed {log}-{seq} of game {game_id} after {before[0]}-{before[1]}")
        known.discard(game_id)
        self.newest[game_id] = log, seq
        self.seen += 1


@dataclass
class ProcessVenue:
    """Several kiosks, a relay and Redis, each a process."""

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
            actual = [await self._states_at(hub, games) for hub in (*self.kiosks, self.relay)]
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
        headers = {"Authorization": f"Bearer {SCORER_KEY}"}
        async with self.session.post(hub.url + path, json=body, headers=headers) as http_response:
            response = await http_response.json()
        assert http_response.status < 300, response
        return response


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


async def play_with_faults(
    venue: ProcessVenue, courts: int, events_a_second: float, faults: list[str], between: float
) -> str:
    """Play on every court while processes are killed, check the invariants, and return a report of one line."""
    games = await venue.open_courts(courts)
    await venue.wait_for_newest_states(games)
    watchers = {hub.name: Watcher() for hub in (*venue.kiosks, venue.relay)}
    async with asyncio.TaskGroup() as tasks:
        running_tasks = [
            *(tasks.create_task(watchers[hub.name].follow(venue.session, hub)) for hub in (*venue.kiosks, venue.relay)),
            *(tasks.create_task(venue.play(*game, courts / events_a_second)) for game in games),
        ]
        for fault in faults:
            await venue.cause_fault(fault)
            await asyncio.sleep(venue.rng.uniform(0.2, 2 * between))
        for player in running_tasks[len(watchers) :]:
            player.cancel()
        began = time.monotonic()
        await venue.wait_for_newest_states(games)
        seconds = time.monotonic() - began
        for watcher in running_tasks[: len(watchers)]:
            watcher.cancel()
    errors = [sentence for watcher in watchers.values() for sentence in watcher.errors]
    assert not errors, errors
    seen = sum(watcher.seen for watcher in watchers.values())
    return (
        f"{venue.thrown} bags ({venue.thrown_without_redis} without Redis, the slowest {venue.slowest * 1e3:.0f} ms), "
        f"{seen} states seen, none going back; broken: {dict(venue.kills)}; all right again after {seconds:.2f} s"
    )
