"""Benchmark of the start: from the process to a painted window and a server that phones can reach.

The peer, in the same run, is a bare window of the same Qt with one label. The time of painting is read from the screen
itself, an Xvfb whose frame buffer is a file. The one-folder build is measured if `make packages` has made it. Each
program starts once before it is measured, so its files are in the cache.
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

from tests.bench.process import cpu_seconds
from tests.end2end.program import environment, virtual_screen

TURNS = 7
GOAL, GOAL_RATIO = 2.0, 5
"""Seconds until the window is painted, and how many times longer than a bare window the kiosk may take to be ready."""
TIMEOUT = 60.0
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
    """CPU seconds until the window was painted; other load does not change them."""


@contextmanager
def watch_screen(folder: Path) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Run a virtual screen until the block ends; yield its DISPLAY, and a function that says whether it is painted."""
    with virtual_screen("-fbdir", str(folder)) as display, (folder / "Xvfb_screen0").open("rb") as file:
        frame_buffer = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        empty = frame_buffer[:]
        yield display, lambda: frame_buffer[:] != empty


def measure_start(command: list[str], folder: Path) -> Start:
    """Start a program on its own virtual screen, measure until its window is painted, and end it."""
    folder.mkdir()
    with watch_screen(folder) as (display, is_painted):
        env = environment(DISPLAY=display)
        began = time.perf_counter()
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env) as process:
            try:
                assert process.stdout is not None
                assert process.stdout.readline(), "it ended before it was ready"
                ready = time.perf_counter() - began
                while not is_painted():
                    assert time.perf_counter() - began < TIMEOUT, "nothing was painted"
                    time.sleep(0.002)
                return Start(ready, time.perf_counter() - began, cpu_seconds(process.pid))
            finally:
                process.send_signal(signal.SIGTERM)


def test_time_from_the_start_to_a_painted_window(tmp_path: Path) -> None:
    options = ["run", "--host", "127.0.0.1", "--port", "0", "--data-dir"]
    programs = {"a bare window": [sys.executable, "-c", BARE], "from source": [sys.executable, "-m", "goat_kiosk"]}
    if ONE_FOLDER.exists():
        programs["the one-folder build"] = [str(ONE_FOLDER)]
    runs: dict[str, list[Start]] = {name: [] for name in programs}
    for turn in range(TURNS + 1):
        for name, command in programs.items():
            arguments = [] if name == "a bare window" else [*options, str(tmp_path / f"data {name}")]
            run = measure_start([*command, *arguments], tmp_path / f"{name} {turn}")
            runs[name] += [run] if turn else []
    report(runs)
    assert all(len(run) == TURNS for run in runs.values())


def report(runs: dict[str, list[Start]]) -> None:
    """Print the medians, each with its ratio to the bare window."""
    medians = {name: Start(*map(median, zip(*run, strict=True))) for name, run in runs.items()}
    bare = medians["a bare window"]
    head = f"\n{'':24}{'ready':>9}{'× bare':>9}{'painted':>9}{'× bare':>9}{'processor':>11}{'× bare':>9}"
    print(f"{head}   (goals: {GOAL} s, ready × {GOAL_RATIO})")
    for name, (ready, painted, processor) in medians.items():
        ratios = ready / bare.ready, painted / bare.painted, processor / bare.processor
        figures = f"{ready:8.2f}s{ratios[0]:9.1f}{painted:8.2f}s{ratios[1]:9.1f}{processor:10.2f}s{ratios[2]:9.1f}"
        print(f"{name:24}{figures}")
    if len(runs) < 3:
        print("the one-folder build: `make packages` has not made it")
