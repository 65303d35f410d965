"""Benchmark of timer lateness in the window: 5,000 clients, five bags a second, sixty repaints a second.

The kiosk runs on one core and the clients on another. The hub has its own thread but shares the interpreter with the
window, so its cost to the window is the ratio of the lateness with all clients to that without any, in the same
process. The result is the median of several turns.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from tests.bench.peer import HERE, LOAD_CORE, SERVER_CORE, Missing, compile_c

CLIENTS = 5_000
TURNS, SECONDS = 3, 8
GOAL = 10
STATISTICS = "median", "99 %", "maximum"


def statistics(lateness_ms: list[float]) -> dict[str, float]:
    """Return the median, the 99th percentile and the maximum of the ticks' lateness in milliseconds."""
    percentiles = quantiles(lateness_ms, n=100)
    return dict(zip(STATISTICS, (percentiles[49], percentiles[98], max(lateness_ms)), strict=True))


def read_json_line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Return the next line of JSON that a process prints."""
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def measure_lateness(folder: Path, program: Path, gzip: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the lateness of one process without clients, and with all of them."""
    command = ["taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "tests.bench.peers.window"]
    with subprocess.Popen([*command, folder, str(CLIENTS), str(SECONDS)], stdout=subprocess.PIPE, text=True) as window:
        try:
            without_clients = read_json_line(window)
            port, path = without_clients["port"], without_clients["path"]
            command = ["taskset", "-c", str(LOAD_CORE), str(program), str(port), path, "0", "/"]
            command += [str(window.pid), f"clients={CLIENTS}", f"gzip={gzip}", "hold=1"]
            with subprocess.Popen(command, stderr=subprocess.DEVNULL) as load:
                try:
                    with_clients = read_json_line(window)
                finally:
                    load.kill()
        finally:
            window.kill()
    assert (without_clients["following"], with_clients["following"]) == (0, CLIENTS)
    return statistics(without_clients["late"]), statistics(with_clients["late"])


@pytest.mark.parametrize("gzip", [0, 1])
def test_lateness_of_the_windows_timer(tmp_path: Path, gzip: int) -> None:
    try:
        program = compile_c(HERE / "load.c", tmp_path)
    except Missing as reason:
        pytest.skip(str(reason))
    turns = [measure_lateness(tmp_path / f"kiosk-{turn}", program, gzip) for turn in range(TURNS)]
    without_clients, with_clients = (
        {figure: median(turn[figure] for turn in part) for figure in STATISTICS} for part in zip(*turns, strict=True)
    )
    wire = "compressed" if gzip else "plain"
    print(f"\n\n{'The window’s timer is late':32}" + "".join(f"{figure:>12}" for figure in STATISTICS))
    for name, lateness_ms in (("nobody follows", without_clients), (f"{CLIENTS:,} follow, {wire}", with_clients)):
        print(f"{name:32}" + "".join(f"{lateness_ms[figure]:>9.2f} ms" for figure in STATISTICS))
    ratios = "".join(f"{f'×{with_clients[figure] / without_clients[figure]:.2f}':>12}" for figure in STATISTICS)
    print(f"{f'ratio (goal: 99 % in {GOAL} ms)':32}{ratios}", end="")
