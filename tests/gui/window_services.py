"""Window services for tests: real parts, with defaults for those that a test does not need."""

from collections.abc import Callable
from pathlib import Path

from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.gui.services.audience import Audience, NullAudience
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.settings.paths import EXPORTS
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.store.history.history_worker import HistoryWorker

ADDRESS = "http://192.168.1.20:8080"


def make_services(
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    history_worker: HistoryWorker,
    preferences: Preferences | None = None,
    sounds: Sounds | None = None,
    lobby: Lobby | None = None,
    exports: Path = EXPORTS,
    audience: Audience | None = None,
    disk_problem: Callable[[], DiskProblem | None] = lambda: None,
) -> Services:
    """Return services without sound, saved preferences, displays or disk problems, unless they are given."""
    return Services(
        scorekeeper,
        ADDRESS,
        pairing,
        lobby or Lobby(scorekeeper),
        history_worker,
        preferences or Preferences(),
        sounds or Sounds(None),
        exports,
        audience or NullAudience(),
        disk_problem=disk_problem,
    )
