"""Benchmark of the start: from the process to a painted window and a server that phones can reach.

Beside it, in turns, a bare window of the same Qt: one label and nothing else. Both are read off the screen itself, an
Xvfb whose picture is a file. The one-folder build is measured where `make packages` has made it. Warm: each starts
once before it counts.
"""

import mmap
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.bench.process import processor_time
from tests.end2end.program import environment, virtual_screen

TURNS = 7
GOAL = 2.0
PATIENCE = 60.0
ONE_FOLDER = Path(__file__).parents[3] / "build" / "one-folder" / "goat-kiosk" / "goat-kiosk"
BARE = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("GOaT Kiosk")
label.show()
print("{}", flush=True)
application.exec()
"""


class Start(NamedTuple):
    """Seconds from the start of a process."""

    ready: float
    painted: float
    processor: float
    """Of one core, until then: what it would take on a machine that has nothing else to do."""


@contextmanager
def watched(folder: Path) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Run a virtual screen until the block ends; yield its DISPLAY, and what tells whether it shows anything."""
    with virtual_screen("-fbdir", str(folder)) as display, (folder / "Xvfb_screen0").open("rb") as file:
        picture = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        empty = picture[:]
        yield display, lambda: picture[:] != empty


def started(words: list[str], folder: Path) -> Start:
    """Start a program on a screen of its own, and end it again."""
    folder.mkdir()
    with watched(folder) as (display, is_painted):
        surroundings = environment(DISPLAY=display)
        began = time.perf_counter()
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=surroundings) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline(), "it ended before it was ready"
                ready = time.perf_counter() - began
                while not is_painted():
                    assert time.perf_counter() - began < PATIENCE, "nothing was painted"
                    time.sleep(0.002)
                return Start(ready, time.perf_counter() - began, processor_time(process.pid))
            finally:
                process.send_signal(signal.SIGTERM)


def test_start_to_a_window_that_can_be_used(tmp_path: Path) -> None:
    options = ["run", "--host", "127.0.0.1", "--port", "0", "--data-dir"]
    programs = {"a bare window": [sys.executable, "-c", BARE], "from source": [sys.executable, "-m", "goat_kiosk"]}
    if ONE_FOLDER.exists():
        programs["the one-folder build"] = [str(ONE_FOLDER)]
    runs: dict[str, list[Start]] = {name: [] for name in programs}
    for turn in range(TURNS + 1):
        for name, words in programs.items():
            more = [] if name == "a bare window" else [*options, str(tmp_path / f"data {name}")]
            run = started([*words, *more], tmp_path / f"{name} {turn}")
            runs[name] += [run] if turn else []
    report(runs)
    assert all(len(run) == TURNS for run in runs.values())


def report(runs: dict[str, list[Start]]) -> None:
    """Print the medians, and each beside the bare window."""
    medians = {name: Start(*map(median, zip(*run, strict=True))) for name, run in runs.items()}
    bare = medians["a bare window"]
    print(f"\n{'':24}{'ready':>9}{'painted':>9}{'× bare':>9}{'processor':>11}{'× bare':>9}   (goal: {GOAL} s)")
    for name, (ready, painted, processor) in medians.items():
        ratios = painted / bare.painted, processor / bare.processor
        print(f"{name:24}{ready:8.2f}s{painted:8.2f}s{ratios[0]:9.1f}{processor:10.2f}s{ratios[1]:9.1f}")
    if len(runs) < 3:
        print("the one-folder build: `make packages` has not made it")
