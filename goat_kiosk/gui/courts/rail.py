"""Navigation rail: every game that is not over, then those set aside, the new-game button, and the menu.

A finished game stays until the next one on its court, so its final score is one click away. One that was over before
the window opened is not shown, unless a captain says that its result is wrong, or its court asks for help.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGroupBox, QPushButton, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.names.sanitizing import natural_key
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.gui.courts.court_entry import CourtEntry
from goat_kiosk.gui.courts.game_age import is_left_behind
from goat_kiosk.gui.courts.peer_list import PeerList
from goat_kiosk.gui.settings.action_specs import COURT_ACTIONS
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.inputs.exclusive_buttons import check_one

WIDTH = 196
_AGE_INTERVAL_MS = 30_000
"""Half of the unit in which ages are shown."""


class Rail(QFrame):
    """The courts."""

    chosen = Signal(int)
    """The id of a game."""
    new_game = Signal()
    unfinished_requested = Signal()
    """Show all unfinished games."""

    def __init__(
        self, age: Callable[[int], int], actions: Actions, menu: QWidget, parent: QWidget | None = None
    ) -> None:
        """`age` returns the milliseconds since the last change of a game; `menu` stands at the foot."""
        super().__init__(parent)
        self._age = age
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self._entries: dict[int, CourtEntry] = {}
        self._histories: dict[int, History] = {}
        self.peers = PeerList()
        self.button = QPushButton(t("New game"))
        self.button.setAccessibleName(t("New game"))
        self.button.setToolTip(t("Set up a new game (Ctrl+N)"))
        self.button.clicked.connect(self.new_game)
        self.unfinished = QPushButton()
        self.unfinished.setProperty("role", "warn")
        self.unfinished.setToolTip(t("Games that are set aside, or that nobody has scored for a day"))
        self.unfinished.clicked.connect(self.unfinished_requested)
        self.unfinished.hide()
        actions.bind(self, "new-game", self.new_game.emit)
        for index, name in enumerate(COURT_ACTIONS):
            actions.bind(self, name, partial(self._choose, index))
        self._arrange(menu)
        timer = QTimer(self, interval=_AGE_INTERVAL_MS)
        timer.timeout.connect(self.show_ages)
        timer.start()

    def show_ages(self) -> None:
        """Show how old each unfinished game is by now."""
        for game_id in self._entries:
            self._show(game_id)
        self._count_unfinished()

    def _count_unfinished(self) -> None:
        """Show how many games wait to be gone on with."""
        histories = self._histories.items()
        count = sum(is_left_behind(history.game, self._age(game_id)) for game_id, history in histories)
        self.unfinished.setVisible(count > 0)
        self.unfinished.setText(t("1 unfinished") if count == 1 else t("{count} unfinished", count=count))

    def _arrange(self, menu: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addWidget(self.button)
        area, inside = QScrollArea(), QGroupBox()
        inside.setAccessibleName(t("Courts"))
        inside.setObjectName("transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.peers)
        self._column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setObjectName("transparent")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its courts have it
        column.addWidget(area, 1)
        column.addWidget(self.unfinished)
        column.addWidget(menu)

    @property
    def playing(self) -> list[Game]:
        """The games that are on a court and not over."""
        return [history.game for history in self._histories.values() if _is_playing(history.game)]

    @property
    def courts(self) -> list[str]:
        """The courts with a game that is not over."""
        return [game.court for game in self.playing]

    @property
    def games(self) -> list[Game]:
        """One game for each court, from top to bottom: the one in progress, else the last finished one."""
        games = [
            self._histories[game_id].game
            for game_id in self._in_order()
            if not self._histories[game_id].game.is_set_aside
        ]
        playing = {court_key(game.court) for game in games if not game.is_over}
        return [game for game in games if not game.is_over or _is_result(game, playing)]

    @property
    def disputed(self) -> list[Game]:
        """The games whose result a captain says is wrong."""
        return [history.game for history in self._histories.values() if history.game.is_disputed]

    @property
    def asking_for_help(self) -> list[Game]:
        """The games whose scorer waits for somebody from the desk, from top to bottom."""
        games = (self._histories[game_id].game for game_id in self._in_order())
        return [game for game in games if game.help is not None]

    def show_game(self, game_id: int, history: History) -> None:
        """Show the game, unless it was over before the window opened and needs nobody from the desk."""
        game, is_new = history.game, game_id not in self._histories
        if is_new and game.is_over and not game.needs_desk:
            return
        if is_new and not game.is_over:
            self._clear_court(game.court)
        self._histories[game_id] = history
        if not self._arrange_entries():
            self._show(game_id)
        self._count_unfinished()

    def remove_game(self, game_id: int) -> None:
        """Take away a game that another kiosk has taken over."""
        if self._histories.pop(game_id, None) is not None:
            self._arrange_entries()
            self._count_unfinished()

    def _clear_court(self, court: str) -> None:
        """Take away what is over on a court that has a new game; what needs the desk stays."""
        key = court_key(court)
        finished = [game_id for game_id, history in self._histories.items() if _is_past(history.game, key)]
        for game_id in finished:
            del self._histories[game_id]

    @property
    def entries(self) -> list[CourtEntry]:
        """The entries from top to bottom."""
        return [self._entries[game_id] for game_id in self._in_order()]

    def _in_order(self) -> list[int]:
        """Return the games in the order of their courts; those set aside come last."""
        return sorted(
            self._histories,
            key=lambda game_id: (
                self._histories[game_id].game.is_set_aside,
                natural_key(self._histories[game_id].game.court),
            ),
        )

    def _arrange_entries(self) -> bool:
        """Show each game in its place, and return whether a place (and so the number on its entry) has changed."""
        order = self._in_order()
        if order == list(self._entries):
            return False
        for game_id in [shown_id for shown_id in self._entries if shown_id not in self._histories]:
            entry = self._entries.pop(game_id)
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._entries = {game_id: self._entries.get(game_id) or self._new_entry(game_id) for game_id in order}
        for index, (game_id, entry) in enumerate(self._entries.items()):
            if self._column.indexOf(entry) != index:
                self._column.insertWidget(index, entry)
            self._show(game_id)
        return True

    def _show(self, game_id: int) -> None:
        number = list(self._entries).index(game_id) + 1
        self._entries[game_id].show_game(self._histories[game_id], number, self._age(game_id))

    def _new_entry(self, game_id: int) -> CourtEntry:
        entry = scale_widget(CourtEntry(game_id))
        entry.clicked.connect(lambda: self.chosen.emit(game_id))
        return entry

    def mark(self, game_id: int | None) -> None:
        """Mark the game that is shown, or none."""
        check_one(self.entries, next((entry for entry in self.entries if entry.game_id == game_id), None))

    def _choose(self, index: int) -> None:
        if index < len(self.entries):
            self.chosen.emit(self.entries[index].game_id)


def _is_playing(game: Game) -> bool:
    return not game.is_over and not game.is_set_aside


def _is_past(game: Game, key: str) -> bool:
    return game.is_over and not game.needs_desk and court_key(game.court) == key


def _is_result(game: Game, playing: set[str]) -> bool:
    return game.status == "finished" and court_key(game.court) not in playing
