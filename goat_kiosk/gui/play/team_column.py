"""One side of the play page: its score, its bags of this round, and its throw pad.

The pad's place is a stack: where a bag of the team lies now is asked there.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.game import Game
from goat_kiosk.gui.play.bag_choice import BagChoice
from goat_kiosk.gui.play.bag_strip import BagStrip
from goat_kiosk.gui.play.throw_pad import Caps, ThrowPad
from goat_kiosk.gui.widgets.team_score import TeamScore


class TeamColumn(QWidget):
    """The column of one team."""

    choice_closed = Signal()
    """The bag that was asked for stays as it is."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score, self.strip = TeamScore(team), BagStrip(team)
        self.pad, self.choice = ThrowPad(team), BagChoice(team)
        self.choice.closed.connect(self.choice_closed)
        self._below = QStackedWidget()
        self._below.addWidget(self.pad)
        self._below.addWidget(self.choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.score, 5)
        column.addWidget(self.strip)
        column.addWidget(self._below, 3)

    def show_game(self, game: Game, caps: Caps) -> None:
        """Show the team as it stands."""
        self.score.show_game(game)
        self.strip.show_game(game)
        self.pad.show_game(game, caps)

    def ask(self, game: Game, n: int, caps: Caps) -> None:
        """Ask where bag `n` of this team lies now."""
        self._below.setCurrentWidget(self.choice)
        self.choice.ask(game, n, caps)
        self.strip.mark(n)

    def close_choice(self) -> None:
        """Show the pad again."""
        self._below.setCurrentWidget(self.pad)
        self.strip.mark(None)
