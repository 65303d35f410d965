"""The left rail: one entry a court, with the game that was last touched there; the way to a new game and other pages.

A finished game stays until the next one on its court, so its final score is one click away; one that was over before
the window opened does not come back.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.names import in_order
from goat_kiosk.gui.language import t
from goat_kiosk.gui.parts.scale import grow
from goat_kiosk.gui.rail.court_entry import CourtEntry
from goat_kiosk.gui.rail.menu import Menu
from goat_kiosk.gui.rail.neighbour_list import NeighbourList

_KEYS = 9
WIDTH = 196


class Rail(QFrame):
    """The courts."""

    chosen = Signal(int)
    """The number of a game."""
    new_game = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH)
        self._entries: dict[str, CourtEntry] = {}
        self._shown: dict[str, tuple[int, History]] = {}
        self.neighbours = NeighbourList()
        self.button = QPushButton(t("New game"))
        self.button.setShortcut(QKeySequence("Ctrl+N"))
        self.button.setAccessibleName(t("New game"))
        self.button.setToolTip(t("Set up a new game (Ctrl+N)"))
        self.button.clicked.connect(self.new_game)
        self.menu = Menu()
        for place in range(_KEYS):
            key = QShortcut(QKeySequence(f"Ctrl+{place + 1}"), self)
            key.activated.connect(lambda place=place: self._choose(place))
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 8, 10)
        column.addWidget(self.button)
        area, inside = QScrollArea(), QWidget()
        inside.setObjectName("transparent")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self.neighbours)
        self._column.addStretch(1)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setObjectName("transparent")
        column.addWidget(area, 1)
        column.addWidget(self.menu)

    @property
    def courts(self) -> list[str]:
        """The courts with a game that is not finished."""
        return [court for court, (_, history) in self._shown.items() if history.game.status != "finished"]

    @property
    def games(self) -> list[Game]:
        """The games shown, from top to bottom."""
        return [self._shown[court][1].game for court in self._courts_in_order()]

    def take(self, game_id: int, history: History) -> None:
        """Show the game at its court, unless a game touched later stands there."""
        court = history.game.court
        current = self._shown.get(court)
        fresh = current is None or current[0] != game_id
        if fresh and (history.game.status == "finished" or (current is not None and current[1].at > history.at)):
            return
        self._shown[court] = (game_id, history)
        if court not in self._entries:
            self._add(court, game_id)
        self._entries[court].game_id = game_id
        self._entries[court].show_game(history.game, self._courts_in_order().index(court) + 1)

    def part_with(self, game_id: int) -> None:
        """Take away a game that another kiosk has taken over."""
        for court in [court for court, (shown, _) in self._shown.items() if shown == game_id]:
            del self._shown[court]
            entry = self._entries.pop(court)
            self._column.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        for place, name in enumerate(self._courts_in_order()):
            self._entries[name].show_game(self._shown[name][1].game, place + 1)

    @property
    def entries(self) -> list[CourtEntry]:
        """The entries from top to bottom."""
        return [self._entries[court] for court in self._courts_in_order()]

    def _courts_in_order(self) -> list[str]:
        return sorted(self._entries, key=in_order)

    def _add(self, court: str, game_id: int) -> None:
        """Put a new court in its place; those below it move down and change their numbers."""
        entry = grow(CourtEntry(game_id))
        entry.clicked.connect(lambda: self.chosen.emit(entry.game_id))
        self._entries[court] = entry
        for place, name in enumerate(self._courts_in_order()):
            self._column.insertWidget(place, self._entries[name])
            self._entries[name].show_game(self._shown[name][1].game, place + 1)

    def mark(self, game_id: int | None) -> None:
        """Mark the game that is shown, or none."""
        for entry in self.entries:
            entry.setChecked(entry.game_id == game_id)

    def _choose(self, place: int) -> None:
        if place < len(self.entries):
            self.chosen.emit(self.entries[place].game_id)
