"""Throw pad of one team: buttons for hole, board, off and foul, as large as the column allows.

It is the fast way for scorekeepers who only count; a tap on the board also keeps the position. Each button shows the
shortcut of its side of the screen, and the one that throws for the team that is due.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Result, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import tally
from goat_kiosk.gui.play.team.throw_button import ThrowButton
from goat_kiosk.gui.text.language import local_name

RESULTS: tuple[Result, ...] = ("hole", "board", "off", "foul")

Caps = dict[Result, tuple[str, ...]]
"""The shortcuts shown for each result: the side's own, then the one for the team that is due."""


class ThrowPad(QWidget):
    """The four throw buttons of one team."""

    thrown = Signal(str)
    """A `Result`."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        self.buttons = {result: ThrowButton(team, result) for result in RESULTS}
        for index, (result, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _checked=False, result=result: self.thrown.emit(result))
            grid.addWidget(button, index // 2, index % 2)

    def show_game(self, game: Game, caps: Caps) -> None:
        """Emphasize the buttons if the team is due, and disable them when it has thrown all its bags."""
        side, can_throw = game.side(self._team), tally(game.bags, self._team).thrown < BAGS_PER_SIDE
        for result, button in self.buttons.items():
            button.restyle(
                local_name(side.name), side.color, caps[result], emphasized=game.next_team in {self._team, None}
            )
            button.setEnabled(can_throw)
