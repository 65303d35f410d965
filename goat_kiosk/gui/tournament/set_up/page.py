"""Page on which a tournament is set up, changed, paused, closed and opened again.

Without a tournament it is the form of a new one, and Enter makes it as it stands.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.desk.court_kiosks import OtherKiosk
from goat_kiosk.desk.practice_night import PRACTICE_COURTS, create_practice_night, practice_night
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.settings.keymap import key_caption
from goat_kiosk.gui.text.dates import format_day_of_year, local_time
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.tournament.current import CurrentTournament
from goat_kiosk.gui.tournament.handover import TournamentHandover
from goat_kiosk.gui.tournament.set_up.advice_panel import AdvicePanel
from goat_kiosk.gui.tournament.set_up.court_buttons import ChosenCourt
from goat_kiosk.gui.tournament.set_up.form import SetUpForm
from goat_kiosk.gui.tournament.set_up.night_controls import NightControls
from goat_kiosk.gui.tournament.set_up.settings import TournamentSettings, read_settings
from goat_kiosk.gui.tournament.tab import PEOPLE
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.tournament.advice import FormatAdvice
from goat_kiosk.tournament.event_fields import DivisionKind
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.uplink.peers.peers import PeerTournament

_DEFAULT_COURTS = 4
_OFFERED_COURTS = 6
_NEW = 0
_ENTER = "Return"


class SetUpPage(SectionPage):
    """Makes tournaments, and changes the one that is shown."""

    def __init__(
        self,
        current: CurrentTournament,
        rule_sets: Callable[[], Mapping[str, Rules]],
        venue_courts: Callable[[], Sequence[str]],
        history_worker: HistoryWorker,
        parent: QWidget | None = None,
    ) -> None:
        """`rule_sets` returns the rule sets to choose from, `venue_courts` the courts of the venue."""
        super().__init__(parent)
        self.current, self._venue_courts = current, venue_courts
        self.list_kiosks: Callable[[], Sequence[OtherKiosk]] = lambda: ()
        """Returns the other kiosks that can score courts."""
        self._peers: dict[int, PeerTournament] = {}
        """The open tournaments of the other kiosks, which can be looked up and taken over, but not changed."""
        self.peer_chosen: Callable[[PeerTournament], None] = lambda _: None
        """Called with a tournament of another kiosk that was chosen in the list."""
        self._is_new = False
        """Whether the form is that of a new tournament although another one is shown."""
        self._loaded_id: int | None = None
        self.form, self.controls = SetUpForm(rule_sets), NightControls()
        self.advice, self._parts = AdvicePanel(history_worker), QStackedWidget()
        self.advise = NamedButton(t("What fits?"), t("What fits? So many players, games and courts (Ctrl+F)"), "plain")
        self.tournaments = ChoiceBox(name=t("Which tournament"))
        self.practice = NamedButton(
            t("Practice night"), t("Practice night: twelve invented teams, which count nowhere"), "plain"
        )
        self.problem, self.save = ElidedLabel(role="warn"), KeyButton()
        self.save.setProperty("role", "start")
        self.setFocusProxy(self.form.name)
        self._connect()
        self._arrange()

    def follow_peers(self, handover: TournamentHandover) -> None:
        """List the open tournaments of the other kiosks; one that is chosen can be taken over."""

        def list_them() -> None:
            self._peers = {one.tournament_id: one for one in handover.peers}
            if self.isVisible():
                self._offer_tournaments()

        self.peer_chosen = handover.ask_about
        handover.peers_changed.connect(list_them)
        list_them()

    def _connect(self) -> None:
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            enter = QShortcut(QKeySequence(key), self)
            enter.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            enter.activated.connect(self._on_enter)
        QShortcut(QKeySequence("Ctrl+F"), self).activated.connect(self._advise)
        self.advise.clicked.connect(self._advise)
        self.advice.chosen.connect(self._use_advice)
        self.advice.closed.connect(self._show_form)
        self.save.clicked.connect(self._save)
        self.practice.clicked.connect(self._make_practice_night)
        self.tournaments.activated.connect(lambda: self._choose(self.tournaments.value))
        self.form.changed.connect(self._on_edited)
        self.controls.requested.connect(lambda event: self.current.record(lambda _: [event]))
        self.current.changed.connect(self._on_changed)

    def _arrange(self) -> None:
        column, header = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        header.setSpacing(10)
        header.addWidget(self.form.name, 3)
        header.addWidget(self.tournaments, 2)
        header.addWidget(self.advise)
        header.addWidget(self.practice)
        column.addLayout(header)
        for part in (self.form, self.advice):
            self._parts.addWidget(part)
        column.addWidget(self._parts, 1)
        column.addWidget(self.controls)
        column.addWidget(self.problem)
        column.addWidget(self.save)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the tournament as it stands; what was typed stays if the window was only minimized."""
        super().showEvent(event)
        if not event.spontaneous():
            self._is_new = False
            self._load()

    @property
    def _shown(self) -> Tournament | None:
        """The tournament that the form changes; None for a new one."""
        return None if self._is_new else self.current.tournament

    def _load(self) -> None:
        """Fill the form in."""
        shown, self._loaded_id = self._shown, self.current.tournament_id
        self._parts.setCurrentWidget(self.form)
        self.save.show()
        settings = read_settings(shown) if shown else self._new_settings()
        elsewhere = [
            ChosenCourt(court, other.seen.kiosk)
            for other in self.list_kiosks()
            if not other.seen.is_away
            for court in other.courts
        ]
        self.form.show_settings(settings, self._offered_courts(shown), elsewhere, is_new=shown is None)
        self._show_problem("")
        self._offer_tournaments()
        self._show_status()
        self._show_save()
        self.form.name.selectAll()

    def _new_settings(self) -> TournamentSettings:
        courts = tuple(self._offered_courts(None))
        return TournamentSettings(
            _default_name(self._now), courts if self._venue_courts() else courts[:_DEFAULT_COURTS]
        )

    def _offered_courts(self, shown: Tournament | None) -> Sequence[str]:
        numbered = [t("Court {number}", number=number) for number in range(1, _OFFERED_COURTS + 1)]
        own = [court.name for court in shown.courts.values() if court.kiosk is None] if shown else []
        return [*(self._venue_courts() or ([] if shown else numbered)), *own]

    @property
    def _now(self) -> int:
        return self.current.director.now()

    def _offer_tournaments(self) -> None:
        try:
            summaries = self.current.director.tournaments()
        except KioskError as error:
            self._show_problem(error_text(error))
            summaries = []
        texts = {
            summary.tournament_id: t("{name} · closed, {day}", name=summary.name, day=format_day_of_year(summary.at))
            if summary.is_closed
            else summary.name
            for summary in summaries
            if self.current.director.owners.is_owner(summary.tournament_id)
        }
        peers = {
            number: t("{tournament} · kiosk {kiosk}", tournament=one.name, kiosk=one.owner.name)
            for number, one in self._peers.items()
        }
        self.tournaments.set_choices({_NEW: t("New tournament"), **texts, **peers})
        self.tournaments.choose(self.current.tournament_id if self._shown else _NEW)
        self.tournaments.setVisible(bool(texts or peers))

    def _choose(self, tournament_id: int) -> None:
        if tournament_id in self._peers:
            self.peer_chosen(self._peers[tournament_id])
            self._offer_tournaments()
            return
        self._is_new = tournament_id == _NEW
        if not self._is_new:
            self.current.show(tournament_id)
        self._load()
        self.form.name.setFocus()

    def _show_status(self) -> None:
        shown = self._shown
        self.controls.setVisible(shown is not None)
        for button in (self.practice, self.advise):
            button.setVisible(shown is None)
        if shown is not None:
            self.controls.show_tournament(shown)
            self.form.setEnabled(not shown.is_closed)

    def _show_save(self) -> None:
        shown = self._shown
        if shown is None:
            self.form.setEnabled(True)
            self.save.set_action(t("Start sign-up"), key_caption(_ENTER), t("Make this tournament and sign people up"))
            return
        self.save.set_action(
            t("Save changes"),
            key_caption(_ENTER),
            t("Use these settings from now on"),
            enabled=self._has_changes(shown),
        )

    def _has_changes(self, shown: Tournament) -> bool:
        try:
            return not shown.is_closed and bool(self.form.settings(self._now).changes(shown))
        except KioskError:
            return True  # saving says what is wrong

    def _on_changed(self) -> None:
        """Show a change from another device, or a saved one; what was typed and is not saved stays."""
        if not self.isVisible() or self._is_new:
            return
        if self.current.tournament_id != self._loaded_id:
            self._load()
        else:
            self._show_status()
            self._show_save()

    def _on_edited(self) -> None:
        self._is_new = self._is_new or self.current.tournament is None
        self._show_save()

    def _on_enter(self) -> None:
        """Add the court that was typed, press the button that has the focus, or save."""
        focus = QApplication.focusWidget()
        if focus is not None and self.advice.isAncestorOf(focus):
            self.advice.take_enter(focus)
            return
        if focus is self.form.courts.other and self.form.courts.add_typed():
            return
        if focus is self.controls.text:
            self.controls.pause.click()
            return
        button = focus if isinstance(focus, QPushButton) and self.isAncestorOf(focus) else self.save
        button.click()

    def _advise(self) -> None:
        """Ask which format fits, for a new tournament."""
        if self._shown is not None:
            return
        self.form.courts.add_typed()
        kinds = sorted(self.form.kind.buttons, key=lambda kind: kind != self.form.kind.value)
        self._parts.setCurrentWidget(self.advice)
        self.save.hide()
        self.advice.open(len(self.form.courts.courts), kinds, self._now, self.form.end_by.text())

    def _use_advice(self, advice: FormatAdvice, end_by: str) -> None:
        self.form.use_advice(advice, end_by)
        self._show_form()

    def _show_form(self) -> None:
        self._parts.setCurrentWidget(self.form)
        self.save.show()
        self.form.name.setFocus()

    def _save(self) -> None:
        self.form.courts.add_typed()
        try:
            settings = self.form.settings(self._now)
        except KioskError as error:
            self._show_problem(error_text(error))
            return
        self._show_problem("")
        if self._shown is None:
            self._create(settings)
        else:
            self.current.record(settings.changes, lambda _: self._on_saved(settings))

    def _create(self, settings: TournamentSettings) -> None:
        def decide(tournament: Tournament) -> list[AnyTournamentEvent]:
            return [settings.to_division(tournament.next_division(), _division_name(settings.kind))]

        self.current.create(settings.to_created(), decide, lambda: self._on_created(settings.name))

    def _on_created(self, name: str) -> None:
        self._is_new = False
        self.section_requested.emit(PEOPLE)
        self.notified.emit(t("{name}: type a name and press Enter.", name=name))

    def _on_saved(self, settings: TournamentSettings) -> None:
        self._load()
        self.notified.emit(t("Saved: {name}.", name=settings.name))

    def _make_practice_night(self) -> None:
        event = practice_night(t("Practice night"), self._venue_courts() or PRACTICE_COURTS)
        self.current.create_by(partial(create_practice_night, self.current.director, event), self._on_practice_created)

    def _on_practice_created(self) -> None:
        self._is_new = False
        self.section_requested.emit(PEOPLE)
        self.notified.emit(t("Twelve invented teams are in. Draw them, and call the first match."))

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def _default_name(now_ms: int) -> str:
    """Return a name for tonight, such as “Friday night”."""
    day = QLocale().toString(local_time(now_ms), "dddd")
    return t("{day} night", day=day)


def _division_name(kind: DivisionKind) -> str:
    return {"singles": t("Singles"), "pairs": t("Pairs"), "blind-draw": t("Blind draw"), "switch": t("Switch")}[kind]
