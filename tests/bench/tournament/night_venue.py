"""Venue of a simulated night, as processes: a Redis, kiosks, and two crowds of phones, one of them on a bad Wi-Fi.

The bad Wi-Fi is a network namespace behind `tests.bench.web.slow_network`, which drops and delays packets, so that TCP
repeats them as it does over the air; all of it runs in a namespace of its own. The other phones use the loopback.
"""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import msgspec

from tests.bench.tournament.phone_crowd import CrowdPlan, PhonePlan, PhoneReport
from tests.bench.web.slow_network import SERVER
from tests.end2end.program import SCORER_KEY, free_port
from tests.uplink.process_venue import HubProcess
from tests.uplink.redis_server import RedisServer

LOOPBACK = "127.0.0.1"
WIFI_KBIT, WIFI_DELAY_MS, WIFI_LOSS_PERCENT = 20_000, 40, 5
"""In each direction, shared by all phones of the bad Wi-Fi."""
_WIFI_PHONES = "10.9.1.0/24"
_WIFI_DEVICE = "far"
_CROWD = [sys.executable, "-m", "tests.bench.tournament.phone_crowd"]
_SLOW = [
    sys.executable,
    "-m",
    "tests.bench.web.slow_network",
    str(WIFI_KBIT),
    str(WIFI_DELAY_MS),
    str(WIFI_LOSS_PERCENT),
]


@dataclass(frozen=True)
class Outage:
    """When a process was away, by the monotonic clock."""

    began: float
    ended: float


@dataclass
class NightVenue:
    """The processes, and when each of them was away."""

    redis: RedisServer
    kiosks: list[HubProcess]
    relay: HubProcess
    owner: HubProcess
    """The kiosk that runs the tournament."""
    outages: dict[int, list[Outage]] = field(default_factory=dict)
    """By port of the server; under the port of Redis, its own."""
    taken_over_after_s: float = 0.0
    """Seconds from the owner's end to the acknowledged take-over."""

    @property
    def hubs(self) -> list[HubProcess]:
        """Return everything that phones can follow."""
        return [*self.kiosks, self.relay]

    async def kill(self, hub: HubProcess, seconds: float) -> None:
        """Kill a kiosk, and start it again after some seconds."""
        began = time.monotonic()
        await asyncio.to_thread(hub.kill)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(hub.start)
        self._note(hub.port, began)

    async def take_over_from_owner(self, taker: HubProcess, tournament_id: int, session: aiohttp.ClientSession) -> None:
        """Kill the owner, and have another kiosk take the tournament over once it may."""
        before, began = self.owner, time.monotonic()
        await asyncio.to_thread(before.kill)
        address = f"{taker.url}/api/tournaments/{tournament_id}/take-over"
        headers = {"Authorization": f"Bearer {SCORER_KEY}"}
        while True:
            async with session.post(address, json={}, headers=headers) as response:
                if response.ok:
                    break
                refusal = await response.json()
                assert response.status in {409, 503}, refusal
            await asyncio.sleep(0.5)
        self.owner, self.taken_over_after_s = taker, time.monotonic() - began

    async def return_after(self, hub: HubProcess, began: float) -> None:
        """Start a kiosk again that has been away since `began`, by the monotonic clock."""
        await asyncio.to_thread(hub.start)
        self._note(hub.port, began)

    async def kill_redis(self, seconds: float) -> None:
        """Kill Redis, and start it again, empty, after some seconds."""
        began = time.monotonic()
        self.redis.kill()
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self.redis.start)
        self._note(self.redis.port, began)

    def _note(self, port: int, began: float) -> None:
        self.outages.setdefault(port, []).append(Outage(began, time.monotonic()))


@asynccontextmanager
async def run_venue(folder: Path, names: list[str]) -> AsyncIterator[NightVenue]:
    """Run a Redis, kiosks of these names and a relay until the block ends."""
    (folder / "redis").mkdir()
    redis = RedisServer(folder / "redis").start()
    # In a namespace of its own: nobody else is there.
    common = ["--host", "0.0.0.0", "--redis", redis.url, "--log-level", "error", "--port"]  # noqa: S104
    kiosks = []
    for name in names:
        port = free_port()
        words = ["serve", "--data-dir", str(folder / name), "--kiosk-name", name, *common, str(port)]
        kiosks.append(HubProcess(name, words, port))
    port = free_port()
    relay = HubProcess("Relay", ["relay", *common, str(port)], port)
    venue = NightVenue(redis, kiosks, relay, kiosks[0])
    try:
        for hub in venue.hubs:
            await asyncio.to_thread(hub.start)
        yield venue
    finally:
        for hub in venue.hubs:
            if hub.program is not None:
                hub.program.kill()
            hub.stack.close()
        redis.kill()


class Crowd:
    """A running process of phones."""

    def __init__(self, process: "asyncio.subprocess.Process") -> None:
        self.process = process

    async def follow(self) -> None:
        """Wait until every phone has its stream."""
        assert self.process.stdout is not None
        assert await self.process.stdout.readline() == b"following\n"

    async def finish(self, event_id: str) -> list[PhoneReport]:
        """Let the phones have the state `event_id`, and return what they have shown."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"finish {event_id}\n".encode())
        return msgspec.json.decode(await self.process.stdout.readline(), type=list[PhoneReport])


@asynccontextmanager
async def run_crowd(plan: CrowdPlan) -> AsyncIterator[Crowd]:
    """Run phones until the block ends; with a `device` in their plan they are on the bad Wi-Fi."""
    command = [*(_SLOW if plan.device else []), *_CROWD]
    pipe, limit = subprocess.PIPE, 1 << 24
    process = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, limit=limit, start_new_session=True
    )
    try:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(plan) + b"\n")
        if plan.device:
            await _route_to_wifi()
        crowd = Crowd(process)
        await crowd.follow()
        yield crowd
    finally:
        with suppress(ProcessLookupError):  # it has ended by itself
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def _route_to_wifi() -> None:
    command = ["ip", "route", "add", _WIFI_PHONES, "dev", "near"]
    while subprocess.run(command, check=False, capture_output=True).returncode:  # noqa: ASYNC221  a few milliseconds
        await asyncio.sleep(0.05)  # until the device is there


def plan_crowds(tournament_id: int, page_s: float, ports: list[int], players: int, spectators: int) -> list[CrowdPlan]:
    """Return the crowd on the good network, and the third of all phones that is on the bad Wi-Fi."""
    numbers = [*range(1, players + 1), *[0] * spectators]
    good = [
        PhonePlan(LOOPBACK, ports[place % len(ports)], f"127.0.{1 + place // 250}.{1 + place % 250}", player)
        for place, player in enumerate(numbers)
        if place % 3
    ]
    bad = [
        PhonePlan(SERVER, ports[place % len(ports)], f"10.9.1.{1 + place // 3}", player)
        for place, player in enumerate(numbers)
        if not place % 3
    ]
    return [CrowdPlan(tournament_id, page_s, good), CrowdPlan(tournament_id, page_s, bad, _WIFI_DEVICE)]
