"""The kiosk as the window sees it, for tests that make a window of their own."""

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


def venue(
    scorekeeper: Scorekeeper,
    pairing: Pairing,
    archivist: HistoryWorker,
    preferences: Preferences | None = None,
    sounds: Sounds | None = None,
    joining: Lobby | None = None,
    exports: Path = EXPORTS,
    audience: Audience | None = None,
    trouble: Callable[[], DiskProblem | None] = lambda: None,
) -> Services:
    """Return a venue that is silent and remembers nothing, as far as nothing else is given."""
    chosen, heard = preferences or Preferences(), sounds or Sounds(None)
    joins, hall = joining or Lobby(scorekeeper), audience or NullAudience()
    return Services(scorekeeper, ADDRESS, pairing, joins, archivist, chosen, heard, exports, hall, disk_problem=trouble)
