"""Benchmark of an idle kiosk: CPU and memory while a hundred phones follow a game in which nobody throws.

A kiosk is idle for most of an evening, on a laptop that may run on its battery. The peer, in the same run, is a bare
window of the same Qt with one text field, whose cursor blinks. The kernel counts the CPU time of the whole process with
its threads, in hundredths of a second. A third of the resident memory is Qt's own libraries.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.process import cpu_seconds, resident_mib
from tests.end2end.program import SCORER_KEY, Program, call_api, environment, virtual_screen

PHONES = 100
REST, SECONDS = 5, 30
CPU_GOAL, MEMORY_GOAL = 1.0, 200
BARE = """
from PySide6.QtWidgets import QApplication, QLineEdit
application = QApplication([])
line = QLineEdit()
line.show()
print('{"url": "http://127.0.0.1:0"}', flush=True)
application.exec()
"""


class Cost(NamedTuple):
    """The CPU and memory that a process used."""

    cpu: float
    """Percent of one core."""
    memory: float
    """Resident memory in MiB."""


def test_cost_of_a_hundred_idle_phones(tmp_path: Path) -> None:
    with virtual_screen() as display:
        env = environment(DISPLAY=display, GOAT_KIOSK_SCORER_KEY=SCORER_KEY)
        options = ["run", "--host", "127.0.0.1", "--port", "0", "--data-dir", str(tmp_path / "data")]
        with run_program([sys.executable, "-m", "goat_kiosk", *options], env) as kiosk:
            game = call_api(kiosk, "POST", "/api/games", {"court": "Court 1"})["game_id"]
            call_api(kiosk, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
            without_phones = measure_cost(kiosk.process.pid)
            with phones_following(kiosk.port, game):
                with_phones = measure_cost(kiosk.process.pid)
        with run_program([sys.executable, "-c", BARE], env) as window:
            bare_window = measure_cost(window.process.pid)
    print(f"\n{'':24}{'CPU':>10}{'memory':>12}   (goals: {CPU_GOAL} % of a core, {MEMORY_GOAL} MiB)")
    for name, cost in (
        ("a bare window", bare_window),
        ("nobody follows", without_phones),
        (f"{PHONES} phones follow", with_phones),
    ):
        print(f"{name:24}{cost.cpu:9.2f}%{cost.memory:8.0f} MiB")
    print(f"memory: ×{with_phones.memory / bare_window.memory:.1f} of a bare window's")
    assert with_phones.memory > bare_window.memory


@contextmanager
def run_program(command: list[str], env: dict[str, str]) -> Iterator[Program]:
    """Run a program until the block ends."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=env) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


@contextmanager
def phones_following(port: int, game: int) -> Iterator[None]:
    """Keep `PHONES` connections to a game's stream open until the block ends; they read only the status line."""
    request = f"GET /game/{game}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    with ExitStack() as opened:
        for _ in range(PHONES):
            phone = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            phone.sendall(request)
            assert phone.recv(12) == b"HTTP/1.1 200"
        yield


def measure_cost(process: int) -> Cost:
    """Wait for `REST` seconds, and return the cost of the process over the next `SECONDS`."""
    time.sleep(REST)
    before, began = cpu_seconds(process), time.monotonic()
    time.sleep(SECONDS)
    used = cpu_seconds(process) - before
    return Cost(100 * used / (time.monotonic() - began), resident_mib(process))
