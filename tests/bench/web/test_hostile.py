"""Benchmark of five hundred hostile connections from one address: the latency of other clients with and without them.

The real program runs on one core, all clients on the other. The honest client is a phone at another address that
requests a page or the state of a game again and again.
"""

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles

from tests.bench.peer import LOAD_CORE, SERVER_CORE
from tests.end2end.program import Program, call_api, kiosk_options, run_program

HOSTILE = 500
SECONDS = float(os.environ.get("HOSTILE_SECONDS", "15"))
GOOD, BAD = "127.0.0.2", "127.0.0.1"
INTERVAL_S = 0.01


async def measure_latencies(port: int, path: str, seconds: float) -> list[float]:
    """Send requests for `seconds`, and return the latency of each in milliseconds."""
    times_ms, deadline = [], time.perf_counter() + seconds
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    while time.perf_counter() < deadline:
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(GOOD, 0))
        writer.write(request)
        response = await reader.read()
        times_ms.append((time.perf_counter() - began) * 1e3)
        assert response.startswith(b"HTTP/1.1 200"), response
        writer.close()
        await asyncio.sleep(INTERVAL_S)
    return times_ms


def p99(times_ms: list[float]) -> float:
    return quantiles(times_ms, n=100)[98]


def run_hostile_clients(port: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.bench.peers.hostile", str(port), str(HOSTILE), BAD]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_five_hundred_hostile_connections(tmp_path: Path) -> None:
    with run_program(*kiosk_options(tmp_path)) as program:
        for pid in (program.process.pid, 0):
            os.sched_setaffinity(pid, {SERVER_CORE if pid else LOAD_CORE})
        for thread in Path(f"/proc/{program.process.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), {SERVER_CORE})
        _measure(program)


def _measure(program: Program) -> None:
    game = call_api(program, "POST", "/api/games", {"court": "Court 1"})["game_id"]
    for path in ("/", f"/game/{game}/state"):
        asyncio.run(measure_latencies(program.port, path, 1))
        before = asyncio.run(measure_latencies(program.port, path, SECONDS))
        with run_hostile_clients(program.port) as flood:
            asyncio.run(measure_latencies(program.port, path, 2))
            during = asyncio.run(measure_latencies(program.port, path, SECONDS))
            report, _ = flood.communicate("")
        after = asyncio.run(measure_latencies(program.port, path, SECONDS))
        p99_without = p99([*before, *after])
        print(
            f"\n{path}: median {median(before):.1f} ms, 99 % within {p99_without:.1f} ms; with {HOSTILE} hostile "
            f"median {median(during):.1f} ms, 99 % within {p99(during):.1f} ms: {p99(during) / p99_without:.1f} ×"
            f"\nhostile: {report.strip()}"
        )
