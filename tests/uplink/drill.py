"""Chaos drill: kiosks, a relay and Redis as processes that are killed at random while games continue.

Used short by the tests and long by the benchmarks. What must hold: no screen sees a number go back, no throw fails but
at a kiosk that is dead, and at the end every hub shows exactly the owners' newest states.
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

Broken = (aiohttp.ClientError, ConnectionError, TimeoutError)
Game = dict[str, Any]


@dataclass
class Hub:
    """A kiosk or a relay: how it is started, and the process it is now."""

    name: str
    words: list[str]
    port: int
    running: ExitStack = field(default_factory=ExitStack)
    program: Program | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.program = self.running.enter_context(run_program(*self.words))

    def kill(self) -> None:
        assert self.program is not None
        self.program.kill()
        self.running.close()


class Watcher:
    """A wall that follows every court of one hub, and comes back whenever it is cut off."""

    def __init__(self) -> None:
        self.newest: dict[int, tuple[str, int]] = {}
        self.wrong: list[str] = []
        self.seen = 0

    async def follow(self, session: aiohttp.ClientSession, hub: Hub) -> None:
        while True:
            with suppress(*Broken):
                async with session.get(f"{hub.url}/venue/events") as answer:
                    known = set(self.newest)
                    async for line in answer.content:
                        if line.startswith(b'data: {"game_id"'):
                            self._take(hub, json.loads(line.removeprefix(b"data: ")), known)
            await asyncio.sleep(0.1)

    def _take(self, hub: Hub, state: Game, known: set[int]) -> None:
        """Take a state in; `known` are the games whose newest state a new connection may repeat once."""
        game_id, (log, seq) = state["game_id"], (state["log"], state["seq"])
        before = self.newest.get(game_id, (log, 0))
        repeated = game_id in known and (log, seq) == before
        if log == before[0] and seq <= before[1] and not repeated:
            self.wrong.append(f"{hub.name} showed {log}-{seq} of game {game_id} after {before[0]}-{before[1]}")
        known.discard(game_id)
        self.newest[game_id] = log, seq
        self.seen += 1


@dataclass
class Drill:
    """The venue."""

    redis: RedisServer
    kiosks: list[Hub]
    relay: Hub
    session: aiohttp.ClientSession
    chance: random.Random
    thrown: int = 0
    thrown_without_redis: int = 0
    slowest: float = 0.0
    """Seconds of the slowest throw that was answered."""
    redis_is_there: bool = True
    kills: Counter[str] = field(default_factory=Counter)

    async def open_courts(self, courts: int) -> list[tuple[Hub, int]]:
        """Open games, spread over the kiosks; return each with its owner."""
        opened = []
        for court in range(courts):
            owner = self.kiosks[court % len(self.kiosks)]
            sides = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}}
            body = sides | {"court": f"Court {court + 1}", "rules": {"target": 999}}
            opened.append((owner, (await self.post(owner, "/api/games", body))["game_id"]))
        return opened

    async def play(self, owner: Hub, game_id: int, pause: float) -> None:
        """Throw a bag every `pause` seconds, whatever happens around."""
        while True:
            await asyncio.sleep(pause * self.chance.uniform(0.5, 1.5))
            with suppress(*Broken):
                due = (await self.get(owner, f"/api/games/{game_id}"))["next"]["team"]
                began = time.perf_counter()
                await self.post(owner, f"/api/games/{game_id}/throws", {"team": due, "result": "off"})
                self.slowest = max(self.slowest, time.perf_counter() - began)
                self.thrown += 1
                self.thrown_without_redis += not self.redis_is_there

    async def break_down(self, what: str) -> None:
        """Kill Redis, a kiosk or the relay, or freeze Redis, and have it back a moment later."""
        self.kills[what] += 1
        away = self.chance.uniform(0.1, 1.5)
        if what in {"kiosk", "relay"}:
            hub = self.relay if what == "relay" else self.chance.choice(self.kiosks)
            await asyncio.to_thread(hub.kill)
            await asyncio.sleep(away)
            await asyncio.to_thread(hub.start)
            return
        stop, start = (self.redis.kill, self.redis.start) if what == "redis" else (self.redis.freeze, self.redis.thaw)
        self.redis_is_there = False
        stop()
        await asyncio.sleep(away)
        await asyncio.to_thread(start)
        self.redis_is_there = True

    async def settled(self, games: list[tuple[Hub, int]]) -> list[Game]:
        """Wait until every hub shows the owners' newest states; return those."""
        until = time.monotonic() + TIMEOUT_S
        while True:
            true = [await self.get(owner, f"/api/games/{game_id}") for owner, game_id in games]
            shown = [await self._shown(hub, games) for hub in (*self.kiosks, self.relay)]
            if all(states == true for states in shown):
                return true
            assert time.monotonic() < until, _differences(true, shown)
            await asyncio.sleep(0.05)

    async def _shown(self, hub: Hub, games: list[tuple[Hub, int]]) -> list[Game | None]:
        by_id = {state["game_id"]: state for state in await self.get(hub, "/api/games")}
        return [by_id.get(game_id) for _, game_id in games]

    async def get(self, hub: Hub, path: str) -> Any:
        async with self.session.get(hub.url + path) as answer:
            return await answer.json()

    async def post(self, hub: Hub, path: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {SCORER_KEY}"}
        async with self.session.post(hub.url + path, json=body, headers=headers) as answer:
            response = await answer.json()
        assert answer.status < 300, response
        return response


def _differences(true: list[Game], shown: list[list[Game | None]]) -> str:
    expected = [(state["court"], state["log"], state["seq"]) for state in true]
    seen = [[state and (state["log"], state["seq"]) for state in hub] for hub in shown]
    return f"the owners say {expected}, the hubs {seen}"


@asynccontextmanager
async def drill(folder: Path, seed: int, names: tuple[str, ...] = ("Patio", "Hall", "Yard")) -> AsyncIterator[Drill]:
    """Run kiosks of these names, a relay and a Redis until the block ends."""
    (folder / "redis").mkdir()
    redis = RedisServer(folder / "redis").start()
    common = ["--host", "127.0.0.1", "--redis", redis.url, "--log-level", "error", "--port"]
    *ports, relay_port = [free_port() for _ in (*names, "relay")]
    kiosks = [
        Hub(name, ["serve", "--data-dir", str(folder / name), "--kiosk-name", name, *common, str(port)], port)
        for name, port in zip(names, ports, strict=True)
    ]
    relay = Hub("relay", ["relay", *common, str(relay_port)], relay_port)
    try:
        await asyncio.gather(*(asyncio.to_thread(hub.start) for hub in (*kiosks, relay)))
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None, sock_connect=1)) as session:
            yield Drill(redis, kiosks, relay, session, random.Random(seed))  # noqa: S311  no secret
    finally:
        for hub in (*kiosks, relay):
            if hub.program is not None:
                hub.program.kill()
            hub.running.close()
        redis.kill()


