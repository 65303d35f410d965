"""Benchmark of the uplink: the latency that Redis adds to a throw, its throughput, and the cost of a flood of garbage.

Kiosks, relay and Redis are processes on this machine; all times are measured by the client.
"""

import asyncio
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

import aiohttp
import pytest
from redis import Redis

from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.uplink.games.outbox import Update
from goat_kiosk.uplink.link import Link
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.uplink.protocol.scripts import GAME_TTL_S, PUBLISH_STATE
from tests.bench.process import processor_time
from tests.end2end.program import SCORER_KEY, Program, call_api, run_program
from tests.games import new_game, play
from tests.uplink.kiosks import until
from tests.uplink.redis_server import RedisServer, redis_server

THROWS = 400
GAMES, WAVES = 1_000, 20
RUBBISH = 100_000
PUBLISHED = 5_000
ROW = b'{"at":0,"event":{"type":"undone"}}'


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    with redis_server(tmp_path / "redis") as server:
        yield server


def words(mode: str, name: str, redis: RedisServer, folder: Path) -> list[str]:
    data = ["--data-dir", str(folder / name)] if mode == "serve" else []
    return [mode, *data, "--port", "0", "--host", "127.0.0.1", "--kiosk-name", name, "--redis", redis.url]


async def test_what_the_way_through_redis_adds(tmp_path: Path, redis: RedisServer) -> None:
    with (
        run_program(*words("serve", "Patio", redis, tmp_path)) as patio,
        run_program(*words("serve", "Hall", redis, tmp_path)) as hall,
    ):
        body = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}, "rules": {"target": 999}}
        game = call_api(patio, "POST", "/api/games", body)["game_id"]
        await until(lambda: call_api(hall, "GET", "/api/games") != [])
        async with aiohttp.ClientSession() as session:
            near, far = await measured(session, patio, hall, game)
    added = [far_stream - near_stream for near_stream, far_stream in zip(near, far, strict=True)]
    cuts = quantiles(added, n=100)
    print(f"\nthrow to a phone of the same kiosk: median {median(near) * 1e3:.2f} ms", end="")
    print(f"\nadded by Redis and the other kiosk: median {median(added) * 1e3:.2f} ms", end="")
    print(f", 99 % within {cuts[98] * 1e3:.2f} ms")
    assert len(added) == THROWS


async def measured(
    session: aiohttp.ClientSession, patio: Program, hall: Program, game: int
) -> tuple[list[float], list[float]]:
    """Return the seconds of each throw to a client of this kiosk and to one of the other kiosk."""
    headers, near, far = {"Authorization": f"Bearer {SCORER_KEY}"}, [], []
    async with (
        session.get(f"{patio.url}/game/{game}/events") as near_stream,
        session.get(f"{hall.url}/game/{game}/events") as far_stream,
    ):
        await asyncio.gather(state(near_stream), state(far_stream))
        for turn in range(THROWS):
            began = time.perf_counter()
            bag = {"team": turn % 2 + 1, "result": "off"}
            throw = session.post(f"{patio.url}/api/games/{game}/throws", json=bag, headers=headers)
            _, at, later = await asyncio.gather(throw, state(near_stream), state(far_stream))
            near.append(at - began)
            far.append(later - began)
    return near, far


async def state(stream: aiohttp.ClientResponse) -> float:
    """Return when the next state has come."""
    while not (await stream.content.readline()).startswith(b'data: {"game_id"'):
        pass
    return time.perf_counter()


class Nowhere:
    """A hub without screens, and a kiosk with a desk that knows no more than how far each game is."""

    def __init__(self) -> None:
        self.newest: dict[int, int] = {}

    def show(self, game_id: int, state: bytes, event_id: str) -> None: ...
    def retire(self, game_id: int) -> None: ...
    def broadcast(self, game_id: int, reason: bytes) -> None: ...
    def update_peer(self, neighbour: Peer, games: list[int]) -> None: ...
    def forget(self, log: str) -> None: ...

    async def rows(self, game_id: int, after: int) -> list[tuple[int, bytes]]:
        return [(seq, ROW) for seq in range(after + 1, self.newest[game_id] + 1)]

    async def on_taken_over(self, game_id: int, epoch: int, kiosk: str) -> bool:
        raise AssertionError(f"game {game_id} was lost to {kiosk} in {epoch}")

    async def compare(self, game_id: int, stored: list[tuple[int, bytes]]) -> tuple[int, int]:
        raise AssertionError(f"game {game_id}, at event {len(stored)}, is another run's")

    async def restore_lost(self, game_id: int, stored: list[tuple[int, bytes]]) -> None: ...

    async def rename_log(self) -> tuple[str, tuple[str, ...]]:
        raise AssertionError


def letters() -> Iterator[Update]:
    """Yield states of many games in turn, each with its event."""
    history = play(new_game(), GameStarted())
    seq = 0
    while True:
        seq += 1
        for game_id in range(1, GAMES + 1):
            payload = encode_state(history, Identity(game_id, "c0ffee00", "Patio")).replace(
                b'"seq":2', b'"seq":%d' % seq
            )
            yield Update(game_id, seq, f"c0ffee00-{seq}", payload, [(seq, ROW)])


