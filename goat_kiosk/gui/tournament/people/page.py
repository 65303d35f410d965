"""Page of a tournament's people: how many are in, who waits for approval, the sign-up, and the draw."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.desk.check_in import CheckIn
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.services import Services
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.first_division import first_division
from goat_kiosk.gui.tournament.people.check_in_code import CheckInCode
from goat_kiosk.gui.tournament.people.draw_view import DrawView
from goat_kiosk.gui.tournament.people.list_import import ListImport
from goat_kiosk.gui.tournament.people.roll import count_roll
from goat_kiosk.gui.tournament.people.sign_up import sign_up, sign_up_all
from goat_kiosk.gui.tournament.people.sign_up_view import SignUpView
from goat_kiosk.gui.tournament.people.waiting_players import WaitingPlayers
from goat_kiosk.gui.tournament.set_up.amounts import format_amount
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.tournament.events import PlayerDropped
from goat_kiosk.tournament.tournament import Tournament

_DRAW_WIDTH = 220


class PeoplePage(TournamentTab):
    """Shows who is signed up."""

    def __init__(
        self,
        current: CurrentTournament,
        services: Services,
        actions: Actions,
        address: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        """`address` returns the address of the kiosk's pages."""
        super().__init__(current, parent)
        self._address = address
        self.check_in_code, self.code_button = CheckInCode(), KeyButton()
        self.code_button.limit_width(_DRAW_WIDTH)
        self._check_in, self._ratings = CheckIn(current.director, services.lobby), services.ratings
        self.counter, self.waiting = ElidedLabel(role="title"), WaitingPlayers(actions)
        self.sign_up, self.list_import = SignUpView(current, services.roster, services.ratings), ListImport()
        self.drawing, self.draw_button = DrawView(current, services.ratings), KeyButton()
        self.draw_button.limit_width(_DRAW_WIDTH)
        self._draw_key = actions.key_caption("draw")
        self._views = QStackedWidget()
        self.first_focus = self.sign_up
        self._arrange()
        self._connect()
        actions.bind(self.content, "draw", self.draw_button.click)

    def _arrange(self) -> None:
        column, header = QVBoxLayout(self.content), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.addWidget(self.counter, 1)
        header.addWidget(self.list_import.open_button)
        header.addWidget(self.code_button)
        header.addWidget(self.draw_button)
        column.addLayout(header)
        column.addWidget(self.waiting)
        for view in (self.sign_up, self.list_import, self.drawing, self.check_in_code):
            self._views.addWidget(view)
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.draw_button.clicked.connect(self._toggle_draw)
        self.code_button.clicked.connect(self._toggle_code)
        self.waiting.accepted.connect(self._accept)
        self.waiting.declined.connect(self._decline)
        self.sign_up.line.pasted.connect(self.list_import.preview_text)
        self.list_import.opened.connect(partial(self._show_view, self.list_import))
        self.sign_up.notified.connect(self.notified)
        self.list_import.closed.connect(partial(self._show_view, self.sign_up))
        self.list_import.requested.connect(self._sign_up_list)
        self.list_import.refused.connect(self.refused)

    def showEvent(self, event: QShowEvent) -> None:
        """Read the ratings as they are now: the games of tonight count, too."""
        super().showEvent(event)
        self._ratings.refresh()

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the people, how many are in, and who waits."""
        self.counter.setText(_counter_text(tournament))
        division = first_division(tournament)
        self.list_import.set_kind(division.kind if division else "singles")
        self._show_waiting()
        self.sign_up.show_tournament(tournament)
        self.drawing.refresh()
        self.check_in_code.show_tournament(self._address(), self.current.tournament_id or 0)
        self._show_draw_button(tournament)

    def _show_waiting(self) -> None:
        try:
            self.waiting.show_waiting(self._check_in.waiting(self.current.tournament_id or 0))
        except KioskError as error:
            self.refused.emit(error_text(error))

    def _show_view(self, view: QWidget) -> None:
        self._views.setCurrentWidget(view)
        if view is self.sign_up:
            self.sign_up.line.setFocus()
        if self.current.tournament is not None:
            self._show_draw_button(self.current.tournament)

    def _show_draw_button(self, tournament: Tournament) -> None:
        """Show what the button leads to: the draw, or back to the sign-up."""
        division = first_division(tournament)
        is_drawing, is_drawn = self._views.currentWidget() is self.drawing, division is not None and bool(division.draw)
        self._set_primary(is_primary=not is_drawn and not is_drawing)
        caption = t("Sign-up") if is_drawing else t("The draw") if is_drawn else t("Draw…")
        tooltip = t("Sign-up: back to the people") if is_drawing else caption
        has_code = self._views.currentWidget() is self.check_in_code
        self.code_button.set_action(
            t("Sign-up") if has_code else t("Code"), "", t("The code with which people check in on their phones")
        )
        self.draw_button.set_action(caption, self._draw_key, tooltip, enabled=division is not None)

    def _set_primary(self, *, is_primary: bool) -> None:
        """Fill the button while the draw is what comes next."""
        role = "primary" if is_primary else ""
        if self.draw_button.property("role") != role:
            self.draw_button.setProperty("role", role)
            self.draw_button.style().polish(self.draw_button)

    def _toggle_draw(self) -> None:
        if self._views.currentWidget() is self.drawing:
            self._show_view(self.sign_up)
        else:
            self._show_view(self.drawing)
            self.drawing.open()

    def _toggle_code(self) -> None:
        is_shown = self._views.currentWidget() is self.check_in_code
        self._show_view(self.sign_up if is_shown else self.check_in_code)

    def _accept(self, number: int) -> None:
        table = self._ratings.table
        self.current.record(
            lambda tournament: sign_up(tournament, [tournament.players[number].name], paid=False, table=table)
        )

    def _decline(self, number: int) -> None:
        self.current.record(lambda _: [PlayerDropped(number, is_private=True)])

    def _sign_up_list(self, lines: list[list[str]]) -> None:
        before = count_roll(self.current.tournament).here if self.current.tournament else 0

        def on_saved(tournament: Tournament) -> None:
            self.notified.emit(t("{people:person|people} signed up.", people=count_roll(tournament).here - before))
            self._show_view(self.sign_up)

        self.current.record(partial(sign_up_all, lines=lines), lambda change: on_saved(change.tournament))


def _counter_text(tournament: Tournament) -> str:
    """Return “28 in · 26 paid · $260”; the sum is left out where nobody set a fee."""
    count = count_roll(tournament)
    parts = [t("{count} in", count=count.here), t("{count} paid", count=count.paid)]
    if tournament.fee:
        parts.append(format_amount(count.cents))
    if absent := count.signed_up - count.here:
        parts.append(t("{count} not here yet", count=absent))
    return " · ".join(parts)
