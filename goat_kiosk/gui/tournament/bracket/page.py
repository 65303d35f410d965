"""Page of a tournament's brackets and tables: the drawn tree, or the tables of a stage, or its matches as a list."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.errors import KioskError
from goat_kiosk.gui.text.language import error_text, t, use_window_language
from goat_kiosk.gui.tournament.bracket.match_list import MatchList
from goat_kiosk.gui.tournament.bracket.tables_view import TablesView
from goat_kiosk.gui.tournament.bracket.view import ZOOM_STEP, BracketView
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.paper import write_paper
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.gui.widgets.bracket.match_card import match_cards
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.text.standings_view import stage_tables
from goat_kiosk.text.tournament_words import stage_title
from goat_kiosk.tournament.division_events import TieDecided
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage import TieDecider
from goat_kiosk.tournament.stage_bracket import stage_brackets
from goat_kiosk.tournament.stage_matches import is_stage_over, stage_matches
from goat_kiosk.tournament.standings.stage_standings import ties_at_cuts
from goat_kiosk.tournament.tournament import Division, Tournament

_BUTTON, _DIVISION_WIDTH = 52, 260


class BracketPage(TournamentTab):
    """Shows the brackets and tables of the divisions, and opens their matches at the desk."""

    def __init__(
        self, current: CurrentTournament, kiosk: Callable[[], str], exports: Path, parent: QWidget | None = None
    ) -> None:
        """`kiosk` returns the kiosk's name; the page for paper is written to the folder `exports`."""
        super().__init__(current, parent)
        self._kiosk, self._exports = kiosk, exports
        self.view, self.tables, self.list, self.empty = BracketView(), TablesView(), MatchList(), QLabel()
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
        self.tables.bar.decided.connect(self._decide_tie)

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
        for widget in (self.view, self.tables, self.list, self.empty):
            self._forms.addWidget(widget)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tools)
        column.addLayout(self._forms, 1)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the chosen bracket or tables, or what to do first."""
        drawn = _stage_names(tournament)
        if drawn != self._choices():
            self.division_choice.set_choices(drawn)
        self.division_choice.setVisible(len(drawn) > 1)
        self.tools.setVisible(bool(drawn))
        if drawn:
            division, stage = self._chosen_stage()
            self._show_stage(tournament, tournament.divisions[division], stage)
        else:
            self.empty.setText(_why_empty(tournament))
            self._forms.setCurrentWidget(self.empty)

    def _chosen_stage(self) -> tuple[int, int]:
        """Return the numbers of the division and of its stage that are chosen."""
        division, _, stage = str(self.division_choice.value).partition(".")
        return int(division), int(stage)

    def _show_stage(self, tournament: Tournament, division: Division, stage: int) -> None:
        has_table = division.has_table(stage)
        form = self.tables if has_table else self.view
        self.first_focus = self.list if self.as_list.isChecked() else form
        self._forms.setCurrentWidget(self.first_focus)
        for button in (self.live, self.all, self.smaller, self.larger):
            button.setVisible(not has_table)
        if has_table:
            self._show_tables(tournament, division, stage)
            return
        self.view.setAccessibleName(t("Bracket of {division}", division=division.name))
        self.view.show_division(tournament, division, stage)
        self.list.show_cards(division.number, list(self.view.drawing.cards.values()))

    def _show_tables(self, tournament: Tournament, division: Division, stage: int) -> None:
        with use_window_language():
            self.tables.show_tables(stage_tables(tournament, division, stage))
        matches = resolve(tournament, division)
        shown = [match.id for match in stage_matches(matches, stage)]
        self.list.show_cards(division.number, list(match_cards(tournament, division, matches, shown).values()))

    def _decide_tie(self, order: tuple[int, ...], how: TieDecider) -> None:
        division, stage = self._chosen_stage()
        self.current.record(lambda _: [TieDecided(division, stage, order, how)])

    def _choices(self) -> dict[str, str]:
        box = self.division_choice
        return {box.itemData(row): box.itemText(row) for row in range(box.count())}

    def _choose_form(self, is_list: bool) -> None:  # noqa: FBT001  the slot of a signal
        for button in (self.live, self.all, self.smaller, self.larger):
            button.setEnabled(not is_list)
        self._refresh()
        if is_list and self.view.selected is not None:
            self.list.select(self.view.selected)
        if self.first_focus is not None:
            self.first_focus.setFocus()

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


def _stage_names(tournament: Tournament) -> dict[str, str]:
    """Return the stages that are drawn or paired, by division and stage as in ``1.2``, with names to choose them by.

    What is still played comes first: it is shown before anybody chooses.
    """
    names: dict[str, str] = {}
    for number, division in tournament.divisions.items():
        stages = [] if division.is_open_play else _by_interest(tournament, division)
        for stage in stages:
            with use_window_language():
                title = stage_title(division, stage)
            names[f"{number}.{stage}"] = f"{division.name}: {title}" if len(stages) > 1 else division.name
    return names


def _by_interest(tournament: Tournament, division: Division) -> list[int]:
    """Return the stages that have begun: those with a tie to decide, those being played, the brackets, the tables."""
    matches = resolve(tournament, division)

    def rank(stage: int) -> tuple[bool, bool, bool, int]:
        has_tie = bool(ties_at_cuts(tournament, division, stage, matches))
        is_over = is_stage_over(tournament.entries, division, stage, matches)
        return not has_tie, is_over, is_over and division.has_table(stage), stage

    return sorted(stage_brackets(division), key=rank)


def _why_empty(tournament: Tournament) -> str:
    if tournament.divisions and not any(division.has_bracket for division in tournament.divisions.values()):
        return t("{name}: open play has no bracket.", name=tournament.name)
    return t("{name}: there is no bracket yet. Draw the division under People.", name=tournament.name)
