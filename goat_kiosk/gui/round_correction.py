"""A round that was counted wrongly, put right in place: each side's bags in the hole and on the board, and why.

The same counts can be put before the round as a forgotten one, or the round be taken out: all three are events, so undo
brings back what was.
"""

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_A_SIDE, TEAMS, Count, RoundCorrected, RoundDeleted, RoundInserted, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.names import LONGEST_REASON, clean_text
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.shape_mark import ShapeMark
from goat_kiosk.gui.stepper import Stepper

Kind = Literal["holes", "boards"]
_KINDS: dict[Kind, str] = {"holes": "in the hole", "boards": "on the board"}


class RoundCorrection(QFrame):
    """The form for one round."""

    wanted = Signal(object)
    """A `RoundCorrected`, `RoundInserted` or `RoundDeleted`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._round = 0
        self._title = ElidedLabel(role="heading")
        self._names = {team: ElidedLabel() for team in TEAMS}
        self._marks = {team: ShapeMark(team, 20) for team in TEAMS}
        self.counts = {(team, kind): Stepper(BAGS_A_SIDE) for team in TEAMS for kind in _KINDS}
        self.reason = QLineEdit(placeholderText="Why? Shown to everybody", maxLength=LONGEST_REASON)
        self.reason.setAccessibleName("Reason for the correction")
        self.reason.setToolTip("Why the round is corrected; shown to everybody")
        self.save = _button("Save", "Correct the round to these counts", self._correct, role="primary")
        self.cancel = _button("Cancel", "Leave the round as it is (Esc)", self.closed.emit)
        self.insert = _button("Insert before", "Put a forgotten round with these counts before it", self._insert)
        self.remove = _button("Remove", "Take this round out: it was never played", self._remove)
        self.reason.returnPressed.connect(self._correct)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self._arrange()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 4, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addLayout(_row(*(ElidedLabel(words, "quiet") for words in _KINDS.values())))
        for team in TEAMS:
            name = QHBoxLayout()
            name.addWidget(self._marks[team])
            name.addWidget(self._names[team], 1)
            column.addLayout(name)
            column.addLayout(_row(self.counts[team, "holes"], self.counts[team, "boards"]))
        column.addWidget(self.reason)
        column.addLayout(_row(self.save, self.cancel))
        column.addLayout(_row(self.insert, self.remove))

    def show_round(self, game: Game, number: int) -> None:
        """Offer round `number` of `game` as it was counted."""
        self._round = number
        self._title.setText(f"Correct round {number}")
        for team in TEAMS:
            side, tally = game.side(team), game.rounds[number - 1].played.tallies[team - 1]
            self._names[team].setText(side.name)
            self._marks[team].show_team(team, side.color)
            self.counts[team, "holes"].number.setValue(tally.holes)
            self.counts[team, "boards"].number.setValue(tally.boards)
            for kind, words in _KINDS.items():
                self.counts[team, kind].name(f"{side.name}: bags {words}")
        self.reason.clear()
        self.counts[1, "holes"].number.setFocus()
        self.counts[1, "holes"].number.selectAll()

    def _correct(self) -> None:
        self.wanted.emit(RoundCorrected(self._round, self._count(1), self._count(2), self._reason()))

    def _insert(self) -> None:
        self.wanted.emit(RoundInserted(self._round, self._count(1), self._count(2), self._reason()))

    def _remove(self) -> None:
        self.wanted.emit(RoundDeleted(self._round, self._reason()))

    def _count(self, team: Team) -> Count:
        return Count(self.counts[team, "holes"].number.value(), self.counts[team, "boards"].number.value())

    def _reason(self) -> str:
        return clean_text(self.reason.text(), LONGEST_REASON)


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row


def _button(words: str, tip: str, deed: object, role: str = "") -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.clicked.connect(deed)
    if role:
        button.setProperty("role", role)
    return button
