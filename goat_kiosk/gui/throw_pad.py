"""Where throws are keyed: hole, board, off and foul for each team, by button or by key.

Each team has the keys of one hand: Q W E for team 1, U I O for team 2, a foul one key further. 1 2 3 count for
whoever is due, also on the number block. While a coin is awaited nobody is due, so only the team's own keys count.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_A_SIDE, TEAMS, BagThrown, Result, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import tally
from goat_kiosk.gui.throw_button import ThrowButton

RESULTS: tuple[Result, ...] = ("hole", "board", "off", "foul")
KEYS: dict[Team, str] = {1: "QWER", 2: "UIOP"}
_DUE_KEYS = "123"


class ThrowPad(QWidget):
    """The buttons of both teams."""

    wanted = Signal(object)
    """A `BagThrown`."""
    helpless = Signal(str)
    """A key that cannot count, and why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._due: Team | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.buttons = {(team, result): self._button(team, result) for team in TEAMS for result in RESULTS}
        for (team, result), button in self.buttons.items():
            if (team, result) == (2, "hole"):
                row.addSpacing(22)
            row.addWidget(button, 2 if result == "foul" else 4)
        for key, result in zip(_DUE_KEYS, RESULTS, strict=False):
            self._on_key(key).activated.connect(lambda result=result: self._throw_due(result))

    def _button(self, team: Team, result: Result) -> ThrowButton:
        place = RESULTS.index(result)
        key = KEYS[team][place]
        button = ThrowButton(team, result, (key, *_DUE_KEYS[place : place + 1]))
        button.clicked.connect(lambda: self.wanted.emit(BagThrown(team, result)))
        self._on_key(key).activated.connect(lambda: self.wanted.emit(BagThrown(team, result)))
        return button

    def _on_key(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self)
        # A key held too long is one bag, not twenty.
        shortcut.setAutoRepeat(False)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        return shortcut

    def show_game(self, game: Game) -> None:
        """Emphasise the team that is due in `game`."""
        self._due = game.due
        for (team, _), button in self.buttons.items():
            side = game.side(team)
            button.dress(side.name, side.color, loud=game.due in {team, None})
            button.setEnabled(tally(game.bags, team).thrown < BAGS_A_SIDE)

    def _throw_due(self, result: Result) -> None:
        if self._due is None:
            self.helpless.emit("Toss a coin first: the keys of the team that won it say who throws.")
        else:
            self.wanted.emit(BagThrown(self._due, result))
