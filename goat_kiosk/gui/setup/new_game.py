"""Form page for a new game: two teams, court, first throw, rules. Every field has a default that can be played.

Enter in any field starts the game; while a team is not known it opens the lobby, and Enter there starts it. What was
entered stays, also while another game is shown, until it is used or cleared.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.events import DOUBLES, TEAMS, opponent
from goat_kiosk.domain.games.new_game import NewGame
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import KioskError
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.setup.rules_choice import RulesChoice
from goat_kiosk.gui.setup.team_form import TeamForm
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.inputs.team_choice import TeamChoice
from goat_kiosk.uplink.peers.peers import PeerCourt


def free_court(used: list[str], known: Sequence[str] = ()) -> str:
    """Return the first of the `known` courts, or else of “Court 1”, “Court 2”…, that is not taken."""
    keys = {court_key(court) for court in used}
    numbered = (t("Court {number}", number=number) for number in range(1, len(keys) + 2))
    return next(court for court in (*known, *numbered) if court_key(court) not in keys)


class NewGamePage(QWidget):
    """The form of a new game."""

    requested = Signal(object)
    """A `GameCreated`."""

    def __init__(
        self,
        rule_sets: Callable[[], Mapping[str, Rules]],
        roster: RosterBook,
        courts: Callable[[], Sequence[str]] = tuple,
        peer_courts: Callable[[], Sequence[PeerCourt]] = tuple,
    ) -> None:
        """`rule_sets` returns the rule sets to choose from, `courts` the venue's courts; `roster` completes names.

        `peer_courts` returns the courts of other kiosks that have an unfinished game.
        """
        super().__init__()
        self._rule_sets = rule_sets
        self._peer_courts = peer_courts
        self._courts = courts
        self._used_courts: list[str] = []
        self.teams = {team: TeamForm(team, roster) for team in TEAMS}
        self.court = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.court.setAccessibleName(t("Court"))
        self.court.setToolTip(t("Where the game is played"))
        self.first_throw = TeamChoice()
        self.team_size = ChoiceBox({1: t("1 (singles)"), 2: t("2 (doubles)"), 3: "3", 4: "4"}, t("Players of a team"))
        self.team_size.choose(DOUBLES)
        self.team_size.currentIndexChanged.connect(self._on_team_size)
        self.rules = RulesChoice()
        self.problem = ElidedLabel(role="warn")
        self.start = NamedButton(t("Start game"), "", "primary")
        self.submit = NamedButton(
            t("Let players join first"), t("Create the game with a lobby, where players join by phone")
        )
        self.clear_button = NamedButton(t("Clear"), t("Clear: remove all that is entered here"), "plain")
        self.start.clicked.connect(partial(self._create, lobby=False))
        self.submit.clicked.connect(partial(self._create, lobby=True))
        self.clear_button.clicked.connect(self._clear)
        self.court.returnPressed.connect(self._enter)
        self.court.textChanged.connect(self._warn_if_taken)
        for form in self.teams.values():
            form.changed.connect(self._on_team_changed)
            form.submitted.connect(self._enter)
        self._arrange()
        self._on_team_changed()

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(ElidedLabel(t("New game"), "title"))
        teams = QHBoxLayout()
        teams.setSpacing(12)
        for form in self.teams.values():
            teams.addWidget(form)
        column.addLayout(teams)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for row, (caption, widget, share) in enumerate(
            (
                (t("Players of a team"), self.team_size, 2),
                (t("Court"), self.court, 3),
                (t("Who throws first"), self.first_throw, 5),
            )
        ):
            grid.addWidget(ElidedLabel(caption, "quiet"), 0, row)
            grid.addWidget(widget, 1, row)
            grid.setColumnStretch(row, share)
        column.addLayout(grid)
        column.addWidget(ElidedLabel(t("Rules"), "quiet"))
        column.addWidget(self.rules)
        footer = QHBoxLayout()
        footer.addWidget(self.problem, 1)
        self.start.setMinimumWidth(200)
        for button in (self.clear_button, self.submit, self.start):
            footer.addWidget(button)
        column.addStretch(1)
        column.addLayout(footer)

    def _on_team_size(self) -> None:
        for form in self.teams.values():
            form.set_team_size(self.team_size.value)

    @property
    def is_blank(self) -> bool:
        """Whether no field of either team has been filled in."""
        return all(form.is_blank for form in self.teams.values())

    def begin(self, used_courts: list[str]) -> None:
        """Show the form, as it was left if it is not blank; `used_courts` have an unfinished game."""
        self._used_courts = used_courts
        self.rules.offer(self._rule_sets())
        if self.is_blank:
            self._reset()
        self._warn_if_taken()
        self.teams[1].name.setFocus()

    def clear(self) -> None:
        """Remove what was entered, because it is used now."""
        for form in self.teams.values():
            form.clear()

    def _clear(self) -> None:
        self.clear()
        self._reset()
        self.teams[1].name.setFocus()

    def _reset(self) -> None:
        self.first_throw.choose(1)
        self.team_size.choose(DOUBLES)
        self.court.setText(free_court(self._used_courts, self._courts()))

    def offer_free_court(self, used_courts: list[str]) -> None:
        """Suggest a free court, and leave the other fields as they are."""
        self._used_courts = used_courts
        self.court.setText(free_court(used_courts, self._courts()))
        self.court.setFocus()
        self.court.selectAll()

    def _on_team_changed(self) -> None:
        """Show the teams where they are chosen, and whether the game can start without a lobby."""
        for team, form in self.teams.items():
            self.first_throw.show_team(team, form.team_name, form.color)
            form.set_taken_color(self.teams[opponent(team)].color)
        can_start = all(form.is_known for form in self.teams.values())
        self.start.setEnabled(can_start)
        name = t("Start the game (Enter)") if can_start else t("Name both teams or their players to start at once")
        self.start.setAccessibleName(name)
        self.start.setToolTip(name)
        self.clear_button.setVisible(not self.is_blank)

    def _warn_if_taken(self) -> None:
        is_taken = court_key(self.court.text().strip()) in set(map(court_key, self._used_courts))
        court = self.court.text().strip()
        peer_court = next((peer for peer in self._peer_courts() if court_key(peer.name) == court_key(court)), None)
        if is_taken:
            problem = t("{court} has a game that is not over. You will be asked what becomes of it.", court=court)
        elif peer_court is not None:
            values = {"court": court, "kiosk": peer_court.owner.name}
            problem = t("Kiosk {kiosk} has a game at {court} too: walls will show both.", **values)
        else:
            problem = ""
        self.problem.setText(problem)

    def _enter(self) -> None:
        """Start the game, or open its lobby if a team is not known."""
        self._create(lobby=not self.start.isEnabled())

    def _create(self, *, lobby: bool) -> None:
        team1, team2 = (self.teams[team].team() for team in TEAMS)
        try:
            event = NewGame(
                self.court.text(),
                self.rules.preset,
                team1,
                team2,
                self.first_throw.team,
                team_size=self.team_size.value,
                lobby=lobby,
            ).to_event(self._rule_sets())
        except KioskError as error:
            self.problem.setText(error_text(error))
        else:
            self.problem.setText("")
            self.requested.emit(event)
