"""Sign-up of a tournament: the line for names, the list of the people, and the details of one.

A refusal is shown under the line, which keeps what was typed. After the draw the first Enter shows where a late entry
would come in, and the second enters it.
"""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.desk.director import Decide, TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.rating_book import RatingBook
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.effect_words import describe_effect
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.gui.tournament.people.detail import PersonDetail
from goat_kiosk.gui.tournament.people.name_line import NameLine
from goat_kiosk.gui.tournament.people.person_list import PersonList
from goat_kiosk.gui.tournament.people.roll import roll_rows
from goat_kiosk.gui.tournament.people.sign_up import is_late, sign_up, split_names
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.tournament.division_events import WalkerJoined
from goat_kiosk.tournament.event_fields import DivisionKind, Grade
from goat_kiosk.tournament.events import PlayerChanged
from goat_kiosk.tournament.tournament import Tournament

_DETAIL_WIDTH = 290


class SignUpView(QWidget):
    """Signs people up, and shows who is."""

    notified = Signal(str)

    def __init__(
        self, current: CurrentTournament, roster: RosterBook, ratings: RatingBook, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._current, self._ratings = current, ratings
        self.line, self.problem, self.hint = NameLine(roster.find_players), ElidedLabel(role="warn"), ElidedLabel()
        self.hint.setProperty("role", "quiet")
        self.finder = QLineEdit(placeholderText=t("Find"))
        self.finder.setAccessibleName(t("Find a person"))
        self.people, self.detail = PersonList(), PersonDetail(self._describe)
        self.nobody = QLabel()
        self.nobody.setProperty("role", "title")
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nobody.setWordWrap(True)
        self._confirmed = ""
        """The late entry whose effect is shown, as it was typed: Enter enters it."""
        self.setFocusProxy(self.line)
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        column, entry, lists = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        entry.setSpacing(10)
        entry.addWidget(self.line, 3)
        entry.addWidget(self.finder, 1)
        column.addLayout(entry)
        column.addWidget(self.problem)
        column.addWidget(self.hint)
        lists.setSpacing(10)
        lists.addWidget(self.people, 1)
        lists.addWidget(self.nobody, 1)
        self.detail.setFixedWidth(_DETAIL_WIDTH)
        lists.addWidget(self.detail)
        column.addLayout(lists, 1)

    def _connect(self) -> None:
        self.line.entered.connect(self._enter)
        self.line.textChanged.connect(self._on_line_changed)
        self.line.down_pressed.connect(self._go_to_list)
        self.finder.textChanged.connect(lambda _: self._show_people())
        self.finder.returnPressed.connect(self._go_to_list)
        self.people.chosen.connect(lambda _: self._show_detail())
        self.people.left_upward.connect(self.line.setFocus)
        for part in (self.people, self.detail):
            part.here_toggled.connect(self._toggle_here)
            part.paid_toggled.connect(self._toggle_paid)
            part.graded.connect(self._grade)
        self.detail.renamed.connect(self._rename)
        self.detail.leaving.requested.connect(self._take_out)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the people of a tournament."""
        self.line.setPlaceholderText(_placeholder(self._kind, is_late=is_late(tournament)))
        self.line.setAccessibleName(self.line.placeholderText())
        self._on_line_changed()
        self.people.has_grades = self._has_grades
        self._show_people()

    @property
    def _kind(self) -> DivisionKind:
        division = first_division(self._current.tournament)
        return division.kind if division else "singles"

    @property
    def _has_grades(self) -> bool:
        division = first_division(self._current.tournament)
        return division is not None and division.pairing in {"grades", "balanced"}

    def _on_line_changed(self) -> None:
        self._show_problem("")
        self._confirmed = ""
        hint = t("Enter: in · Shift+Enter: in and paid · ↓ the list: Space is here, P is paid")
        self.hint.setText(t("{keys}, A or B the grade", keys=hint) if self._has_grades else hint)

    def _show_people(self, chosen: int | None = None) -> None:
        if self._current.tournament is None:
            return
        rows = roll_rows(self._current.tournament, self.finder.text())
        self.people.show_rows(rows, chosen or self.people.player or (rows[0].player.number if rows else None))
        self.people.setVisible(bool(rows))
        self.nobody.setVisible(not rows)
        is_found = bool(self._current.tournament.players)
        self.nobody.setText(t("Nobody has this name.") if is_found else t("Type the first name, and press Enter."))
        self._show_detail()

    def _show_detail(self) -> None:
        rows = {row.player.number: row for row in self.people.people.rows}
        self.detail.show_row(rows.get(self.people.player or 0), has_grades=self._has_grades)

    def _go_to_list(self) -> None:
        if self.people.people.rows:
            self.people.setFocus()

    def _enter(self, text: str, paid: bool) -> None:  # noqa: FBT001  a signal's argument
        """Sign up who was typed; a late entry is shown first."""
        tournament = self._current.tournament
        if tournament is None:
            return
        try:
            names = split_names(text, self._kind)
            decide = partial(sign_up, names=names, paid=paid, table=self._ratings.table)
            preview = self._current.director.preview(self._current.tournament_id or 0, decide)
        except KioskError as error:
            self._show_problem(error_text(error))
            return
        if preview.effect.matches and text != self._confirmed:
            self.hint.setText(t("{effect} Enter again: in.", effect=describe_effect(preview).replace("\n", " ")))
            self._confirmed = text
            return
        self._current.record(decide, partial(self._on_entered, names[0]))
        self.line.clear()
        self.finder.clear()

    def _on_entered(self, name: str, change: TournamentChange) -> None:
        numbers = [player.number for player in change.tournament.players.values() if player.name == name]
        self._show_people(numbers[-1] if numbers else None)
        for row in change.rows:
            if isinstance(row.event, WalkerJoined):
                self.notified.emit(t("Partners now: {team}", team=change.tournament.entry_name(row.event.team)))

    def _describe(self, decide: Decide) -> str:
        """Return what a command would change, or why it is refused."""
        try:
            return describe_effect(self._current.director.preview(self._current.tournament_id or 0, decide))
        except KioskError as error:
            return error_text(error)

    def _take_out(self, decide: Decide) -> None:
        self._current.record(decide, lambda _: self.detail.close_form())

    def _toggle_here(self, number: int) -> None:
        self._current.record(lambda tournament: [PlayerChanged(number, here=not tournament.players[number].here)])

    def _toggle_paid(self, number: int) -> None:
        self._current.record(lambda tournament: [PlayerChanged(number, paid=not tournament.players[number].paid)])

    def _grade(self, number: int, grade: Grade) -> None:
        self._current.record(lambda _: [PlayerChanged(number, grade=grade)])

    def _rename(self, number: int, text: str) -> None:
        try:
            name = clean_name(text)
        except KioskError as error:
            self._show_problem(error_text(error))
            return
        self._current.record(lambda _: [PlayerChanged(number, name=name)])

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def _placeholder(kind: DivisionKind, *, is_late: bool) -> str:
    if is_late:
        return t("Late: Ann & Bob") if kind == "pairs" else t("Late: a name")
    return t("Names: Ann & Bob") if kind == "pairs" else t("Name")
