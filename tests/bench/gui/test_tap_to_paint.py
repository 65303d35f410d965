"""Benchmark of tap latency: from a touch of the board to the painted result, with rules, commit and the phones' state.

Beside it, in the same run, a bare `QPushButton` whose click changes its own caption and is painted: what Qt itself
takes for the least that a tap can do. The window is 1366 by 728 and drawn by the offscreen plugin, so no display waits.
A new game begins after twenty rounds, as in a hall. The goal is 16 ms in the middle, a frame at 60 Hz, and 50 ms for
99 in 100: felt as at once.

The same once more while 1,000 phones follow each game, compressed as phones ask for it: every bag is sent to all of
them by the hub's thread, which shares the interpreter with the window; the phones are a process on the other core.
There, with and without phones, a tap comes 30 ms after the one before: no finger is faster.
"""

import asyncio
import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median, quantiles

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.gui.startup.loop import make_application
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.hub.hub import Hub
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.web.live.desk_client import DeskClient
from goat_kiosk.web.server import Server
from tests.bench.peer import HERE, LOAD_CORE, Missing, compiled
from tests.gui.window_services import make_services

GAMES, TAPS = 7, 160
PHONES = 1_000
REST_MS = 30
"""Between two taps where phones follow."""
Follow = Callable[[int], AbstractContextManager[object]]
"""Given a game's number, lets the phones follow it for as long as a block lasts."""
Serve = Callable[[Scorekeeper, Pairing], AbstractContextManager[Follow]]
Taken = tuple[float, float]
"""Seconds on the clock, and of the processor: on a busy machine only these say what the program costs."""

PLACES = [(12, 39), (6, 20), (17, 12), (-4, 9), (12, 30), (28, 33)]


def test_tap_to_painted_feedback(tmp_path: Path) -> None:
    application = make_application()
    ours, widgets = taps(application, tmp_path)
    bare = measure_bare(application)
    print_latencies("tap on the board, committed and painted", ours)
    print_latencies("a bare button, painted", bare)
    ratio = median(wall for wall, _ in ours) / median(wall for wall, _ in bare)
    print(f"\nratio of the medians ×{ratio:.0f}; {widgets} widgets after {len(ours)} bags")
    assert len(ours) == GAMES * TAPS


def test_tap_to_painted_feedback_with_phones(tmp_path: Path) -> None:
    try:
        program = compiled(HERE / "load.c", tmp_path)
    except Missing as reason:
        pytest.skip(str(reason))
    application, runs = make_application(), {}
    for phones in (0, PHONES):
        (folder := tmp_path / str(phones)).mkdir()
        runs[phones], _ = taps(application, folder, partial(followed, program, phones), REST_MS)
        print_latencies(f"tap with {phones:,} phones, committed and painted", runs[phones])
    none, all_of_them = (median(wall for wall, _ in run) for run in runs.values())
    print(f"\nratio of the medians ×{all_of_them / none:.2f}")
    assert len(runs[PHONES]) == GAMES * TAPS


@contextmanager
def alone(_scorekeeper: Scorekeeper, _pairing: Pairing) -> Iterator[Follow]:
    """Serve nobody."""
    yield lambda _game_id: nullcontext()


@contextmanager
def followed(program: Path, phones: int, scorekeeper: Scorekeeper, pairing: Pairing) -> Iterator[Follow]:
    """Serve the real hub; the block is given what lets so many phones follow a game for as long as another block."""
    loop = asyncio.new_event_loop()
    server = Server(DeskClient(scorekeeper, pairing, Lobby(scorekeeper), loop), "sesame", "Patio", Hub(phones + 16))
    port = server.start("127.0.0.1", 0)
    scorekeeper.subscribe(server.publish)

    @contextmanager
    def follow(game_id: int) -> Iterator[None]:
        words = ["taskset", "-c", str(LOAD_CORE), str(program), str(port), f"/game/{game_id}/events", "0", "/"]
        words += [str(os.getpid()), f"clients={phones}", "gzip=1", "hold=1"]
        with subprocess.Popen(words, stderr=subprocess.DEVNULL) if phones else nullcontext() as load:
            until(lambda: server.open_streams == phones)
            yield
            if load is not None:
                assert server.open_streams == phones
                load.kill()
        until(lambda: server.open_streams == 0)

    try:
        yield follow
    finally:
        server.stop()
        loop.close()


def until(true: Callable[[], bool]) -> None:
    """Let the window live until it is so."""
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        QTest.qWait(20)


def taps(application: QApplication, folder: Path, serve: Serve = alone, rest_ms: int = 0) -> tuple[list[Taken], int]:
    """Return how long each tap took, and how many widgets there are at the end."""
    ours: list[Taken] = []
    with EventLog(folder / "events.db") as log, Devices(log.path) as devices, HistoryWorker(log.path) as history_worker:
        clock = itertools.count(1_790_000_000_000, 1000)
        scorekeeper, pairing = Scorekeeper(log, "Patio", lambda: next(clock)), Pairing(devices, lambda: 0)
        with serve(scorekeeper, pairing) as follow:
            window = MainWindow(make_services(scorekeeper, pairing, history_worker))
            window.show()
            for _ in range(GAMES):
                with follow(begin(scorekeeper, window)):
                    application.processEvents()
                    places, board = itertools.cycle(PLACES), window.play.board
                    ours += measure(application, board, lambda: board.plan.pixel(*next(places)).toPoint(), rest_ms)  # noqa: B023  called at once
            widgets = len(window.findChildren(QWidget))
            window.close()
    return ours, widgets


def print_latencies(name: str, times: list[Taken]) -> None:
    """Print the figures of one run."""
    for what, taken in zip(("", ", of it the processor's"), zip(*times, strict=True), strict=True):
        p99 = quantiles(taken, n=100)[98]
        print(f"\n{name}{what}: median {median(taken) * 1e3:.2f} ms, 99 % within {p99 * 1e3:.2f} ms", end="")


def begin(scorekeeper: Scorekeeper, window: MainWindow) -> int:
    """Start a game that is too long to end during the measurement, and return its id."""
    event = NewGame("Court 1", {"target": 999, "mode": "frames"}, NewTeam("Hawks"), NewTeam("Owls")).to_event()
    game_id = scorekeeper.create(event).game_id
    scorekeeper.record(game_id, GameStarted())
    window.show_game(game_id)
    return game_id


def measure(application: QApplication, widget: QWidget, place: Callable[[], QPoint], rest_ms: int = 0) -> list[Taken]:
    """Return how long each took, from the press to the end of the painting it caused, with a rest before each."""
    times = []
    for _ in range(TAPS):
        QTest.qWait(rest_ms)
        point, began, busy = place(), time.perf_counter(), time.process_time()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)
        application.processEvents()
        times.append((time.perf_counter() - began, time.process_time() - busy))
    return times


def measure_bare(application: QApplication) -> list[Taken]:
    button, count = QPushButton("0"), itertools.count(1)
    button.clicked.connect(lambda: button.setText(str(next(count))))
    button.resize(300, 120)
    button.show()
    application.processEvents()
    times = measure(application, button, lambda: button.rect().center())
    button.close()
    return times
