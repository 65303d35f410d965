"""What heartbeats cost: ten thousand phones follow a game in which nothing happens, with a ping every 15 and every 5 s.

A page notices a frozen kiosk only by the pings that do not come, so they come often; this is the price. The kernel
counts the processor time of the whole process, in hundredths of a second, and the two hubs run in turn.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from goat_kiosk.hub.hub import PING_AFTER_S
from tests.bench.peer import HERE, LOAD_CORE, Peer, compiled, started
from tests.bench.process import processor_time
from tests.waiting import wait_until

CLIENTS = 10_000
TURNS, SECONDS = 3, 30
BEFORE = 15.0
"""Seconds of silence before a heartbeat, as it once was."""


def hub_with(ping_after: float) -> Peer:
    def command(_folder: Path, port: int, publish_port: int) -> list[str]:
        return [sys.executable, "-m", "tests.bench.peers.ours", str(port), str(publish_port), str(ping_after)]

    return Peer(f"a ping every {ping_after:g} s", command, "/game/1/events", snapshot=True, own_publish_port=True)


@contextmanager
def following(process: int, port: int, folder: Path, gzip: int) -> Iterator[None]:
    """Have the clients follow the hub until the block ends."""
    words = ["taskset", "-c", str(LOAD_CORE), str(compiled(HERE / "load.c", folder)), str(port), "/game/1/events"]
    words += [str(port), "/", str(process), f"clients={CLIENTS}", f"gzip={gzip}", "snapshot=1", "hold=1"]
    with subprocess.Popen(words) as load:
        try:
            wait_until(lambda: sum(1 for _ in Path(f"/proc/{process}/fd").iterdir()) > CLIENTS)
            yield
        finally:
            load.kill()


def percent_of_a_core(peer: Peer, folder: Path, gzip: int) -> float:
    with started(peer, folder) as running, following(running.process.pid, running.port, folder, gzip):
        time.sleep(BEFORE)
        before, began = processor_time(running.process.pid), time.monotonic()
        time.sleep(SECONDS)
        return 100 * (processor_time(running.process.pid) - before) / (time.monotonic() - began)


@pytest.mark.parametrize("gzip", [0, 1], ids=["plain", "compressed"])
def test_ten_thousand_idle_streams(tmp_path: Path, gzip: int) -> None:
    hubs = {ping_after: hub_with(ping_after) for ping_after in (BEFORE, PING_AFTER_S)}
    costs: dict[float, list[float]] = {ping_after: [] for ping_after in hubs}
    for _ in range(TURNS):
        for ping_after, peer in hubs.items():
            costs[ping_after].append(percent_of_a_core(peer, tmp_path, gzip))
    before, now = median(costs[BEFORE]), median(costs[PING_AFTER_S])
    print(f"\n{CLIENTS:,} idle streams: a ping every {BEFORE:g} s takes {before:.2f} % of a core, ", end="")
    print(f"every {PING_AFTER_S:g} s {now:.2f} %: ×{now / before:.2f}")
