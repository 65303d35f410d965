"""Form that corrects a round: each team's bags in the hole and on the board, and a reason.

It can also insert a forgotten round before this one, or remove this one. All three are events, so undo reverts them.
Every edit is emitted at once (`draft_changed`), so that its result can be previewed before it is applied.
"""

from typing import Literal

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, TEAMS, Count, RoundCorrected, RoundDeleted, RoundInserted, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH, clean_text
from goat_kiosk.domain.preview import CorrectionEvent
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.inputs.stepper import Stepper
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.text.i18n import mark_for_translation

BagPlace = Literal["holes", "boards"]
_COUNT_CAPTIONS: dict[BagPlace, str] = {
    "holes": mark_for_translation("in the hole"),
    "boards": mark_for_translation("on the board"),
}

_ACTIONS = {RoundCorrected: "correct", RoundInserted: "insert", RoundDeleted: "remove"}


class RoundCorrection(QFrame):
    """The form that corrects, inserts or removes one round."""

    draft_changed = Signal(object)
    """The current values of the form: a `RoundCorrected`, `RoundInserted` or `RoundDeleted`."""
    requested = Signal(object)
    """The same event, to be recorded."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._round = 0
        self._game: Game | None = None
        self._title = ElidedLabel(role="heading")
        self._names = {team: ElidedLabel() for team in TEAMS}
        self._marks = {team: ShapeMark(team, 20) for team in TEAMS}
        self.counts = {(team, kind): Stepper(BAGS_PER_SIDE) for team in TEAMS for kind in _COUNT_CAPTIONS}
        self.reason = QLineEdit(placeholderText=t("Why? Shown to everybody"), maxLength=MAX_REASON_LENGTH)
        self.reason.setAccessibleName(t("Reason for the correction"))
        self.reason.setToolTip(t("Why the round is corrected; shown to everybody"))
        self.action = RadioGroup(
            t("What to do with the round"),
            {
                "correct": Choice(t("Correct"), t("Correct the counts of this round")),
                "insert": Choice(t("Insert"), t("Put a forgotten round before this one")),
                "remove": Choice(t("Remove"), t("Take this round out: it was never played")),
            },
        )
        self.apply = NamedButton(t("Apply"), t("Apply the correction as it is shown"), role="primary")
        self.cancel = NamedButton(t("Cancel"), t("Leave the rounds as they are (Esc)"))
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.action.chosen.connect(self._reset_counts)
        for stepper in self.counts.values():
            stepper.number.valueChanged.connect(self._emit_draft)
        self.apply.clicked.connect(self._apply)
        self.reason.returnPressed.connect(self._apply)
        self.cancel.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 4, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self.action)
        column.addLayout(_row(*(ElidedLabel(t(caption), "quiet") for caption in _COUNT_CAPTIONS.values())))
        for team in TEAMS:
            name = QHBoxLayout()
            name.addWidget(self._marks[team])
            name.addWidget(self._names[team], 1)
            column.addLayout(name)
            column.addLayout(_row(self.counts[team, "holes"], self.counts[team, "boards"]))
        column.addWidget(self.reason)
        column.addLayout(_row(self.apply, self.cancel))

    def show_round(self, game: Game, number: int, draft: CorrectionEvent | None = None) -> None:
        """Show round `number` of `game` with its current counts, or with the values of a `draft`."""
        self._round, self._game = number, game
        for team in TEAMS:
            side = game.side(team)
            self._names[team].setText(local_name(side.name))
            self._marks[team].show_team(team, side.color)
            for kind, caption in _COUNT_CAPTIONS.items():
                self.counts[team, kind].set_name(t("{team}: bags {where}", team=side.name, where=t(caption)))
        self.reason.clear()
        self.action.choose("correct")
        self._reset_counts()
        if draft is not None:
            self._restore(draft)

    def _restore(self, draft: CorrectionEvent) -> None:
        self.action.choose(_ACTIONS[type(draft)])
        self._reset_counts()
        self.reason.setText(draft.reason)
        if not isinstance(draft, RoundDeleted):
            for team, count in zip(TEAMS, (draft.team1, draft.team2), strict=True):
                self._set(self.counts[team, "holes"], count.holes)
                self._set(self.counts[team, "boards"], count.boards)
        self._emit_draft()

    def set_applicable(self, *, possible: bool) -> None:
        """Set whether the current values can be applied."""
        self.apply.setEnabled(possible)

    def _reset_counts(self) -> None:
        """Set the initial counts of the action: those of the round, or zeros for an inserted one."""
        round_text = (
            t("before round {round}", round=self._round)
            if self.action.value == "insert"
            else t("round {round}", round=self._round)
        )
        self._title.setText(f"{self.action.buttons[self.action.value].text()} {round_text}")
        for team in TEAMS:
            count = self._read_count(team)
            self._set(self.counts[team, "holes"], count.holes)
            self._set(self.counts[team, "boards"], count.boards)
        first_field = self.reason if self.action.value == "remove" else self.counts[1, "holes"].number
        first_field.setFocus()
        first_field.selectAll()
        self._emit_draft()

    def _set(self, stepper: Stepper, number: int) -> None:
        with QSignalBlocker(stepper.number):
            stepper.number.setValue(number)
        stepper.setEnabled(self.action.value != "remove")

    def _read_count(self, team: Team) -> Count:
        if self._game is None or self.action.value == "insert":
            return Count(0, 0)
        tally = self._game.rounds[self._round - 1].facts.tallies[team - 1]
        return Count(tally.holes, tally.boards)

    def _emit_draft(self) -> None:
        self.draft_changed.emit(self.read_draft())

    def _apply(self) -> None:
        if self.apply.isEnabled():
            self.requested.emit(self.read_draft())

    def read_draft(self) -> CorrectionEvent:
        """Return the correction as it is entered now."""
        reason = clean_text(self.reason.text(), MAX_REASON_LENGTH)
        if self.action.value == "remove":
            return RoundDeleted(self._round, reason)
        kind = RoundInserted if self.action.value == "insert" else RoundCorrected
        return kind(self._round, self._count(1), self._count(2), reason)

    def _count(self, team: Team) -> Count:
        return Count(self.counts[team, "holes"].number.value(), self.counts[team, "boards"].number.value())


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget in widgets:
        row.addWidget(widget, 1)
    return row
