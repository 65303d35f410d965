"""The TV at this computer: on which of its screens the scoreboard stands, and which game it shows.

Both are remembered. A TV that is unplugged takes its window with it, and when it is back the scoreboard is on it again;
meanwhile the desk goes on. Without a second screen the scoreboard is a window of its own, to be dragged or captured.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.game import Game
from goat_kiosk.gui.services.audience import LONGEST_MESSAGE
from goat_kiosk.gui.settings.preferences import Preferences
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv.scoreboard import Scoreboard
from goat_kiosk.gui.widgets.scene_form import ALL, PAGE, SceneRequest
from goat_kiosk.text.i18n import mark_for_translation

KEY = "Ctrl+T"
WINDOW = ""
"""What stands for a window instead of a screen."""
UNPLUGGED = mark_for_translation("The TV is unplugged. Plug it in again, and the scoreboard is back by itself.")


class TvGames(NamedTuple):
    """What there is to be shown."""

    desk: Game | None
    """The game shown at the desk."""
    courts: Sequence[Game]
    """The newest game of each court, in order."""


class Tv(QObject):
    """Opens, closes and fills the scoreboard."""

    changed = Signal()
    """It is open or closed now, other screens are there, or it shows something else."""
    toggle_requested = Signal()
    """Its key was pressed at the desk."""
    games_changed = Signal()
    """What it shows stands anew."""
    problem_changed = Signal(str)
    """A sentence while the TV is away, nothing when it is back."""

    def __init__(self, preferences: Preferences, games: Callable[[], TvGames], desk: QWidget) -> None:
        """`games` tells what there is; `desk` is the window that the scorekeeper has, never covered by this one."""
        super().__init__(desk)
        self._preferences, self._games, self._desk = preferences, games, desk
        self.board: Scoreboard | None = None
        self.is_wanted = False
        self.address = ""
        self.scene = PAGE
        QShortcut(QKeySequence(KEY), desk).activated.connect(self.toggle_requested)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._settle)
            application.screenRemoved.connect(self._on_removed)

    @property
    def courts(self) -> list[str]:
        """The courts to choose from."""
        return [game.court for game in self._games().courts]

    @property
    def screens(self) -> dict[str, str]:
        """The screens to choose from, in words, by what they are remembered by; the desk's own is none of them."""
        others = {_key(screen): _words(screen) for screen in QGuiApplication.screens() if screen != self._desk.screen()}
        return {**others, WINDOW: t("A window of its own")}

    @property
    def screen(self) -> str:
        """The screen that is chosen; without a choice the first one beside the desk's."""
        chosen = self._preferences.chosen.tv_screen
        return next(iter(self.screens)) if chosen is None else chosen

    def choose_screen(self, key: str) -> None:
        """Put the scoreboard on that screen, now if it is open, and from now on."""
        self._preferences.change(tv_screen=key)
        self._settle()

    def choose_scene(self, scene: SceneRequest) -> None:
        """Show the desk’s game, a court, all courts or a message; all but a message are remembered."""
        self.scene = SceneRequest(scene.show, scene.court, scene.text[:LONGEST_MESSAGE].strip())
        self._preferences.change(tv_court=self.scene.court, tv_all=self.scene.show == "all")
        self.refresh()
        self.changed.emit()

    def restore(self) -> None:
        """Be as it was when the window was closed."""
        chosen = self._preferences.chosen
        self.scene = SceneRequest("court", chosen.tv_court) if chosen.tv_court else ALL if chosen.tv_all else PAGE
        self.is_wanted = chosen.tv_open
        self._settle()

    def toggle(self) -> None:
        """Open the scoreboard, or close it."""
        self.is_wanted = not self.is_wanted
        self._preferences.change(tv_open=self.is_wanted)
        self._settle()

    def close(self) -> None:
        """Close it with the window it belongs to; it is open again when that is."""
        self.is_wanted = False
        self._settle()

    def show_address(self, address: str) -> None:
        """Lead phones to `address`."""
        self.address = address
        if self.board is not None:
            self.board.show_address(address)

    def refresh(self) -> None:
        """Show the games as they stand now."""
        if self.board is not None:
            self.fill(self.board)
        self.games_changed.emit()

    def fill(self, board: Scoreboard) -> None:
        """Have `board` show what the TV shows."""
        games, scene = self._games(), self.scene
        match scene.show:
            case "message":
                board.show_message(scene.text)
            case "all":
                board.show_games(games.courts)
            case "court":
                board.show_games([game for game in games.courts if game.court == scene.court])
            case _:
                board.show_games([games.desk] if games.desk else games.courts[:1])

    def _settle(self, _screen: QScreen | None = None) -> None:
        """Have the scoreboard where it is wanted, or nowhere."""
        screen = next((one for one in QGuiApplication.screens() if _key(one) == self.screen), None)
        reachable = self.screen == WINDOW or (screen is not None and screen != self._desk.screen())
        self.problem_changed.emit(t(UNPLUGGED) if self.is_wanted and not reachable else "")
        if self.is_wanted and reachable:
            self._open(screen)
        elif self.board is not None:
            self._drop()
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

    def _drop(self) -> None:
        board, self.board = self.board, None
        if board is not None:
            board.close_requested.disconnect(self._on_left)
            board.close()
            board.deleteLater()

    def _on_left(self) -> None:
        if self.is_wanted:
            self.toggle()

    def _on_removed(self, screen: QScreen) -> None:
        """Take the window off a screen that is going, or the desktop would put it over the desk."""
        if self.board is not None and _key(screen) == self.screen:
            self._drop()
            self.problem_changed.emit(t(UNPLUGGED))
        self.changed.emit()


def _key(screen: QScreen) -> str:
    """Return what a screen is remembered by: the port, and the set when that tells its number."""
    return " ".join(part for part in (screen.name(), screen.serialNumber()) if part)


def _words(screen: QScreen) -> str:
    size = screen.geometry().size() * screen.devicePixelRatio()
    maker = " ".join(part for part in (screen.manufacturer(), screen.model()) if part)
    return f"{maker or screen.name()}, {size.width()}×{size.height()}"
