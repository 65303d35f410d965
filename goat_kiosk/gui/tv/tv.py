"""TV output of this computer: the screen that the scoreboard is on, and the content it shows.

Both are saved. When a TV is unplugged its window closes, and opens again when the TV is back; the scorekeeper's window
is not affected. Without a second screen the scoreboard is a normal window, to be dragged or captured.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.services.audience import MAX_MESSAGE_LENGTH
from goat_kiosk.gui.settings.action_specs import SPECS
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.scoreboard import Scoreboard
from goat_kiosk.gui.tv.slides.queue_slide import QueueSlide
from goat_kiosk.gui.tv.slides.show import CourtsSlide, MessageSlide, ShownTournament, SlideShow
from goat_kiosk.gui.widgets.inputs.scene_form import ALL, PAGE, SceneRequest
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament.tournament import MatchKey, Tournament

KEY = SPECS["tv"].keys[0]
WINDOW = ""
"""The id that means “a window” instead of a screen."""
UNPLUGGED = mark_for_translation("The TV is unplugged. Plug it in again, and the scoreboard is back by itself.")


SLIDE_MS = 12_000
"""How long a slide of a tournament is seen: long enough to find one's name among 24."""
TOURNAMENT_SCENES = {
    SceneRequest("page", tournament="all"): mark_for_translation("Tournament: everything in turn"),
    SceneRequest("page", tournament="queue"): mark_for_translation("Tournament: the queue"),
    SceneRequest("page", tournament="tables"): mark_for_translation("Tournament: the tables"),
    SceneRequest("page", tournament="bracket"): mark_for_translation("Tournament: the bracket"),
    SceneRequest("page", tournament="draw"): mark_for_translation("Tournament: the draw"),
}


class TvGames(NamedTuple):
    """The games that the TV can show, and the tournament."""

    current: Game | None
    """The game that the main window shows."""
    courts: Sequence[Game]
    """The newest game of each court, in order of the courts."""
    tournament_id: int | None = None
    tournament: Tournament | None = None
    now: int = 0
    """The time by the wall clock, milliseconds since 1970 UTC, for the queue."""


