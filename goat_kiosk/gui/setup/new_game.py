"""Page of a new game: its court, two teams, and the rules. Every choice has a default that can be played.

A digit or an arrow key chooses the court, letters go to the first player's name, and Enter starts the game; Ctrl+Enter
opens its lobby instead. What was entered stays, also while another game is shown, until it is used or cleared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.domain.events import DOUBLES, TEAMS, Team, opponent
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.setup.rules_choice import RulesChoice
from goat_kiosk.gui.setup.team_form import TeamForm
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.court_choice import CourtChoice, CourtOffer
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup

_COMMAND_MODIFIERS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class NewGamePage(QWidget):
    """The form of a new game."""

    requested = Signal(object)
    """A `GameCreated`."""

    def __init__(
        self,
        rule_sets: Callable[[], Mapping[str, Rules]],
        roster: RosterBook,
        actions: Actions,
        offers: Callable[[], Sequence[CourtOffer]],
    ) -> None:
        """`rule_sets` and `offers` return the rule sets and the courts to choose from; `roster` completes names."""
        super().__init__()
        self._rule_sets, self._offers = rule_sets, offers
        self.court = CourtChoice()
        self.setFocusProxy(self.court)
        self.teams = {team: TeamForm(team, roster) for team in TEAMS}
        self.team_size = RadioGroup(
            t("Players of a team"),
            {
                1: Choice(t("Singles"), t("One player a team")),
                DOUBLES: Choice(t("Doubles"), t("Two players a team")),
                3: Choice("3", t("Three players a team")),
                4: Choice("4", t("Four players a team")),
            },
        )
        self.team_size.choose(DOUBLES)
        self.rules = RulesChoice()
        self.problem = ElidedLabel(role="warn")
        self.start, self.submit = KeyButton(), KeyButton()
        self.start.setProperty("role", "start")
        self._start_key = actions.key_caption("start-game")
        self.submit.set_action(
            t("Let players join first"),
            actions.key_caption("open-lobby"),
            t("Let players join first: create the game with a lobby, where players join by phone"),
        )
        self.clear_button = NamedButton(t("Clear"), t("Clear: remove all that is entered here"), "plain")
        self._connect(actions)
        self._arrange()
        self._on_team_changed()

    def _connect(self, actions: Actions) -> None:
        self.start.clicked.connect(partial(self._create, lobby=False))
        self.submit.clicked.connect(partial(self._create, lobby=True))
        actions.bind(self, "start-game", self._on_enter)
        actions.bind(self, "open-lobby", self.submit.click)
        self.clear_button.clicked.connect(self._clear)
        self.team_size.chosen.connect(self._set_team_size)
        self.court.changed.connect(self._show_outcome)
        first_throw = QButtonGroup(self)
        for team, form in self.teams.items():
            first_throw.addButton(form.throws_first)
            form.changed.connect(self._on_team_changed)
            form.swap_requested.connect(partial(self._swap_colors, team))
        self.teams[1].throws_first.setChecked(True)

    def _arrange(self) -> None:
        column, header, teams, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        header.setSpacing(6)
        header.addWidget(ElidedLabel(t("New game"), "title"), 1)
        header.addWidget(self.clear_button)
        header.addWidget(self.team_size)
        column.addLayout(header)
        column.addWidget(self.court)
        teams.setSpacing(12)
        for form in self.teams.values():
            teams.addWidget(form, 1)
        column.addLayout(teams, 1)
        column.addWidget(self.rules)
        column.addWidget(self.problem)
        footer.addWidget(self.submit, 4)
        footer.addWidget(self.start, 7)
        footer.setSpacing(10)
        for button in (self.submit, self.start):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        column.addLayout(footer)

    def _order_tabs(self) -> None:
        """Let Tab go row by row: from the court to both names, then to the players of both teams."""
        forms, header = list(self.teams.values()), [self.clear_button, *self.team_size.buttons.values()]
        stops: list[QWidget] = [*self.court.buttons, self.court.other, *(form.name for form in forms)]
        stops += [field for form in forms for field in form.players]
        for form in forms:
            stops += [*form.colors.swatches, form.throws_first]
        for first, second in pairwise([*stops, *self.rules.buttons.values(), self.submit, self.start, *header]):
            QWidget.setTabOrder(first, second)

    @property
    def first_throw(self) -> Team:
        """The team that throws first."""
        return 1 if self.teams[1].throws_first.isChecked() else 2

    @property
    def is_blank(self) -> bool:
        """Whether nothing has been entered."""
        return all(form.is_blank for form in self.teams.values()) and not self.court.other.text()

    def begin(self) -> None:
        """Show the form, as it was left if it is not blank."""
        self.rules.offer(self._rule_sets())
        self.show_courts()
        self._order_tabs()
        if self.is_blank:
            self._reset()
        self._show_outcome()
        self.court.setFocus()

    def show_courts(self) -> None:
        """Show which courts are in use."""
        count = len(self.court.buttons)
        self.court.offer(self._offers())
        if len(self.court.buttons) != count:
            self._order_tabs()

    def clear(self) -> None:
        """Remove what was entered, because it is used now."""
        self.court.other.clear()
        for form in self.teams.values():
            form.clear()

    def _clear(self) -> None:
        self.clear()
        self._reset()
        self.court.setFocus()

    def _reset(self) -> None:
        self.teams[1].throws_first.setChecked(True)
        self.court.choose(self.court.free)

    def offer_free_court(self) -> None:
        """Suggest a free court, and leave the other fields as they are."""
        self.show_courts()
        self.court.choose(self.court.free)
        self.court.setFocus()

    def _set_team_size(self, size: int) -> None:
        for form in self.teams.values():
            form.set_team_size(size)

    def _on_team_changed(self) -> None:
        for team, form in self.teams.items():
            form.set_taken_color(self.teams[opponent(team)].color)
        self._show_outcome()

    def _swap_colors(self, team: Team) -> None:
        """Give `team` the color of the other team, which gets the color of `team`."""
        form, other = self.teams[team], self.teams[opponent(team)]
        color, other_color = form.color, other.color
        other.set_color(color)
        form.set_color(other_color)
        self._on_team_changed()
        self._show_problem(t("The teams have swapped their colors: each color is there once."))

    def _show_outcome(self) -> None:
        """Show where the game starts, and what stands in its way."""
        caption = t("Start game · {court}", court=self.court.name)
        self.start.set_action(caption, self._start_key, t("Start game: {court}", court=self.court.name))
        self.clear_button.setVisible(not self.is_blank)
        self._show_problem(self._warning())

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _warning(self) -> str:
        """Return a sentence about a court that is in use; empty if it is free."""
        chosen = self.court.chosen
        if chosen.is_busy:
            return t("{court} has a game that is not over. You will be asked what becomes of it.", court=chosen.name)
        if chosen.kiosk:
            values = {"court": chosen.name, "kiosk": chosen.kiosk}
            return t("Kiosk {kiosk} has a game at {court} too: walls will show both.", **values)
        return ""

    def event(self, event: QEvent) -> bool:
        """Take digits and letters before they are shortcuts, while no field has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_plain(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the court of a digit; begin the first player's name with a letter."""
        if self.court.handle_key(event):
            return
        if not _is_plain(event):
            super().keyPressEvent(event)
            return
        field = self.teams[1].players[0]
        field.setFocus()
        QApplication.sendEvent(field, event)

    def _on_enter(self) -> None:
        """Start the game, or press the button that has the focus."""
        focus = QApplication.focusWidget()
        button = focus if isinstance(focus, QPushButton) and self.isAncestorOf(focus) else self.start
        button.click()

    def _create(self, *, lobby: bool) -> None:
        team1, team2 = (self.teams[team].team() for team in TEAMS)
        try:
            event = NewGame(
                self.court.name,
                self.rules.preset,
                team1,
                team2,
                self.first_throw,
                team_size=self.team_size.value,
                lobby=lobby,
            ).to_event(self._rule_sets())
        except KioskError as error:
            self._show_problem(error_text(error))
        else:
            self._show_problem("")
            self.requested.emit(event)


def _is_plain(event: QKeyEvent) -> bool:
    """Whether the key types a letter, a digit or a sign."""
    text = event.text()
    return text.isprintable() and bool(text.strip()) and not event.modifiers() & _COMMAND_MODIFIERS
