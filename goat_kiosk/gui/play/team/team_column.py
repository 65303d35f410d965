"""Column of one team on the play page: its score, the actions of its side of the screen, and its throw pad.

The pad is in a stack, because the choice of a bag's new position is shown in its place.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.play.team.bag_choice import BagChoice
from goat_kiosk.gui.play.team.throw_pad import Caps, ThrowPad
from goat_kiosk.gui.widgets.team_score import TeamScore


class TeamColumn(QWidget):
    """Score and throw pad of one team, with room for actions between them."""

    choice_closed = Signal()
    """The choice of a position was closed without one."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score = TeamScore(team)
        self.pad, self.choice = ThrowPad(team), BagChoice(team)
        self.choice.closed.connect(self.choice_closed)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.pad)
        self._stack.addWidget(self.choice)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.score, 7)
        self._column.addWidget(self._stack, 8)

    def place_actions(self, actions: QWidget) -> None:
        """Put the actions of this side of the screen between the score and the pad."""
        self._column.insertWidget(1, actions)

    def show_game(self, game: Game, caps: Caps) -> None:
        """Show the team's score and pad."""
        self.score.show_game(game)
        self.pad.show_game(game, caps)

    def ask(self, game: Game, bag_number: int, caps: Caps) -> None:
        """Ask for the new position of bag `bag_number` of this team."""
        self._stack.setCurrentWidget(self.choice)
        self.choice.ask(game, bag_number, caps)

    def close_choice(self) -> None:
        """Show the throw pad again."""
        self._stack.setCurrentWidget(self.pad)
