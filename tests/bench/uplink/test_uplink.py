"""Benchmark of the uplink: the latency that Redis adds to a throw, its throughput, and the cost of a flood of garbage.

Kiosks, relay and Redis are processes on this machine; the client measures all latencies.
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
from goat_kiosk.uplink.link import DeskPorts, HubPorts, Link
from goat_kiosk.uplink.peers.peers import Peer
from goat_kiosk.uplink.peers.presence import LocalKiosk
from goat_kiosk.uplink.protocol import messages
from goat_kiosk.uplink.protocol.connection import RedisUrl
from goat_kiosk.uplink.protocol.scripts import LOG_TTL_S, PUBLISH_STATE
from goat_kiosk.uplink.published.outbox import Update
from goat_kiosk.uplink.published.owners import RemoteLog
from goat_kiosk.uplink.published.ownership import EncodedEvents
from tests.bench.process import cpu_seconds
from tests.end2end.program import SCORER_KEY, Program, call_api, run_program
from tests.games import new_game, play
from tests.uplink.kiosks import until
from tests.uplink.redis_server import RedisServer, redis_server

THROWS = 400
GAMES, WAVES = 1_000, 20
INVALID_MESSAGES = 100_000
PUBLISHED_STATES = 5_000
ROW = b'{"at":0,"event":{"type":"undone"}}'


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    (tmp_path / "redis").mkdir()
    with redis_server(tmp_path / "redis") as server:
        yield server


def arguments(mode: str, name: str, redis: RedisServer, folder: Path) -> list[str]:
    data = ["--data-dir", str(folder / name)] if mode == "serve" else []
    return [mode, *data, "--port", "0", "--host", "127.0.0.1", "--kiosk-name", name, "--redis", redis.url]


async def test_latency_that_redis_adds_to_a_throw(tmp_path: Path, redis: RedisServer) -> None:
    with (
        run_program(*arguments("serve", "Patio", redis, tmp_path)) as patio,
        run_program(*arguments("serve", "Hall", redis, tmp_path)) as hall,
    ):
        body = {"team1": {"players": ["Ann"]}, "team2": {"players": ["Bob"]}, "rules": {"target": 999}}
        game = call_api(patio, "POST", "/api/games", body)["game_id"]
        await until(lambda: call_api(hall, "GET", "/api/games") != [])
        async with aiohttp.ClientSession() as session:
            near, far = await measure_throws(session, patio, hall, game)
    added = [far_stream - near_stream for near_stream, far_stream in zip(near, far, strict=True)]
    percentiles = quantiles(added, n=100)
    print(f"\nthrow to a phone of the same kiosk: median {median(near) * 1e3:.2f} ms", end="")
    print(f"\nadded by Redis and the other kiosk: median {median(added) * 1e3:.2f} ms", end="")
    print(f", 99 % within {percentiles[98] * 1e3:.2f} ms")
    assert len(added) == THROWS


async def measure_throws(
    session: aiohttp.ClientSession, patio: Program, hall: Program, game: int
) -> tuple[list[float], list[float]]:
    """Return the seconds from each throw to a client of the same kiosk, and to a client of the other kiosk."""
    headers, near, far = {"Authorization": f"Bearer {SCORER_KEY}"}, [], []
    async with (
        session.get(f"{patio.url}/game/{game}/events") as near_stream,
        session.get(f"{hall.url}/game/{game}/events") as far_stream,
    ):
        await asyncio.gather(wait_for_state(near_stream), wait_for_state(far_stream))
        for turn in range(THROWS):
            began = time.perf_counter()
            bag = {"team": turn % 2 + 1, "result": "off"}
            throw = session.post(f"{patio.url}/api/games/{game}/throws", json=bag, headers=headers)
            _, near_time, far_time = await asyncio.gather(
                throw, wait_for_state(near_stream), wait_for_state(far_stream)
            )
            near.append(near_time - began)
            far.append(far_time - began)
    return near, far


async def wait_for_state(stream: aiohttp.ClientResponse) -> float:
    """Wait for the next state, and return the time."""
    while not (await stream.content.readline()).startswith(b'data: {"game_id"'):
        pass
    return time.perf_counter()


class FakeKiosk:
    """A kiosk for the uplink: a hub without screens, and a desk that knows only each game's newest event number."""

    def __init__(self) -> None:
        self.newest: dict[int, int] = {}

    def show(self, game_id: int, wait_for_state: bytes, event_id: str) -> None: ...
    def retire(self, game_id: int) -> None: ...
    def broadcast(self, game_id: int, reason: bytes) -> None: ...
    def update_peer(self, peer: Peer, games: list[int]) -> None: ...
    def forget(self, log: str) -> None: ...

    async def rows(self, number: int, after: int) -> list[tuple[int, bytes]]:
        return [(seq, ROW) for seq in range(after + 1, self.newest[number] + 1)]

    async def on_taken_over(self, number: int, epoch: int, kiosk: str) -> bool:
        raise AssertionError(f"game {number} was lost to {kiosk} in {epoch}")

    async def compare(self, number: int, stored: list[tuple[int, bytes]]) -> tuple[int, int]:
        raise AssertionError(f"game {number}, at event {len(stored)}, is another run's")

    async def restore_lost(self, number: int, stored: list[tuple[int, bytes]]) -> None: ...

    async def rename_log(self) -> tuple[str, tuple[str, ...]]:
        raise AssertionError


