"""Form for a whole round by its counts, to note a round and enter it afterward: four digits and Enter.

The fields are in screen order: left team in the hole, left team on the board, then the right team. A digit fills the
current field and moves to the next; Backspace moves back. Counts above four bags for a team are disabled.
"""

from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Count, RoundEntered, Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import RoundFacts, tally_from_count
from goat_kiosk.domain.rounds.scoring import bag_points
from goat_kiosk.gui.play.count_row import CountRow
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.text.i18n import mark_for_translation

CountKind = Literal["holes", "boards"]
_COUNT_CAPTIONS: dict[CountKind, str] = {
    "holes": mark_for_translation("in the hole"),
    "boards": mark_for_translation("on the board"),
}
_DIGITS = {Qt.Key(Qt.Key.Key_0 + digit): digit for digit in range(BAGS_PER_SIDE + 1)}
_CONFIRM_KEYS = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class CountField(NamedTuple):
    """One of the four counts: a team, and where its bags lie."""

    team: Team
    kind: CountKind


class RoundEntry(QFrame):
    """The form for the counts of the round that was just thrown."""

    requested = Signal(object)
    """A `RoundEntered`."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._game: Game | None = None
        self._fields: list[CountField] = []
        self._current = 0
        self._result = ElidedLabel(role="heading")
        self.rows = [CountRow() for _ in range(4)]
        for index, row in enumerate(self.rows):
            row.chosen.connect(lambda count, index=index: self._set(index, count))
        self.save, self.cancel = KeyButton(), QPushButton(t("Cancel"))
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self._save)
        self.cancel.setAccessibleName(t("Close without entering a round"))
        self.cancel.setToolTip(t("Close without entering a round (Esc)"))
        self.cancel.clicked.connect(self.closed)
        self._arrange()

    def _arrange(self) -> None:
        column, footer = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(2)
        for row in self.rows:
            column.addWidget(row)
        column.addStretch(1)
        column.addWidget(self._result)
        footer.addWidget(self.save, 3)
        footer.addWidget(self.cancel, 2)
        column.addLayout(footer)

    def begin(self, game: Game, left_team: Team) -> None:
        """Ask for the counts of the round in progress."""
        self._game = game
        self._fields = [CountField(team, kind) for team in (left_team, opponent(left_team)) for kind in _COUNT_CAPTIONS]
        for row, field in zip(self.rows, self._fields, strict=True):
            side = game.side(field.team)
            row.ask(field.team, side.color, local_name(side.name), t(_COUNT_CAPTIONS[field.kind]))
        self._current = 0
        self._show()
        self.setFocus()

    def _set(self, index: int, count: int) -> None:
        self.rows[index].count = count
        self._current = min(index + 1, len(self.rows))
        self._show()

    def _show(self) -> None:
        for index, row in enumerate(self.rows):
            pair = self.rows[index - 1].count if index % 2 else None
            row.set_maximum(BAGS_PER_SIDE - (pair or 0))
            row.set_current(is_current=index == self._current)
        complete = all(row.count is not None for row in self.rows)
        self.save.set_action(t("Enter"), "⏎", t("Enter the round"), enabled=complete)
        self._result.setText(self._outcome() if complete else t("Digits 0 to 4, then Enter"))

    def _outcome(self) -> str:
        if self._game is None:
            return ""
        tallies = tally_from_count(self._count(1)), tally_from_count(self._count(2))
        scored = bag_points(self._game.rules, RoundFacts(tallies, 0))
        gains = [
            f"+{gain} {local_name(side.name)}" for gain, side in zip(scored, self._game.sides, strict=True) if gain
        ]
        return ", ".join(gains) or t("A wash")

    def _count(self, team: Team) -> Count:
        holes, boards = (self.rows[self._fields.index(CountField(team, kind))].count or 0 for kind in _COUNT_CAPTIONS)
        return Count(holes, boards)

    def _save(self) -> None:
        if self.save.isEnabled():
            self.requested.emit(RoundEntered(self._count(1), self._count(2)))

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the form, so that the window's shortcuts do not throw bags with them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_form_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Fill the current field, move back, save or close."""
        key = Qt.Key(event.key())
        if key in _DIGITS and self._current < len(self.rows):
            if _DIGITS[key] <= self.rows[self._current].maximum:
                self._set(self._current, _DIGITS[key])
        elif key == Qt.Key.Key_Backspace:
            self._current = max(0, self._current - 1)
            self.rows[self._current].count = None
            self._show()
        elif key in _CONFIRM_KEYS:
            self._save()
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _is_form_key(event: QKeyEvent) -> bool:
    key = Qt.Key(event.key())
    return key in _DIGITS or key in _CONFIRM_KEYS or key in {Qt.Key.Key_Backspace, Qt.Key.Key_Escape}
