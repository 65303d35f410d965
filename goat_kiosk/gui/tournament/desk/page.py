"""Page of a tournament's desk: what to do next, the courts, the queue with its reasons, and the chosen match.

The line at the top says what to do, and Enter does it. Letters act on the chosen match, digits are its result. The
page claims its keys before the window's shortcuts, which may have the same letters, see them.
"""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from goat_kiosk.gui.lock.pin_prompt import PinPrompt
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tournament.correction.forms import CorrectionForm
from goat_kiosk.gui.tournament.correction.page import CorrectionPage
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.desk.commands import winner_of_scores
from goat_kiosk.gui.tournament.desk.court_grid import CourtGrid
from goat_kiosk.gui.tournament.desk.desk_actions import DeskActions, chosen_match
from goat_kiosk.gui.tournament.desk.desk_services import DeskServices
from goat_kiosk.gui.tournament.desk.desk_state import DeskState, Subject
from goat_kiosk.gui.tournament.desk.end_header import EndHeader
from goat_kiosk.gui.tournament.desk.match_bar import MatchBar
from goat_kiosk.gui.tournament.desk.match_keys import court_actions, letters_in_words, match_actions
from goat_kiosk.gui.tournament.desk.next_card import NextCard
from goat_kiosk.gui.tournament.desk.queue_list import QueueList
from goat_kiosk.gui.tournament.desk.rows import CourtRow, look, sides_of
from goat_kiosk.gui.tournament.desk.step import next_step
from goat_kiosk.gui.tournament.tab import TournamentTab
from goat_kiosk.tournament.call_clock import call_clocks
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_division

_TICK_MS = 1_000
_MANY_COURTS = 9
"""More than these get two thirds of the width."""
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_CONTROL = Qt.KeyboardModifier.ControlModifier