class FakeTournaments:
    """A hub that shows no tournaments."""

    def show(self, tournament_id: int, owner: RemoteLog, events: EncodedEvents) -> bool:
        raise AssertionError(f"tournament {tournament_id} of {owner.kiosk} with {len(events)} events")

    def retire(self, tournament_id: int) -> None: ...
    def broadcast(self, tournament_id: int, reason: bytes) -> None: ...
    def update_peer(self, peer: Peer) -> None: ...
    def forget(self, log: str) -> None: ...


def updates() -> Iterator[Update]:
    """Yield updates of `GAMES` games in turn, each with its state and its event."""
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


async def test_throughput_of_the_uplink(tmp_path: Path, redis: RedisServer) -> None:
    fake_kiosk = FakeKiosk()
    address = RedisUrl(redis.url)

    async def get_address() -> RedisUrl:
        return address

    hub, desk = HubPorts(fake_kiosk, FakeTournaments()), DeskPorts(fake_kiosk, fake_kiosk, fake_kiosk.rename_log)
    link = Link(get_address, LocalKiosk("Patio", "c0ffee00", ""), hub, desk)
    link_task = asyncio.create_task(link.run())
    await until(lambda: link.health.status.state == "up")
    with run_program(*arguments("relay", "Relay", redis, tmp_path)) as relay:
        await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["line"] == "up")
        before, own, began = cpu_seconds(relay.process.pid), time.process_time(), time.perf_counter()
        all_updates = updates()
        for _ in range(WAVES):
            for update in islice(all_updates, GAMES):
                fake_kiosk.newest[update.number] = update.seq
                link.games.publisher.offer(update)
            while len(link.games.publisher.outbox):
                await asyncio.sleep(0)
        await until(lambda: link.counts.sent == GAMES * WAVES == uplink_counter(relay))
        took = time.perf_counter() - began
        used, sent = cpu_seconds(relay.process.pid) - before, time.process_time() - own
    link_task.cancel()
    await asyncio.wait([link_task])
    states = GAMES * WAVES
    print(f"\n{states:,} states of {GAMES:,} games: {states / took:,.0f} a second, stored, published and shown", end="")
    print(f"\nCPU: sending {sent / states * 1e6:.0f} µs, receiving {used / states * 1e6:.0f} µs a state")
    assert link.games.publisher.outbox.conflated == 0


async def test_cost_of_invalid_messages(tmp_path: Path, redis: RedisServer) -> None:
    with run_program(*arguments("relay", "Relay", redis, tmp_path)) as relay, redis.client() as client:
        await until(lambda: call_api(relay, "GET", "/healthz")["uplink"]["line"] == "up")
        before, began = cpu_seconds(relay.process.pid), time.perf_counter()
        for _ in range(INVALID_MESSAGES // 1000):
            pipeline = client.pipeline(transaction=False)
            for _ in range(1000):
                pipeline.publish("game:7:events", b'event: state\ndata: {"game_id":7,"team1":{"score":"many"}}')
            pipeline.execute()
        await until(lambda: uplink_counter(relay, "unreadable") == INVALID_MESSAGES)
        took, used = time.perf_counter() - began, cpu_seconds(relay.process.pid) - before
        assert uplink_counter(relay) == 0
    each_us = used / INVALID_MESSAGES * 1e6
    print(f"\n{INVALID_MESSAGES:,} invalid messages: {each_us:.1f} µs of CPU time each, {took:.1f} s in all")


@pytest.mark.parametrize("hubs", [1, 10, 50])
async def test_cost_of_a_hub_for_redis(redis: RedisServer, hubs: int) -> None:
    """Redis writes each state to every hub, so this cost decides how many hubs one Redis can serve."""
    connections = [await asyncio.open_connection("127.0.0.1", redis.port) for _ in range(hubs)]
    for reader, writer in connections:
        writer.write(b"PSUBSCRIBE game:*:events\r\n")
        await reader.readuntil(b":1\r\n")
    readers = [asyncio.create_task(read_all(reader)) for reader, _ in connections]
    with redis.client() as client:
        publish_state, all_updates = client.register_script(PUBLISH_STATE.text), updates()
        before = redis_cpu_seconds(client)
        for _ in range(PUBLISHED_STATES // 100):
            pipeline = client.pipeline(transaction=False)
            for update in islice(all_updates, 100):
                keys = [messages.GAMES.log(update.number).key(part) for part in ("owner", "log", "state")]
                owner = ["c0ffee00", "run", 0, LOG_TTL_S, ""]
                head = messages.payload("state", b"", update.event_id)
                message = ["Patio", update.seq, update.state, messages.GAMES.log(update.number).channel, head]
                await asyncio.sleep(0)
                publish_state(keys, [*owner, *message, *update.events[0]], client=pipeline)
            assert {reply[0] for reply in pipeline.execute()} == {b"kept"}
            await asyncio.sleep(0.01)
        cost = (redis_cpu_seconds(client) - before) / PUBLISHED_STATES
    for task, (_, writer) in zip(readers, connections, strict=True):
        task.cancel()
        writer.close()
    print(f"\n{hubs} hubs: {cost * 1e6:.0f} µs of Redis's CPU time for a state that is stored and published")
    assert cost > 0


async def read_all(reader: asyncio.StreamReader) -> None:
    while await reader.read(1 << 20):
        pass


def redis_cpu_seconds(client: "Redis") -> float:
    """Return the CPU seconds that Redis has used."""
    cpu_info: dict[str, float] = client.info("cpu")
    return cpu_info["used_cpu_sys"] + cpu_info["used_cpu_user"]
