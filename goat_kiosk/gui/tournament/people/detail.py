"""Details of one person of a tournament: name, here, paid, grade, partner, and leaving."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.desk.director import Decide
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.people.leaving import Leaving
from goat_kiosk.gui.tournament.people.roll import RollRow
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup

_NO_GRADE = ""


class PersonDetail(QFrame):
    """Shows one person."""

    renamed = Signal(int, str)
    """The number of a player, and the new name."""
    here_toggled = Signal(int)
    paid_toggled = Signal(int)
    graded = Signal(int, str)

    def __init__(self, describe_effect: Callable[[Decide], str], parent: QWidget | None = None) -> None:
        """`describe_effect` returns what a `Decide` would change, as a sentence."""
        super().__init__(parent)
        self.setObjectName("card")
        self._row: RollRow | None = None
        self._has_grades = False
        self.name, self.partner = QLineEdit(maxLength=MAX_NAME_LENGTH), ElidedLabel(role="quiet")
        self.name.setProperty("role", "player")
        self.name.setAccessibleName(t("Name"))
        self.name.setToolTip(t("Correct the name, then press Enter"))
        self.here, self.paid = KeyButton(), KeyButton()
        self.grade = RadioGroup(
            t("Grade"), {_NO_GRADE: Choice("–", t("No grade")), **{grade: Choice(grade) for grade in "ABC"}}
        )
        self.grade.buttons[_NO_GRADE].setAccessibleName(t("No grade"))
        self.grade.buttons[_NO_GRADE].setEnabled(False)  # a grade can be changed, and not taken away
        self.leave = QPushButton(t("Leaves…"))
        self.leave.setAccessibleName(t("Leaves… take this person out for the night"))
        self.leaving = Leaving(describe_effect)
        self._connect()
        self._arrange()
        self.show_row(None, has_grades=False)

    def _connect(self) -> None:
        self.name.returnPressed.connect(self._rename)
        self.name.editingFinished.connect(self._restore_name)
        self.here.clicked.connect(lambda: self.here_toggled.emit(self._number))
        self.paid.clicked.connect(lambda: self.paid_toggled.emit(self._number))
        self.grade.chosen.connect(lambda grade: self.graded.emit(self._number, grade))
        self.leave.clicked.connect(self._ask_to_leave)
        self.leaving.canceled.connect(self.close_form)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(8)
        for widget in (self.name, self.partner, self.here, self.paid, self.grade):
            column.addWidget(widget)
        column.addWidget(self.leaving, 1)
        column.addStretch(1)
        column.addWidget(self.leave)

    @property
    def _number(self) -> int:
        return self._row.player.number if self._row else 0

    def show_row(self, row: RollRow | None, *, has_grades: bool) -> None:
        """Show a person; None shows nobody."""
        if row is None or self._row is None or row.player.number != self._row.player.number:
            self.close_form()
        self._row = row
        self._has_grades = has_grades
        self._show_parts()
        if row is None:
            return
        player = row.player
        if not self.name.hasFocus():
            self.name.setText(player.name)
        self.partner.setText(_partner_text(row))
        self.here.set_action(
            t("Here") if player.here else t("Not here yet"), key_caption("Space"), t("Here, or not here yet")
        )
        self.paid.set_action(t("Paid") if player.paid else t("Not paid"), "P", t("Paid, or not paid"))
        self.grade.choose(player.grade or _NO_GRADE)
        self.grade.setEnabled(not player.is_dropped)
        for widget in (self.name, self.here, self.paid, self.leave):
            widget.setEnabled(not player.is_dropped)

    def _show_parts(self) -> None:
        """Show the fields of a person; the form for leaving takes the place of what can be toggled."""
        is_shown, is_leaving = self._row is not None, not self.leaving.isHidden()
        self.setVisible(is_shown)
        for widget in (self.partner, self.here, self.paid, self.leave):
            widget.setVisible(not is_leaving)
        self.grade.setVisible(self._has_grades and not is_leaving)

    def _ask_to_leave(self) -> None:
        if self._row is not None:
            self.leaving.show()
            self._show_parts()
            self.leaving.show_person(self._row)

    def close_form(self) -> None:
        """Close the form for who leaves."""
        self.leaving.hide()
        self._show_parts()

    def _rename(self) -> None:
        if self._row is not None and self.name.text() != self._row.player.name:
            self.renamed.emit(self._number, self.name.text())

    def _restore_name(self) -> None:
        """Show the name in force when the field is left."""
        if self._row is not None and not self.name.hasFocus():
            self.name.setText(self._row.player.name)


def _partner_text(row: RollRow) -> str:
    if row.player.is_dropped:
        return row.player.drop_reason or t("has left")
    if row.is_alone:
        return t("Needs a partner: type “{name} & …”", name=row.player.name)
    return t("with {names}", names=" & ".join(row.partners)) if row.partners else ""
