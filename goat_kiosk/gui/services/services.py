"""Services of the window: the parts of the kiosk behind it, and this computer's preferences and sounds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from goat_kiosk.desk.court_kiosks import CourtKiosks
from goat_kiosk.desk.director_timer import DirectorTimer
from goat_kiosk.desk.lobby import Lobby
from goat_kiosk.desk.match_games import MatchGames
from goat_kiosk.desk.pairing import Pairing
from goat_kiosk.desk.scorekeeper import Scorekeeper
from goat_kiosk.diagnostics.checks.check import CheckContext
from goat_kiosk.gui.services.audience import Audience, NullAudience
from goat_kiosk.gui.services.demo_process import DemoProcess
from goat_kiosk.gui.services.rating_book import RatingBook
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.services.screen_inhibitor import ScreenInhibitor
from goat_kiosk.gui.services.screen_status import ScreenStatuses
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.settings.sides import Sides
from goat_kiosk.gui.sound.sounds import Sounds
from goat_kiosk.settings.paths import EXPORTS
from goat_kiosk.settings.venue import Venue
from goat_kiosk.store.disk import DiskProblem
from goat_kiosk.store.history.history_worker import HistoryWorker


@dataclass(frozen=True, eq=False)
class Services:
    """The parts of the kiosk that the window's pages share."""

    scorekeeper: Scorekeeper
    address: str
    """The URL for spectators."""
    pairing: Pairing
    lobby: Lobby
    history_worker: HistoryWorker
    preferences: Preferences
    sounds: Sounds
    exports: Path = EXPORTS
    """The folder for exported files."""
    audience: Audience = field(default_factory=NullAudience)
    screen_inhibitor: ScreenInhibitor | None = None
    """Keeps this computer's screen on; None leaves that to the desktop."""
    director_timer: DirectorTimer | None = None
    """Calls matches by itself; None: nothing is called so."""
    venue: Venue | None = None
    """The venue's name and courts; None if they cannot be changed."""
    check_context: Callable[[], CheckContext] | None = None
    """Returns the context of the system checks; None disables them."""
    demo_process: DemoProcess | None = None
    """Runs a demo beside this window; None disables it."""
    is_demo: bool = False
    """Whether this is the demo itself."""
    match_games: MatchGames | None = None
    """Opens the games of a tournament's matches; None disables it."""
    court_kiosks: CourtKiosks | None = None
    """Knows the other kiosks that can score courts; None: there are none."""
    disk_problem: Callable[[], DiskProblem | None] = lambda: None
    """Returns the current problem of the disk."""

    @cached_property
    def roster(self) -> RosterBook:
        """Every player and team that was ever entered."""
        return RosterBook(self.history_worker)

    @cached_property
    def ratings(self) -> RatingBook:
        """How strong everybody is who has played here."""
        return RatingBook(self.history_worker)

    @cached_property
    def sides(self) -> Sides:
        return Sides(self.preferences)

    @cached_property
    def screen_statuses(self) -> ScreenStatuses:
        return ScreenStatuses(self.scorekeeper)