async def chaos(made: Drill, courts: int, events_a_second: float, breaks: list[str], between: float) -> str:
    """Play on every court while things break; check what must hold, and return what happened in a line."""
    games = await made.open_courts(courts)
    await made.settled(games)
    watchers = {hub.name: Watcher() for hub in (*made.kiosks, made.relay)}
    async with asyncio.TaskGroup() as tasks:
        running = [
            *(tasks.create_task(watchers[hub.name].follow(made.session, hub)) for hub in (*made.kiosks, made.relay)),
            *(tasks.create_task(made.play(*game, courts / events_a_second)) for game in games),
        ]
        for what in breaks:
            await made.break_down(what)
            await asyncio.sleep(made.chance.uniform(0.2, 2 * between))
        for player in running[len(watchers) :]:
            player.cancel()
        began = time.monotonic()
        await made.settled(games)
        took = time.monotonic() - began
        for watcher in running[: len(watchers)]:
            watcher.cancel()
    wrong = [sentence for watcher in watchers.values() for sentence in watcher.wrong]
    assert not wrong, wrong
    seen = sum(watcher.seen for watcher in watchers.values())
    return (
        f"{made.thrown} bags ({made.thrown_without_redis} without Redis, the slowest {made.slowest * 1e3:.0f} ms), "
        f"{seen} states seen, none going back; broken: {dict(made.kills)}; all right again after {took:.2f} s"
    )
