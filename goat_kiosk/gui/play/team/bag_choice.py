"""Choice of a bag's new position. It covers the throw pad of its team, so that no throw is recorded by mistake.

It uses the shortcuts of the pad that it covers; a tap on the board also works and keeps the position.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BagMoved, Result, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.play.team.throw_button import ThrowButton
from goat_kiosk.gui.play.team.throw_pad import RESULTS, Caps
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton


class BagChoice(QWidget):
    """Four buttons, one for each result, for one bag of this round; others step to another bag."""

    requested = Signal(object)
    """A `BagMoved`."""
    stepped = Signal(int)
    """Another bag is wanted: the one before (-1) or after (1)."""
    closed = Signal()

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bag: int | None = None
        self._question = ElidedLabel(role="heading")
        self.previous = NamedButton("←", t("The bag before (Left)"), "step")
        self.next = NamedButton("→", t("The bag after (Right)"), "step")
        self.close_button = NamedButton("✕", t("Leave the bag as it is (Esc)"), "step")
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self.close_button.clicked.connect(self.closed)
        self.buttons = {result: ThrowButton(team, result) for result in RESULTS}
        for result, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, result=result: self.move_to(result))
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self._arrange()

    def _arrange(self) -> None:
        column, steps, grid = QVBoxLayout(self), QHBoxLayout(), QGridLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._question)
        for step in (self.previous, self.next, self.close_button):
            steps.addWidget(step)
        column.addLayout(steps)
        grid.setSpacing(6)
        for index, button in enumerate(self.buttons.values()):
            grid.addWidget(button, index // 2, index % 2)
        column.addLayout(grid, 1)

    def ask(self, game: Game, bag_number: int, caps: Caps) -> None:
        """Ask for the new result of bag `bag_number` of the round in progress."""
        bag, self.bag = game.bags[bag_number - 1], bag_number
        side = game.side(bag.team)
        self._question.setText(t("Bag {n}: where now?", n=bag_number))
        values = {"number": bag.n, "team": side.name, "result": self.buttons[bag.result].text()}
        self._question.setAccessibleName(
            f"{t('Bag {number}, {team}: {result}', **values)}. {t('Bag {n}: where now?', n=bag_number)}"
        )
        for result, button in self.buttons.items():
            button.restyle(t("Bag {n}", n=bag_number), side.color, caps[result], emphasized=result != bag.result)
            button.setEnabled(result != bag.result)
        if not any(step.hasFocus() for step in (self.previous, self.next)):
            self.close_button.setFocus()

    def move_to(self, result: Result) -> None:
        """Request that the bag is moved to `result`."""
        if self.bag is not None:
            self.requested.emit(BagMoved(self.bag, result))
