"""Page of a tournament's money: the pot, what each place gets, who has not paid, and how it is divided.

It is a list and never a payment. Only who knows the PIN sees it, where there is one.
"""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.desk.headline import Headline
from goat_kiosk.gui.tournament.money.form import MoneyForm
from goat_kiosk.gui.tournament.money.payout_list import PayoutList, payout_rows
from goat_kiosk.gui.tournament.paper import write_paper
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.money_words import format_amount, pot_words
from goat_kiosk.tournament.payouts import MoneyTotals, money_totals
from goat_kiosk.tournament.tournament import Tournament


class MoneyPage(TournamentTab):
    """Shows the money of the current tournament."""

    def __init__(
        self, current: CurrentTournament, kiosk: Callable[[], str], exports: Path, parent: QWidget | None = None
    ) -> None:
        """`kiosk` returns the name that paper says; `exports` is the folder of exported files."""
        super().__init__(current, parent)
        self._kiosk, self._exports = kiosk, exports
        self.print = NamedButton(t("Print"), t("Print the list: who has not paid, and what each place gets"), "plain")
        self.print.clicked.connect(self._print)
        self.pot, self.facts = Headline(), ElidedLabel(role="quiet")
        self.payouts, self.form = PayoutList(), MoneyForm()
        self.unpaid, self.problem, self.save = QLabel(), QLabel(), KeyButton()
        self._loaded: tuple[object, ...] | None = None
        """The tournament and its money that the form shows."""
        self.save.setProperty("role", "primary")
        self.save.clicked.connect(self._save)
        self.form.changed.connect(self._show_save)
        self.form.submitted.connect(self.save.click)
        self.first_focus = self.form.fee
        self._arrange()

    def _arrange(self) -> None:
        for label, role in ((self.unpaid, "quiet"), (self.problem, "warn")):
            label.setProperty("role", role)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.problem.hide()
        column, sides, left, right = QVBoxLayout(self.content), QHBoxLayout(), QVBoxLayout(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        sides.setSpacing(18)
        left.addWidget(self.payouts, 1)
        left.addWidget(self.unpaid)
        right.addWidget(self.form, 1)
        right.addWidget(self.problem)
        right.addWidget(self.save)
        sides.addLayout(left, 1)
        sides.addLayout(right, 1)
        column.addWidget(self.pot)
        header = QHBoxLayout()
        header.addWidget(self.facts, 1)
        header.addWidget(self.print)
        column.addLayout(header)
        column.addLayout(sides, 1)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the money as it stands; what was typed and is not saved stays."""
        found = money_totals(tournament)
        with use_window_language():
            pots = pot_words(tournament)
        self.pot.show_text(pots or t("No pot yet: enter a fee, and who has paid"))
        self.facts.setText(_facts(tournament, found))
        self.payouts.payouts.show_rows(payout_rows(tournament, found))
        names = ", ".join(tournament.players[player].name for player in found.unpaid) if tournament.fee else ""
        self.unpaid.setText(t("Not paid: {names}", names=names) if names else "")
        loaded = self.current.tournament_id, tournament.fee, tournament.money, tuple(tournament.divisions)
        if loaded != self._loaded:
            self._loaded = loaded
            self.form.show_money(tournament)
        self.form.setEnabled(not tournament.is_closed)
        self._show_save()

    def _show_save(self) -> None:
        tournament = self.current.tournament
        if tournament is None:
            return
        try:
            event = self.form.decision()
            is_changed = (event.fee, event.money) != (tournament.fee, tournament.money)
        except KioskError:
            is_changed = True  # saving says what is wrong
        is_enabled = is_changed and not tournament.is_closed
        self.save.set_action(t("Save changes"), key_caption("Return"), t("Divide the money so"), enabled=is_enabled)

    def _save(self) -> None:
        try:
            event = self.form.decision()
        except KioskError as error:
            self.problem.setText(error_text(error))
            self.problem.show()
            return
        self.problem.hide()
        self.current.record(lambda _: [event], lambda _: self.notified.emit(t("Saved.")))

    def _print(self) -> None:
        if self.current.tournament_id is None:
            return
        try:
            file = write_paper(
                self.current.director, self.current.tournament_id, self._kiosk(), self._exports, shows_money=True
            )
        except KioskError as error:
            self.refused.emit(error_text(error))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
        self.notified.emit(t("Saved: {file}. Print it from the browser.", file=file))


def _facts(tournament: Tournament, found: MoneyTotals) -> str:
    """Return “26 paid · fees $260 · house $26 · added $50 · 50/50: $60 to the ticket drawn”."""

    def amount(cents: int) -> str:
        return format_amount(cents, tournament.money.currency)

    parts = [t("{count} paid", count=len(found.paid)), t("fees {amount}", amount=amount(found.fees))]
    if found.house:
        parts.append(t("house {amount}", amount=amount(found.house)))
    if tournament.money.added:
        parts.append(t("added {amount}", amount=amount(tournament.money.added)))
    if found.ticket_prize:
        parts.append(t("50/50: {amount} to the ticket drawn", amount=amount(found.ticket_prize)))
    return " · ".join(parts)
