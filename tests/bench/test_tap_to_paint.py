"""From a finger on the drawn board to the painted answer: rules, commit to the disk, state for the phones, and paint.

Beside it, in the same run, a bare `QPushButton` whose click changes its own caption and is painted: what Qt itself
takes for the least that a tap can do. The window is 1366 by 728 and drawn by the offscreen plugin, so no display waits.
A new game begins after twenty rounds, as in a hall. The goal is 16 ms in the middle, a frame at 60 Hz, and 50 ms for
99 in 100: felt as at once.
"""

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from goat_kiosk.archivist import Archivist
from goat_kiosk.domain.events import GameStarted
from goat_kiosk.domain.new_game import NewGame, NewTeam
from goat_kiosk.gui.loop import make_application
from goat_kiosk.gui.main_window import MainWindow
from goat_kiosk.pairing import Pairing
from goat_kiosk.scorekeeper import Scorekeeper
from goat_kiosk.store.devices import Devices
from goat_kiosk.store.event_log import EventLog
from tests.gui.venues import venue

GAMES, TAPS = 7, 160
Taken = tuple[float, float]
"""Seconds on the clock, and of the processor: on a busy machine only these say what the program costs."""

PLACES = [(12, 39), (6, 20), (17, 12), (-4, 9), (12, 30), (28, 33)]


def test_tap_to_painted_feedback(tmp_path: Path) -> None:
    application = make_application()
    with EventLog(tmp_path / "events.db") as log, Devices(log.path) as devices, Archivist(log.path) as archivist:
        clock = itertools.count(1_790_000_000_000, 1000)
        scorekeeper = Scorekeeper(log, "Patio", lambda: next(clock))
        window = MainWindow(venue(scorekeeper, Pairing(devices, lambda: 0), archivist))
        window.show()
        ours = []
        for _ in range(GAMES):
            begin(scorekeeper, window)
            application.processEvents()
            places, board = itertools.cycle(PLACES), window.play.board
            ours += measure(application, board, lambda: board.plan.pixel(*next(places)).toPoint())  # noqa: B023  called at once
        widgets = len(window.findChildren(QWidget))
        window.close()
    bare = measure_bare(application)
    for name, times in (("tap on the board, committed and painted", ours), ("a bare button, painted", bare)):
        for what, taken in zip(("", ", of it the processor's"), zip(*times, strict=True), strict=True):
            p99 = quantiles(taken, n=100)[98]
            print(f"\n{name}{what}: median {median(taken) * 1e3:.2f} ms, 99 % within {p99 * 1e3:.2f} ms", end="")
    ratio = median(wall for wall, _ in ours) / median(wall for wall, _ in bare)
    print(f"\nratio of the medians ×{ratio:.0f}; {widgets} widgets after {len(ours)} bags")
    assert len(ours) == GAMES * TAPS


def begin(scorekeeper: Scorekeeper, window: MainWindow) -> None:
    """Start a game that a round of frames cannot end."""
    event = NewGame("Court 1", {"target": 999, "mode": "frames"}, NewTeam("Hawks"), NewTeam("Owls")).event()
    game_id = scorekeeper.create(event).game_id
    scorekeeper.record(game_id, GameStarted())
    window.show_game(game_id)


def measure(application: QApplication, widget: QWidget, place: Callable[[], QPoint]) -> list[Taken]:
    """Return how long each took, from the press to the end of the painting it caused."""
    times = []
    for _ in range(TAPS):
        point, begun, busy = place(), time.perf_counter(), time.process_time()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)
        application.processEvents()
        times.append((time.perf_counter() - begun, time.process_time() - busy))
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
