"""What the kiosk costs while nobody throws: a hundred phones follow a live game, the window shows it, and all wait.

An evening is mostly waiting, on a laptop that may run on its battery. CPU is counted by the kernel over the whole
process, threads included, in hundredths of a second; beside it, in the same minute, a bare window of the same Qt with
one line of text to type in, whose cursor blinks. Memory is what is resident, of which a third is Qt's own libraries.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.bench.process import processor_time, resident
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
    """What a process took."""

    cpu: float
    """Per cent of one core."""
    memory: float
    """MiB, resident."""


def test_a_hundred_phones_that_wait(tmp_path: Path) -> None:
    with virtual_screen() as display:
        surroundings = environment(DISPLAY=display, GOAT_KIOSK_SCORER_KEY=SCORER_KEY)
        options = ["run", "--host", "127.0.0.1", "--port", "0", "--data-dir", str(tmp_path / "data")]
        with running([sys.executable, "-m", "goat_kiosk", *options], surroundings) as kiosk:
            game = call_api(kiosk, "POST", "/api/games", {"court": "Court 1"})["game_id"]
            call_api(kiosk, "POST", f"/api/games/{game}/throws", {"team": 1, "result": "hole"})
            alone = cost(kiosk.process.pid)
            with following(kiosk.port, game):
                crowd = cost(kiosk.process.pid)
        with running([sys.executable, "-c", BARE], surroundings) as window:
            bare = cost(window.process.pid)
    print(f"\n{'':24}{'CPU':>10}{'memory':>12}   (goals: {CPU_GOAL} % of a core, {MEMORY_GOAL} MiB)")
    for name, one in (("a bare window", bare), ("nobody follows", alone), (f"{PHONES} phones follow", crowd)):
        print(f"{name:24}{one.cpu:9.2f}%{one.memory:8.0f} MiB")
    print(f"memory: ×{crowd.memory / bare.memory:.1f} of a bare window's")
    assert crowd.memory > bare.memory


@contextmanager
def running(words: list[str], surroundings: dict[str, str]) -> Iterator[Program]:
    """Run a program until the block ends."""
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=surroundings
    ) as process:
        try:
            yield Program(process)
        finally:
            process.kill()


@contextmanager
def following(port: int, game: int) -> Iterator[None]:
    """Have so many phones follow a game until the block ends. They read when it is over; little comes till then."""
    request = f"GET /game/{game}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    with ExitStack() as opened:
        for _ in range(PHONES):
            phone = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            phone.sendall(request)
            assert phone.recv(12) == b"HTTP/1.1 200"
        yield


def cost(process: int) -> Cost:
    """Look on for a while and return what a process took."""
    time.sleep(REST)
    before, began = processor_time(process), time.monotonic()
    time.sleep(SECONDS)
    used = processor_time(process) - before
    return Cost(100 * used / (time.monotonic() - began), resident(process))
