"""Where does this bag lie now? Takes the throw pad's place for the moment, so no throw is keyed by mistake."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BagMoved, Result
from goat_kiosk.domain.game import Game
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.throw_button import ThrowButton
from goat_kiosk.gui.throw_pad import RESULTS


class BagChoice(QWidget):
    """The four places a bag can lie in, for one bag of this round."""

    wanted = Signal(object)
    """A `BagMoved`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bag: int | None = None
        self._question = ElidedLabel(role="heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._question)
        row = QHBoxLayout()
        row.setSpacing(6)
        column.addLayout(row, 1)
        self.buttons = {result: ThrowButton(1, result) for result in RESULTS}
        for result, button in self.buttons.items():
            button.clicked.connect(lambda _checked=False, result=result: self._move(result))
            row.addWidget(button, 1)
        self.leave = QPushButton("Leave it")
        self.leave.setAccessibleName("Leave the bag as it is")
        self.leave.setToolTip("Leave the bag as it is (Esc)")
        self.leave.clicked.connect(self.closed)
        row.addWidget(self.leave, 1, Qt.AlignmentFlag.AlignVCenter)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def ask(self, game: Game, n: int) -> None:
        """Ask for bag `n` of the round in progress."""
        bag, self.bag = game.bags[n - 1], n
        side = game.side(bag.team)
        self._question.setText(f"Bag {n}, {side.name}: where does it lie now?")
        for result, button in self.buttons.items():
            button.team = bag.team
            button.dress(f"Bag {n}", side.color, loud=result != bag.result)
            button.setEnabled(result != bag.result)
        self.leave.setFocus()

    def _move(self, result: Result) -> None:
        if self.bag is not None:
            self.wanted.emit(BagMoved(self.bag, result))
