"""Lobby page of a game: players join by phone through the QR code until the scorekeeper starts the game."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.domain.events import TEAMS, GameStarted, Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.setup.pending_joins import PendingJoins
from goat_kiosk.gui.setup.team_card import TeamCard
from goat_kiosk.gui.text.describe import match_line, rules_line
from goat_kiosk.gui.text.language import t, use_window_language
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.key_button import KeyButton
from goat_kiosk.gui.widgets.inputs.leaving_buttons import cancel_button, forfeit_button, set_aside_button
from goat_kiosk.gui.widgets.inputs.players_button import PlayersButton
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.text import rules_text


class LobbyPage(QWidget):
    """The page of a game that has not started."""

    requested = Signal(object)
    """An event to record."""
    refused = Signal(str)
    """Why a typed name cannot be used."""
    cancel_requested = Signal()
    set_aside_requested = Signal()
    players_requested = Signal()
    forfeit_requested = Signal()
    """A team did not come; the window asks which."""

    def __init__(self, address: str, actions: Actions, roster: RosterBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address, self._game_id = address.rstrip("/"), 0
        self._title, self._rules = ElidedLabel(role="title"), ElidedLabel(role="quiet")
        self.qr, self.link = QrCode(), QLabel()
        self.link.setProperty("role", "address")
        self.link.setTextFormat(Qt.TextFormat.PlainText)
        self.link.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.teams = {team: TeamCard(team, roster) for team in TEAMS}
        self._drafts: dict[tuple[int, Team], str | None] = {}
        """Names that were typed and are not used yet, by game."""
        self.start = KeyButton()
        self.start.setProperty("role", "start")
        self.start.set_action(t("Start game"), actions.key_caption("start-game"), t("Start game"))
        self.start.clicked.connect(self._start)
        self.set_aside, self.cancel = set_aside_button(), cancel_button()
        self.players, self.forfeit = PlayersButton(), forfeit_button()
        self.players.clicked.connect(self.players_requested)
        self.forfeit.clicked.connect(self.forfeit_requested)
        self.set_aside.clicked.connect(self.set_aside_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        actions.bind(self, "start-game", self._on_enter)
        self.pending_joins = PendingJoins(actions)
        first_throw = QButtonGroup(self)
        for team, card in self.teams.items():
            first_throw.addButton(card.throws_first)
            card.requested.connect(self.requested)
            card.refused.connect(self.refused)
            card.completed.connect(partial(self._focus_after, team))
        self._arrange()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        row.addLayout(left, 5)
        row.addLayout(right, 6)
        left.addWidget(self._title)
        left.addWidget(self._rules)
        left.addWidget(self.qr, 1)
        left.addWidget(ElidedLabel(t("Join or watch by phone: scan the code, or open"), "quiet"))
        left.addWidget(self.link)
        left.addWidget(self.pending_joins)
        for card in self.teams.values():
            right.addWidget(card, 1)
        right.setSpacing(10)
        leaving_row = QHBoxLayout()
        leaving_row.addWidget(self.players, 1)
        for button in (self.forfeit, self.set_aside, self.cancel):
            button.setProperty("role", "plain")
            leaving_row.addWidget(button, 1)
        right.addLayout(leaving_row)
        self.start.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        right.addWidget(self.start)

    def show_address(self, address: str) -> None:
        """Show the address of this game at the kiosk's `address`, as text and QR code."""
        self._address = address.rstrip("/")
        link = f"{self._address}/game/{self._game_id}"
        self.qr.show_text(link)
        self.link.setText(link)
        self.link.setAccessibleName(t("Address of this game: {link}", link=link))

    def show_game(self, game_id: int, game: Game) -> None:
        """Show the players who have joined so far."""
        if game_id != self._game_id:
            self._open(game_id, game)
            self.show_address(self._address)
        self._title.setText(game.court)
        self._rules.setText("  ·  ".join(part for part in (rules_line(game.rules), match_line(game)) if part))
        with use_window_language():
            sentences = rules_text.sentences(game.rules, (game.sides[0].name, game.sides[1].name))
        self._rules.setToolTip(plain_tooltip("\n".join(sentences)))
        for team in TEAMS:
            self.teams[team].show_side(game.side(team), game.side(opponent(team)), game.team_size)

    def _open(self, game_id: int, game: Game) -> None:
        """Show another game, with what had been typed for it."""
        self._drafts |= {(self._game_id, team): card.add.draft for team, card in self.teams.items()}
        self._game_id = game_id
        self.teams[game.first_throw].throws_first.setChecked(True)
        for team, card in self.teams.items():
            card.add.reset("", self._drafts.pop((game_id, team), None))

    def _focus_after(self, team: Team) -> None:
        """Move the focus from a team that is complete to the open spot of the other, or else to the start."""
        other = self.teams[opponent(team)]
        (other.add.field if other.add.isVisible() else self.start).setFocus()

    def _on_enter(self) -> None:
        """Use what was typed, press the button that has the focus, or else start the game."""
        focus = QApplication.focusWidget()
        typed = [card.add for card in self.teams.values() if card.add.field is focus and card.add.draft is not None]
        if typed:
            typed[0].enter()
        elif isinstance(focus, QPushButton) and self.isAncestorOf(focus):
            focus.click()
        else:
            self._start()

    def _start(self) -> None:
        self.requested.emit(GameStarted(1 if self.teams[1].throws_first.isChecked() else 2))
