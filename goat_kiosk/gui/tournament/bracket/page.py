"""Page of a tournament's bracket: the drawn tree of a division, or the same as a list."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.tournament.bracket.match_list import MatchList
from goat_kiosk.gui.tournament.bracket.view import ZOOM_STEP, BracketView
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.paper import write_paper
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.tournament_words import stage_title
from goat_kiosk.tournament.tournament import Division, Tournament

_BUTTON, _DIVISION_WIDTH = 52, 260


class BracketPage(TournamentTab):
    """Shows the bracket of a division, and opens its matches at the desk."""

    def __init__(
        self, current: CurrentTournament, kiosk: Callable[[], str], exports: Path, parent: QWidget | None = None
    ) -> None:
        """`kiosk` returns the kiosk's name; the page for paper is written to the folder `exports`."""
        super().__init__(current, parent)
        self._kiosk, self._exports = kiosk, exports
        self.view, self.list, self.empty = BracketView(), MatchList(), QLabel()
        self.division_choice = ChoiceBox(name=t("Division"))
        self.live = NamedButton(t("Now playing"), t("Show what is played now, or next (Home)"))
        self.all = NamedButton(t("All"), t("Show all of the bracket (0)"))
        self.smaller = NamedButton("−", t("Smaller (-)"), "step")
        self.larger = NamedButton("+", t("Larger (+)"), "step")
        self.as_list = NamedButton(t("List"), t("Show the matches as a list"))
        self.as_list.setCheckable(True)
        self.print = NamedButton(t("Print it"), t("Open the queue and the brackets in the browser, to print them"))
        self.first_focus = self.view
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.division_choice.activated.connect(self._refresh)
        self.live.clicked.connect(self.view.show_live)
        self.all.clicked.connect(self.view.show_all)
        self.smaller.clicked.connect(lambda: self.view.zoom_by(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: self.view.zoom_by(ZOOM_STEP))
        self.as_list.toggled.connect(self._choose_form)
        self.print.clicked.connect(self._print)
        self.view.match_chosen.connect(self._open_match)
        self.list.match_chosen.connect(self._open_match)

    def _arrange(self) -> None:
        self.empty.setProperty("role", "title")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.division_choice.setFixedWidth(_DIVISION_WIDTH)
        for button in (self.smaller, self.larger):
            button.setFixedWidth(_BUTTON)
        self.tools = QWidget()
        bar = QHBoxLayout(self.tools)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(8)
        bar.addWidget(self.division_choice)
        bar.addStretch(1)
        for button in (self.live, self.all, self.smaller, self.larger, self.as_list, self.print):
            bar.addWidget(button)
        self._forms = QStackedLayout()
        for widget in (self.view, self.list, self.empty):
            self._forms.addWidget(widget)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tools)
        column.addLayout(self._forms, 1)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the bracket of the chosen division, or what to do first."""
        drawn = _bracket_names(tournament)
        if drawn != self._choices():
            self.division_choice.set_choices(drawn)
        self.division_choice.setVisible(len(drawn) > 1)
        self.tools.setVisible(bool(drawn))
        if drawn:
            division, _, stage = str(self.division_choice.value).partition(".")
            self._show_division(tournament, tournament.divisions[int(division)], int(stage))
        else:
            self.empty.setText(_why_empty(tournament))
            self._forms.setCurrentWidget(self.empty)

    def _show_division(self, tournament: Tournament, division: Division, stage: int) -> None:
        self._forms.setCurrentWidget(self.list if self.as_list.isChecked() else self.view)
        self.view.setAccessibleName(t("Bracket of {division}", division=division.name))
        self.view.show_division(tournament, division, stage)
        self.list.show_cards(division.number, self.view.drawing)

    def _choices(self) -> dict[str, str]:
        box = self.division_choice
        return {box.itemData(row): box.itemText(row) for row in range(box.count())}

    def _choose_form(self, is_list: bool) -> None:  # noqa: FBT001  the slot of a signal
        form = self.list if is_list else self.view
        for button in (self.live, self.all, self.smaller, self.larger):
            button.setEnabled(not is_list)
        self.first_focus = form
        self._refresh()
        if is_list and self.view.selected is not None:
            self.list.select(self.view.selected)
        form.setFocus()

    def _open_match(self, division: int, match: str) -> None:
        self.current.choose_match(division, match)
        self.section_requested.emit("Desk")

    def _print(self) -> None:
        if self.current.tournament_id is None:
            return
        try:
            file = write_paper(self.current.director, self.current.tournament_id, self._kiosk(), self._exports)
        except KioskError as error:
            self.refused.emit(error_text(error))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file)))
        self.notified.emit(t("Saved: {file}. Print it from the browser.", file=file))


def _bracket_names(tournament: Tournament) -> dict[str, str]:
    """Return the brackets that are drawn, by division and stage as in ``1.2``, with the names to choose them by."""
    names: dict[str, str] = {}
    for number, division in tournament.divisions.items():
        for stage in division.bracket_stages:
            with use_window_language():
                title = stage_title(division, stage)
            has_several = len(division.bracket_stages) > 1
            names[f"{number}.{stage}"] = f"{division.name}: {title}" if has_several else division.name
    return names


def _why_empty(tournament: Tournament) -> str:
    if tournament.divisions and not any(division.has_bracket for division in tournament.divisions.values()):
        return t("{name}: open play has no bracket.", name=tournament.name)
    return t("{name}: there is no bracket yet. Draw the division under People.", name=tournament.name)
