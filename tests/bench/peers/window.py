"""The whole kiosk with its window, repainted sixty times a second, and how late the window's timer ticks.

A bag is thrown five times a second at the desk, so commits and the window's own work count too. The ticks are measured
once while nobody follows, then a line says where the game is; and once more when all the clients have come.
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
"""Sixty a second, as a timer of whole milliseconds can."""
WARM = 60
"""Ticks before the measured ones: the window's first painting is another matter."""
BETWEEN_BAGS = 0.2
LANDED: tuple[Result, ...] = ("hole", "board", "off")


class Ticks:
    """A timer that repaints the window, and by how many milliseconds each of its ticks came too late."""

    def __init__(self, window: MainWindow) -> None:
        self.late: list[float] = []
        self._window = window
        self._due = 0.0
        self._timer = QTimer(window, interval=FRAME_MS, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._wind()

    def _wind(self) -> None:
        self._due = time.perf_counter() + FRAME_MS / 1e3
        self._timer.start()

    def _tick(self) -> None:
        self.late.append((time.perf_counter() - self._due) * 1e3)
        self._wind()
        self._window.repaint()


async def throw(scorekeeper: Scorekeeper, game_id: int) -> None:
    """Throw bags in turn until cancelled."""
    for result in itertools.cycle(LANDED):
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
    throwing = asyncio.create_task(throw(kiosk.scorekeeper, game_id))
    ticks = Ticks(window)
    for count in (0, clients):
        ticks.late.clear()
        while kiosk.server.open_streams < count or len(ticks.late) < WARM:
            await asyncio.sleep(BETWEEN_BAGS)
        ticks.late.clear()
        await asyncio.sleep(seconds)
        place = {"port": int(kiosk.address.rsplit(":", 1)[1]), "path": f"/game/{game_id}/events"}
        print(json.dumps({"late": ticks.late, "following": kiosk.server.open_streams, **place}), flush=True)
    throwing.cancel()
    kiosk.stop()
    return 0


if __name__ == "__main__":
    sys.exit(loop.run_window(lambda: measure(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))))
