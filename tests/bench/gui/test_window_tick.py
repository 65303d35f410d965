"""How late the window's timer ticks while the hall follows: 5,000 clients, five bags a second, sixty repaints a second.

The kiosk has one core and the clients another. The hub has a thread of its own, but the two share the interpreter: what
the window feels of it is the ratio of the same process without a client and with all of them. The median of several
turns counts.
"""

import json
import subprocess
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from tests.bench.peer import HERE, LOAD_CORE, SERVER_CORE, Missing, compiled

CLIENTS = 5_000
TURNS, SECONDS = 3, 8
GOAL = 10
FIGURES = "half", "99 %", "most"


def lateness(late: list[float]) -> dict[str, float]:
    """Return the figures of ticks that came so many milliseconds late."""
    percentiles = quantiles(late, n=100)
    return dict(zip(FIGURES, (percentiles[49], percentiles[98], max(late)), strict=True))


def read_json_line(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """Return the next line of JSON that a process prints."""
    assert process.stdout is not None
    line: dict[str, Any] = json.loads(process.stdout.readline())
    return line


def measured(folder: Path, program: Path, gzip: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return how late the ticks of one process are without a client, and with all of them."""
    words = ["taskset", "-c", str(SERVER_CORE), sys.executable, "-m", "tests.bench.peers.window"]
    with subprocess.Popen([*words, folder, str(CLIENTS), str(SECONDS)], stdout=subprocess.PIPE, text=True) as window:
        try:
            alone = read_json_line(window)
            words = ["taskset", "-c", str(LOAD_CORE), str(program), str(alone["port"]), alone["path"], "0", "/"]
            words += [str(window.pid), f"clients={CLIENTS}", f"gzip={gzip}", "hold=1"]
            with subprocess.Popen(words, stderr=subprocess.DEVNULL) as load:
                try:
                    followed = read_json_line(window)
                finally:
                    load.kill()
        finally:
            window.kill()
    assert (alone["following"], followed["following"]) == (0, CLIENTS)
    return lateness(alone["late"]), lateness(followed["late"])


@pytest.mark.parametrize("gzip", [0, 1])
def test_how_late_the_window_ticks(tmp_path: Path, gzip: int) -> None:
    try:
        program = compiled(HERE / "load.c", tmp_path)
    except Missing as reason:
        pytest.skip(str(reason))
    turns = [measured(tmp_path / f"kiosk-{turn}", program, gzip) for turn in range(TURNS)]
    alone, followed = (
        {figure: median(turn[figure] for turn in part) for figure in FIGURES} for part in zip(*turns, strict=True)
    )
    wire = "compressed" if gzip else "plain"
    print(f"\n\n{'The window’s timer is late':32}" + "".join(f"{figure:>12}" for figure in FIGURES))
    for name, late in (("nobody follows", alone), (f"{CLIENTS:,} follow, {wire}", followed)):
        print(f"{name:32}" + "".join(f"{late[figure]:>9.2f} ms" for figure in FIGURES))
    ratios = "".join(f"{f'×{followed[figure] / alone[figure]:.2f}':>12}" for figure in FIGURES)
    print(f"{f'ratio (goal: 99 % in {GOAL} ms)':32}{ratios}", end="")
