"""Benchmark of heartbeats: CPU time for ten thousand idle streams, with a ping every 15 s and every 5 s.

A page notices a frozen kiosk only by missing pings, so pings are frequent. The kernel counts the CPU time of the whole
process in hundredths of a second, and the two hubs run in turns.
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
from tests.bench.peer import HERE, LOAD_CORE, Peer, compile_c, run_peer
from tests.bench.process import cpu_seconds
from tests.waiting import wait_until

CLIENTS = 10_000
TURNS, SECONDS = 3, 30
RARE_PING_S = 15.0
"""Seconds without events before a ping, to compare with `PING_AFTER_S`."""


def hub_with(ping_after: float) -> Peer:
    def command(_folder: Path, port: int, publish_port: int) -> list[str]:
        return [sys.executable, "-m", "tests.bench.peers.goat_kiosk_hub", str(port), str(publish_port), str(ping_after)]

    return Peer(f"a ping every {ping_after:g} s", command, "/game/1/events", snapshot=True, own_publish_port=True)


@contextmanager
def clients_following(pid: int, port: int, folder: Path, gzip: int) -> Iterator[None]:
    """Keep `CLIENTS` streams of the hub open until the block ends."""
    command = ["taskset", "-c", str(LOAD_CORE), str(compile_c(HERE / "load.c", folder)), str(port), "/game/1/events"]
    command += [str(port), "/", str(pid), f"clients={CLIENTS}", f"gzip={gzip}", "snapshot=1", "hold=1"]
    with subprocess.Popen(command) as load:
        try:
            wait_until(lambda: sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir()) > CLIENTS)
            yield
        finally:
            load.kill()


def measure_cpu_percent(peer: Peer, folder: Path, gzip: int) -> float:
    with run_peer(peer, folder) as running, clients_following(running.process.pid, running.port, folder, gzip):
        time.sleep(RARE_PING_S)
        before, began = cpu_seconds(running.process.pid), time.monotonic()
        time.sleep(SECONDS)
        return 100 * (cpu_seconds(running.process.pid) - before) / (time.monotonic() - began)


@pytest.mark.parametrize("gzip", [0, 1], ids=["plain", "compressed"])
def test_ten_thousand_idle_streams(tmp_path: Path, gzip: int) -> None:
    hubs = {ping_after: hub_with(ping_after) for ping_after in (RARE_PING_S, PING_AFTER_S)}
    costs: dict[float, list[float]] = {ping_after: [] for ping_after in hubs}
    for _ in range(TURNS):
        for ping_after, peer in hubs.items():
            costs[ping_after].append(measure_cpu_percent(peer, tmp_path, gzip))
    rare, frequent = median(costs[RARE_PING_S]), median(costs[PING_AFTER_S])
    print(f"\n{CLIENTS:,} idle streams: a ping every {RARE_PING_S:g} s takes {rare:.2f} % of a core, ", end="")
    print(f"every {PING_AFTER_S:g} s {frequent:.2f} %: ×{frequent / rare:.2f}")