class Tv(QObject):
    """Opens, closes and fills the scoreboard."""

    changed = Signal()
    """It was opened or closed, the list of screens changed, or its content changed."""
    games_changed = Signal()
    """The games that it shows have changed."""
    problem_changed = Signal(str)
    """A sentence while the TV is unplugged, an empty string when it is back."""

    def __init__(self, preferences: Preferences, games: Callable[[], TvGames], main_window: QWidget) -> None:
        """`games` returns the current games; `main_window` is never covered by the scoreboard."""
        super().__init__(main_window)
        self._preferences, self._games, self._main_window = preferences, games, main_window
        self.board: Scoreboard | None = None
        self.is_wanted = False
        self.address = ""
        self.scene = PAGE
        self._slides = SlideShow()
        self._slide_timer = QTimer(self, interval=SLIDE_MS, singleShot=True)
        self._slide_timer.timeout.connect(self._advance)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._apply)
            application.screenRemoved.connect(self._on_removed)

    @property
    def courts(self) -> list[str]:
        """The courts to choose from."""
        return [game.court for game in self._games().courts]

    @property
    def has_tournament(self) -> bool:
        """Whether there is a tournament to show."""
        return self._games().tournament is not None

    @property
    def screens(self) -> dict[str, str]:
        """The names of the screens to choose from, by id; the main window's own screen is not among them."""
        tv_screens = {
            _screen_id(screen): _screen_text(screen)
            for screen in QGuiApplication.screens()
            if screen != self._main_window.screen()
        }
        return {**tv_screens, WINDOW: t("A window of its own")}

    @property
    def screen(self) -> str:
        """The id of the chosen screen; by default the first one that the main window is not on."""
        screen_id = self._preferences.current.tv_screen
        return next(iter(self.screens)) if screen_id is None else screen_id

    def choose_screen(self, key: str) -> None:
        """Move the scoreboard to that screen, and save the choice."""
        self._preferences.change(tv_screen=key)
        self._apply()

    def choose_scene(self, scene: SceneRequest) -> None:
        """Show the main window’s game, a court, all courts, a tournament or a message; all but a message is saved."""
        self.scene = scene._replace(text=scene.text[:MAX_MESSAGE_LENGTH].strip())
        self._preferences.change(
            tv_court=self.scene.court, tv_all=self.scene.show == "all", tv_tournament=self.scene.tournament
        )
        self.refresh()
        self.changed.emit()

    def restore(self) -> None:
        """Restore the state that was saved when the window was closed."""
        settings = self._preferences.current
        self.scene = SceneRequest("court", settings.tv_court) if settings.tv_court else ALL if settings.tv_all else PAGE
        self.scene = self.scene._replace(tournament=settings.tv_tournament)
        self.is_wanted = settings.tv_open
        self._apply()

    def toggle(self) -> None:
        """Open the scoreboard, or close it."""
        self.is_wanted = not self.is_wanted
        self._preferences.change(tv_open=self.is_wanted)
        self._apply()

    def close(self) -> None:
        """Close the scoreboard with the main window, but keep the saved state, so that both open again together."""
        self.is_wanted = False
        self._apply()

    def show_address(self, address: str) -> None:
        """Show this address for phones."""
        self.address = address
        if self.board is not None:
            self.board.show_address(address)

    def refresh(self) -> None:
        """Show the current games."""
        if self.board is not None:
            self.fill(self.board)
        self.games_changed.emit()

    def fill(self, board: Scoreboard) -> None:
        """Set the content of `board` to what the TV shows."""
        games, scene = self._games(), self.scene
        if scene.tournament is not None and games.tournament is not None:
            live = [game for game in games.courts if game.status == "live"]
            self._slides.update(ShownTournament(scene.tournament, games.tournament, bool(live)), games.now)
            self._fill_slide(board, live)
            if not self._slide_timer.isActive():
                self._slide_timer.start()
            return
        match scene.show:
            case "message":
                board.show_message(scene.text)
            case "all":
                board.show_games(games.courts)
            case "court":
                board.show_games([game for game in games.courts if court_key(game.court) == court_key(scene.court)])
            case _:
                board.show_games([games.current] if games.current else games.courts[:1])

    def _fill_slide(self, board: Scoreboard, live: Sequence[Game]) -> None:
        slide = self._slides.current
        if isinstance(slide, MessageSlide):
            board.show_message(slide.text)
        elif isinstance(slide, CourtsSlide) or slide is None:
            board.show_games(live)
        elif isinstance(slide, QueueSlide):
            board.show_slide(slide.with_scores(_scores(live, self._games().tournament_id)))
        else:
            board.show_slide(slide)

    def _advance(self) -> None:
        """Show the next slide; `fill` starts the timer again if anybody sees it."""
        self._slides.advance(self._games().now)
        self.refresh()

    def _apply(self, _screen: QScreen | None = None) -> None:
        """Open, move or close the scoreboard, as the choice and the connected screens allow."""
        # Invariant: the scoreboard never covers the main window, or the scorekeeper is locked out. So a screen is
        # reachable only if the main window is elsewhere, and the board is closed, not moved, when its screen goes.
        screen = next((screen for screen in QGuiApplication.screens() if _screen_id(screen) == self.screen), None)
        reachable = self.screen == WINDOW or (screen is not None and screen != self._main_window.screen())
        self.problem_changed.emit(t(UNPLUGGED) if self.is_wanted and not reachable else "")
        if self.is_wanted and reachable:
            self._open(screen)
        elif self.board is not None:
            self._close_board()
        self.changed.emit()

    def _open(self, screen: QScreen | None) -> None:
        if self.board is None:
            self.board = Scoreboard()
            self.board.close_requested.connect(self._on_left)
            self.board.show_address(self.address)
            self.refresh()
        if screen is None:
            self.board.showNormal()
            return
        self.board.setScreen(screen)
        self.board.setGeometry(screen.geometry())
        self.board.showFullScreen()

    def _close_board(self) -> None:
        board, self.board = self.board, None
        if board is not None:
            board.close_requested.disconnect(self._on_left)
            board.close()
            board.deleteLater()

    def _on_left(self) -> None:
        if self.is_wanted:
            self.toggle()

    def _on_removed(self, screen: QScreen) -> None:
        """Close the board on a removed screen, or the desktop would move it over the main window."""
        if self.board is not None and _screen_id(screen) == self.screen:
            self._close_board()
            self.problem_changed.emit(t(UNPLUGGED))
        self.changed.emit()


def _scores(games: Sequence[Game], tournament_id: int | None) -> dict[MatchKey, tuple[int, int]]:
    """Return the score of each match of a tournament that is scored in one of these games."""
    fixtures = [(game.fixture, game) for game in games if game.fixture is not None]
    return {
        (fixture.division, fixture.match): game.score
        for fixture, game in fixtures
        if fixture.tournament_id == tournament_id
    }


def _screen_id(screen: QScreen) -> str:
    """Return the id that a screen is saved by: its port, and the serial number if it has one."""
    return " ".join(part for part in (screen.name(), screen.serialNumber()) if part)


def _screen_text(screen: QScreen) -> str:
    size = screen.geometry().size() * screen.devicePixelRatio()
    manufacturer = " ".join(part for part in (screen.manufacturer(), screen.model()) if part)
    return f"{manufacturer or screen.name()}, {size.width()}×{size.height()}"
