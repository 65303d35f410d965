"""Choice of a bag's new position. It covers the throw pad of its team, so that no throw is recorded by mistake.

It uses the shortcuts of the pad that it covers; a tap on the board also works and keeps the position.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BagMoved, Result, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.play.team.throw_button import ThrowButton
from goat_kiosk.gui.play.team.throw_pad import RESULTS, Caps
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel


class BagChoice(QWidget):
    """Four buttons, one for each result, for one bag of this round."""

    requested = Signal(object)
    """A `BagMoved`."""
    closed = Signal()

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bag: int | None = None
        self._question = ElidedLabel(role="heading")
        column, header, grid = QVBoxLayout(self), QHBoxLayout(), QGridLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        header.addWidget(self._question, 1)
        column.addLayout(header)
        grid.setSpacing(6)
        column.addLayout(grid, 1)
        self.buttons = {result: ThrowButton(team, result) for result in RESULTS}
        for index, (result, button) in enumerate(self.buttons.items()):
            button.clicked.connect(lambda _checked=False, result=result: self.move_to(result))
            grid.addWidget(button, index // 2, index % 2)
        self.close_button = QPushButton("✕")
        self.close_button.setFixedWidth(52)
        self.close_button.setAccessibleName(t("Leave the bag as it is"))
        self.close_button.setToolTip(t("Leave the bag as it is (Esc)"))
        self.close_button.clicked.connect(self.closed)
        header.addWidget(self.close_button)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def ask(self, game: Game, bag_number: int, caps: Caps) -> None:
        """Ask for the new result of bag `bag_number` of the round in progress."""
        bag, self.bag = game.bags[bag_number - 1], bag_number
        side = game.side(bag.team)
        self._question.setText(t("Bag {n}: where now?", n=bag_number))
        for result, button in self.buttons.items():
            button.restyle(t("Bag {n}", n=bag_number), side.color, caps[result], emphasized=result != bag.result)
            button.setEnabled(result != bag.result)
        self.close_button.setFocus()

    def move_to(self, result: Result) -> None:
        """Request that the bag is moved to `result`."""
        if self.bag is not None:
            self.requested.emit(BagMoved(self.bag, result))
