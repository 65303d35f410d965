"""Whole kiosk with a window that is repainted sixty times a second, to measure the lateness of the window's timer.

Five bags a second are thrown at the desk, so commits and the window's own work are included. The program measures
without clients, prints a line of JSON with the lateness and the game's address, and measures again with all clients.
"""

import asyncio
import itertools
import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import Qt, QTimer

from goat_kiosk.app.kiosk import Kiosk
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.domain.events import BagThrown, Result
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.gui.startup import loop
from goat_kiosk.gui.window.main_window import MainWindow
from goat_kiosk.host import process
from goat_kiosk.settings.config import Settings
from tests.games import game_created
from tests.gui.window_services import make_services

FRAME_MS = 16
"""About sixty frames a second; a Qt timer has whole milliseconds."""
WARM_UP_TICKS = 60
"""Ticks before the measured ones, because the first paint of a window is slower."""
BETWEEN_BAGS = 0.2
RESULTS: tuple[Result, ...] = ("hole", "board", "off")


class RepaintTimer:
    """A timer that repaints the window, and records by how many milliseconds each of its ticks is late."""

    def __init__(self, window: MainWindow) -> None:
        self.late_ms: list[float] = []
        self._window = window
        self._due = 0.0
        self._timer = QTimer(window, interval=FRAME_MS, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._restart()

    def _restart(self) -> None:
        self._due = time.perf_counter() + FRAME_MS / 1e3
        self._timer.start()

    def _tick(self) -> None:
        self.late_ms.append((time.perf_counter() - self._due) * 1e3)
        self._restart()
        self._window.repaint()


async def throw(scorekeeper: Scorekeeper, game_id: int) -> None:
    """Throw bags in turn until canceled."""
    for result in itertools.cycle(RESULTS):
        scorekeeper.record(game_id, BagThrown(scorekeeper.history(game_id).game.next_team or 1, result))
        await asyncio.sleep(BETWEEN_BAGS)


async def measure(folder: Path, clients: int, seconds: float) -> int:
    settings = Settings(data_dir=str(folder), host="127.0.0.1", port=0, scorer_key="sesame")
    kiosk = Kiosk(settings, asyncio.get_running_loop())
    game_id = kiosk.scorekeeper.create(game_created(Rules(name="Endless", target=999))).game_id
    window = MainWindow(make_services(kiosk.scorekeeper, kiosk.pairing, kiosk.history_worker, lobby=kiosk.lobby))
    window.status_bar.watch_screens(lambda: kiosk.server.open_streams)
    window.show()
    process.tune_gc()
    throw_task = asyncio.create_task(throw(kiosk.scorekeeper, game_id))
    repaint_timer = RepaintTimer(window)
    for count in (0, clients):
        repaint_timer.late_ms.clear()
        while kiosk.server.open_streams < count or len(repaint_timer.late_ms) < WARM_UP_TICKS:
            await asyncio.sleep(BETWEEN_BAGS)
        repaint_timer.late_ms.clear()
        await asyncio.sleep(seconds)
        game_address = {"port": int(kiosk.address.rsplit(":", 1)[1]), "path": f"/game/{game_id}/events"}
        print(
            json.dumps({"late": repaint_timer.late_ms, "following": kiosk.server.open_streams, **game_address}),
            flush=True,
        )
    throw_task.cancel()
    kiosk.stop()
    return 0


if __name__ == "__main__":
    sys.exit(loop.run_window(lambda: measure(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
