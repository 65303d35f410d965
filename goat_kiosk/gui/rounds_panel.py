"""The right column of a game: the rounds so far, and under them the form that corrects one."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game import Game
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.round_correction import RoundCorrection
from goat_kiosk.gui.round_list import RoundList
from goat_kiosk.gui.shape_mark import ShapeMark


class RoundsPanel(QFrame):
    """Shows rounds, and lets one be put right."""

    wanted = Signal(object)
    """An event that corrects, inserts or removes a round."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(308)
        self._game: Game | None = None
        self._marks = [ShapeMark(team, 16) for team in TEAMS]
        self._hint = ElidedLabel(role="quiet")
        self.list = RoundList()
        self.correction = RoundCorrection()
        self.correction.hide()
        self.list.chosen.connect(self.correct)
        self.correction.wanted.connect(self.wanted)
        self.correction.closed.connect(self.close_correction)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 10, 12)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(self._marks[0])
        head.addWidget(ElidedLabel("Rounds", "heading"), 1)
        head.addWidget(self._marks[1])
        column.addLayout(head)
        column.addWidget(self._hint)
        self.list.setMinimumHeight(52)
        column.addWidget(self.list, 1)
        column.addWidget(self.correction)

    def show_game(self, game: Game) -> None:
        """Show the rounds of `game`; a correction in hand is closed when the rounds changed under it."""
        if self._game is not None and self._game.rounds is not game.rounds:
            self.close_correction()
        self._game = game
        self.list.rounds.show_game(game)
        for mark, team in zip(self._marks, TEAMS, strict=True):
            mark.show_team(team, game.side(team).color)
        self._hint.setText("Click a round to correct it." if game.rounds else "No round is over yet.")

    def correct(self, number: int) -> None:
        """Open the form for round `number`."""
        if self._game is not None and 1 <= number <= len(self._game.rounds):
            self._hint.hide()
            self.correction.show()
            self.correction.show_round(self._game, number)

    def close_correction(self) -> None:
        """Put the form away."""
        if self.correction.isVisible():
            self.list.setFocus()
        self.correction.hide()
        self._hint.show()
        self.list.clearSelection()