class DeskPage(TournamentTab):
    """Runs the queue of a tournament by the keyboard or by touch."""

    def __init__(
        self,
        current: CurrentTournament,
        keys: Actions,
        prompt: PinPrompt,
        services: DeskServices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(current, parent)
        self._services = services
        self.header, self.next_card, self.courts = EndHeader(), NextCard(), CourtGrid()
        self.queue, self.bar, self.correction = QueueList(), MatchBar(), CorrectionPage(current)
        self.state = DeskState()
        self.desk = DeskActions(current, self.state, self.bar, prompt, services)
        self.first_focus = self.queue
        self.letters = letters_in_words()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._refresh)
        self._arrange()
        self._connect(keys)

    def _arrange(self) -> None:
        self._forms, desk = QStackedLayout(self.content), QWidget()
        self._forms.addWidget(desk)
        self._forms.addWidget(self.correction)
        column, self._middle = QVBoxLayout(desk), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._middle.setSpacing(10)
        self._middle.addWidget(self.courts, 1)
        self._middle.addWidget(self.queue, 1)
        column.addWidget(self.header)
        column.addWidget(self.next_card)
        column.addLayout(self._middle, 1)
        column.addWidget(self.bar)

    def _connect(self, keys: Actions) -> None:
        desk = self.desk
        self.next_card.accepted.connect(desk.do_next)
        self.next_card.hold_requested.connect(desk.hold_next)
        self.next_card.other_match_requested.connect(desk.skip_next)
        self.next_card.other_court_requested.connect(desk.move_next)
        keys.bind(self.next_card.hold, "answer-1", desk.hold_next)
        keys.bind(self.next_card.other_match, "answer-2", desk.skip_next)
        keys.bind(self.next_card.other_court, "answer-3", desk.move_next)
        self.next_card.show_keys(*(keys.key_caption(name) for name in ("answer-1", "answer-2", "answer-3")))
        self.header.lever_requested.connect(desk.pull_lever)
        self.header.pause_requested.connect(desk.pause_or_resume)
        self.header.undo_requested.connect(desk.undo)
        self.bar.requested.connect(desk.run)
        desk.correction_requested.connect(self.open_correction)
        desk.game_requested.connect(self.game_requested)
        desk.section_requested.connect(self.section_requested)
        desk.refused.connect(self.refused)
        desk.done.connect(self.follow_next_step)
        self.bar.question.closed.connect(self.queue.setFocus)
        self.queue.selectionModel().currentChanged.connect(self._on_queue_moved)
        self.queue.clicked.connect(self._on_queue_moved)
        self.courts.selectionModel().currentChanged.connect(self._on_court_moved)
        self.courts.clicked.connect(self._on_court_moved)
        self.correction.closed.connect(self.close_correction)
        self.correction.saved.connect(self.notified)
        self.current.match_chosen.connect(self._show_chosen_match)

    def showEvent(self, event: QShowEvent) -> None:
        """Follow the time while the page is visible."""
        super().showEvent(event)
        self._timer.start()
        self._show_chosen_match()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        self._timer.stop()
        super().hideEvent(event)

    def show_tournament(self, tournament: Tournament) -> None:
        """Show the desk as the tournament stands."""
        now = self.current.director.now()
        self.state.view = look(tournament, now)
        clocks = call_clocks(tournament, now, self.current.since)
        self.state.step = next_step(tournament, self.state.view, self._services.due_calls(self.state.view), clocks, now)
        over = sum(row.section == "over" for row in self.state.view.matches)
        self.header.show_tournament(tournament, now, self.state.view.ends, over)
        self.next_card.show_step(self.state.step)
        self._middle.setStretch(0, 2 if len(self.state.view.courts) > _MANY_COURTS else 1)
        self.courts.show_rows(self.state.view.courts)
        self._show_queue()
        self._show_subject(tournament)

    def _show_queue(self) -> None:
        """Show the list; the subject stays selected, or else the match of the next step is."""
        if not self.state.is_chosen:
            self.state.subject = Subject(self.state.step.key)
        if self.state.view.matches != self.queue.matches.rows:
            top = self.queue.verticalScrollBar().value()
            with QSignalBlocker(self.queue.selectionModel()):
                self.queue.matches.show_rows(self.state.view.matches)
            self.queue.verticalScrollBar().setValue(top)
        self._select_subject()

    def _select_subject(self) -> None:
        """Mark the subject in the list or in the grid, and nothing in the other one."""
        place = (
            self.queue.matches.find(self.state.subject.key)
            if self.state.subject.court is None and self.state.subject.key
            else -1
        )
        for view, row in ((self.queue, place), (self.courts, self._court_place())):
            if view.currentIndex().row() != row:
                with QSignalBlocker(view.selectionModel()):
                    view.setCurrentIndex(view.model().index(row, 0))
                view.viewport().update()

    def _court_place(self) -> int:
        names = [court.name for court in self.state.view.courts]
        return names.index(self.state.subject.court) if self.state.subject.court in names else -1

    def _on_queue_moved(self) -> None:
        row = self.queue.selected
        if row is not None and row.key is not None:
            self.choose(Subject(row.key))

    def _on_court_moved(self) -> None:
        if (court := self.courts.selected) is not None:
            self.choose(Subject(court.key, court.name))

    def choose(self, subject: Subject) -> None:
        """Make a match or a court the subject of the letters and digits."""
        if subject != self.state.subject:
            self.state.entry.clear()
        self.state.subject, self.state.is_chosen = subject, True
        self.bar.show_buttons()
        self._select_subject()
        if self.current.tournament is not None:
            self._show_subject(self.current.tournament)

    def follow_next_step(self) -> None:
        """Let the subject be the match of the next step again."""
        self.state.is_chosen = False
        self.state.entry.clear()
        self.bar.show_buttons()

    def _show_chosen_match(self) -> None:
        """Show the match that was opened on another page."""
        if self.isVisible() and self.current.chosen_match is not None:
            key, self.current.chosen_match = self.current.chosen_match, None
            court = next((court.name for court in self.state.view.courts if court.key == key), None)
            self.choose(Subject(key, court))

    def _show_subject(self, tournament: Tournament) -> None:
        court, match = self.state.court, chosen_match(tournament, self.state)
        names = [] if court is None else court_actions(court)
        if match is not None:
            decisions = find_division(tournament, match.division).decisions(match.id)
            names = [*match_actions(match, decisions), *names]
        self.bar.show_subject(_title(tournament, court, match), names)
        self._show_typed(tournament, match)

    def _show_typed(self, tournament: Tournament, match: Match | None) -> None:
        if match is None or self.state.entry.is_empty:
            self.bar.show_typed("", t("Type the result: 21 14") if match and match.status in _PLAYABLE else "")
            return
        winner = winner_of_scores(self.state.entry.scores)
        outcome = t("Enter saves it")
        if self.state.entry.is_complete and winner is not None:
            outcome = t("{name} won", name=sides_of(tournament, match)[winner - 1])
        self.bar.show_typed(self.state.entry.text, outcome)

    def open_correction(self, form: CorrectionForm) -> None:
        """Show a correction in place of the desk."""
        self._forms.setCurrentWidget(self.correction)
        self.correction.open(form)

    def close_correction(self) -> None:
        """Show the desk again."""
        self.correction.close_form()
        self._forms.setCurrentIndex(0)
        self.follow_next_step()
        self._refresh()
        self.queue.setFocus()

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the desk before the window's shortcuts get them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._wants(event):
            event.accept()
            return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        if self.current.tournament is None:
            return False
        if event.key() == Qt.Key.Key_Escape:
            return (
                self.correction.is_open
                or self.bar.question.is_asking
                or not self.state.entry.is_empty
                or self.state.is_chosen
            )
        if self.correction.is_open:
            return False
        if event.modifiers() & _CONTROL:
            return event.key() in {Qt.Key.Key_Z, Qt.Key.Key_B}
        if event.key() in {*_ENTER, Qt.Key.Key_Backspace}:
            return True
        return bool(event.text()) and (event.text().isalnum() or not self.state.entry.is_empty)

    @property
    def _is_something_open(self) -> bool:
        """Whether Esc has something to leave before it leaves the page."""
        is_asking = self.correction.is_open or self.bar.question.is_asking
        return is_asking or self.state.is_chosen or not self.state.entry.is_empty

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what a key says; what is none of the desk's goes on to the window."""
        if self.current.tournament is None or not self._takes(event):
            super().keyPressEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            return self._leave()
        if self.correction.is_open:
            return False
        if event.modifiers() & _CONTROL:
            return self._take_control(event)
        if self.bar.question.is_asking:
            return self._answer(event)
        if event.key() in _ENTER:
            self._enter()
            return True
        return self._take_character(event)

    def _take_control(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Z:
            self.desk.undo()
        elif event.key() == Qt.Key.Key_B:
            self.desk.pause_or_resume()
        else:
            return False
        return True

    def _leave(self) -> bool:
        """Leave what is open, one at a time."""
        if self.correction.is_open:
            self.close_correction()
        elif self.bar.question.is_asking:
            self.bar.show_buttons()
            self.queue.setFocus()
        elif not self.state.entry.is_empty:
            self.state.entry.clear()
            self._refresh()
        elif self.state.is_chosen:
            self.follow_next_step()
            self._refresh()
        else:
            return False
        return True

    def _answer(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            self.bar.question.answer(0)
        elif event.text().isdecimal():
            self.bar.question.answer(int(event.text()) - 1)
        return True

    def _enter(self) -> None:
        if self.state.entry.is_empty:
            self.desk.do_next()
        else:
            self.desk.save_typed()

    def _take_character(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace:
            self.state.entry.erase()
        elif not self.state.entry.type(event.text()):
            name = self.bar.action_of(event.text().upper())
            if name is not None:
                self.desk.run(name)
            return name is not None
        if self.current.tournament is not None:
            self._show_subject(self.current.tournament)
        return True


_PLAYABLE = {"ready", "called", "playing"}


def _title(tournament: Tournament, court: CourtRow | None, match: Match | None) -> str:
    """Return what the subject is called."""
    if match is None:
        return t("Choose a match or a court") if court is None else court.name
    first, second = sides_of(tournament, match)
    teams = t("{first} vs {second}", first=first, second=second)
    return " · ".join(filter(None, (court.name if court else "", match.id, teams)))