def uplink_counter(program: Program, name: str = "shown") -> int:
    """Return a counter of the uplink from `/metrics`."""
    connection = HTTPConnection("127.0.0.1", program.port, timeout=20)
    connection.request("GET", "/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    connection.close()
    (line,) = (line for line in lines if line.startswith(f"goat_kiosk_uplink_{name}_total "))
    return int(float(line.split()[1]))


async def test_how_much_fits_through(tmp_path: Path, redis: RedisServer) -> None:
    nowhere = Nowhere()
    address = RedisUrl(redis.url)

    async def place() -> RedisUrl:
        return address

    link = Link(place, LocalKiosk("Patio", "c0ffee00", ""), nowhere, nowhere)
    running = asyncio.create_task(link.run())
    await until(lambda: link.health.status.state == "up")
    with run_program(*words("relay", "Relay", redis, tmp_path)) as relay:
        await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["line"] == "up")
        before, own, began = processor_time(relay.process.pid), time.process_time(), time.perf_counter()
        post = letters()
        for _ in range(WAVES):
            for letter in islice(post, GAMES):
                nowhere.newest[letter.game_id] = letter.seq
                link.offer(letter)
            while len(link.publisher.outbox):
                await asyncio.sleep(0)
        await until(lambda: link.counts.sent == GAMES * WAVES == uplink_counter(relay))
        took = time.perf_counter() - began
        used, sent = processor_time(relay.process.pid) - before, time.process_time() - own
    running.cancel()
    await asyncio.wait([running])
    every = GAMES * WAVES
    print(
        f"\n{every:,} states of {GAMES:,} games: {every / took:,.0f} a second, sent, kept, published and shown", end=""
    )
    print(f"\nprocessor: sending {sent / every * 1e6:.0f} µs, receiving {used / every * 1e6:.0f} µs a state")
    assert link.publisher.outbox.conflated == 0


async def test_what_rubbish_costs(tmp_path: Path, redis: RedisServer) -> None:
    with run_program(*words("relay", "Relay", redis, tmp_path)) as relay, redis.client() as client:
        await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["line"] == "up")
        before, began = processor_time(relay.process.pid), time.perf_counter()
        for _ in range(RUBBISH // 1000):
            pipeline = client.pipeline(transaction=False)
            for _ in range(1000):
                pipeline.publish("game:7:events", b'event: state\ndata: {"game_id":7,"team1":{"score":"many"}}')
            pipeline.execute()
        await until(lambda: uplink_counter(relay, "unreadable") == RUBBISH)
        took, used = time.perf_counter() - began, processor_time(relay.process.pid) - before
        assert uplink_counter(relay) == 0
    print(f"\n{RUBBISH:,} messages that are none: {used / RUBBISH * 1e6:.1f} µs of processor each, {took:.1f} s in all")


@pytest.mark.parametrize("hubs", [1, 10, 50])
async def test_what_a_hub_costs_redis(redis: RedisServer, hubs: int) -> None:
    """Redis writes each state once to every hub that follows; what that costs decides how many one Redis can feed."""
    lines = [await asyncio.open_connection("127.0.0.1", redis.port) for _ in range(hubs)]
    for reader, writer in lines:
        writer.write(b"PSUBSCRIBE game:*:events\r\n")
        await reader.readuntil(b":1\r\n")
    taking = [asyncio.create_task(read_all(reader)) for reader, _ in lines]
    with redis.client() as client:
        keep, post = client.register_script(PUBLISH_STATE.text), letters()
        before = used_by(client)
        for _ in range(PUBLISHED // 100):
            pipeline = client.pipeline(transaction=False)
            for letter in islice(post, 100):
                keys = [f"game:{letter.game_id}:{what}" for what in ("owner", "log", "state")]
                medians = [
                    "c0ffee00",
                    0,
                    GAME_TTL_S,
                    "Patio",
                    letter.seq,
                    letter.state,
                    f"game:{letter.game_id}:events",
                    b"id: x",
                ]
                await asyncio.sleep(0)
                keep(keys, [*medians, *letter.events[0]], client=pipeline)
            pipeline.execute()
            await asyncio.sleep(0.01)
        cost = (used_by(client) - before) / PUBLISHED
    for task, (_, writer) in zip(taking, lines, strict=True):
        task.cancel()
        writer.close()
    print(f"\n{hubs} hubs follow: {cost * 1e6:.0f} µs of Redis’s processor a state, kept and published")
    assert cost > 0


async def read_all(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 20):
        pass


def used_by(client: "Redis") -> float:
    """Return the CPU seconds that Redis has used."""
    cpu_info: dict[str, float] = client.info("cpu")
    return cpu_info["used_cpu_sys"] + cpu_info["used_cpu_user"]
