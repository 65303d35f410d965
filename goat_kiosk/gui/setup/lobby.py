"""Lobby page of a game: players join by phone through the QR code until the scorekeeper starts the game."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.domain.events import DOUBLES, MAX_TEAM_SIZE, TEAMS, GameStarted, PlayerLeft, PlayerMoved, Team, opponent
from goat_kiosk.domain.games.game import Game, Player, Side
from goat_kiosk.gui.settings.actions import Actions
from goat_kiosk.gui.setup.pending_joins import PendingJoins
from goat_kiosk.gui.text.describe import match_line, rules_line
from goat_kiosk.gui.text.language import local_name, t, use_window_language
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.leaving_buttons import cancel_button, forfeit_button, set_aside_button
from goat_kiosk.gui.widgets.inputs.players_button import PlayersButton
from goat_kiosk.gui.widgets.inputs.team_choice import TeamChoice
from goat_kiosk.gui.widgets.qr_code import QrCode
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.text import rules_text


class SeatRow(QWidget):
    """One seat of a team: the player's name, and buttons to move or remove them."""

    remove_requested = Signal(int)
    move_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player: Player | None = None
        self.name = ElidedLabel()
        self.move_over, self.remove = QPushButton("⇅"), QPushButton("✕")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.name, 1)
        for button, signal in ((self.move_over, self.move_requested), (self.remove, self.remove_requested)):
            button.setProperty("role", "plain")
            button.setFixedWidth(48)
            button.clicked.connect(lambda _=False, signal=signal: self._emit_player_id(signal))
            row.addWidget(button)

    def show_player(self, player: Player | None, other: Side, team_size: int) -> None:
        """Show the player in this seat, or that it is free; `other` is the team they could move to."""
        self._player = player
        self.name.setText(player.name if player else t("Free place"))
        role = "" if player else "quiet"
        if self.name.property("role") != role:
            self.name.setProperty("role", role)
            self.name.style().polish(self.name)
        self.remove.setVisible(player is not None)
        self.remove.setAccessibleName(
            t("Take {player} out", player=player.name) if player else t("Take the player out")
        )
        self.remove.setToolTip(plain_tooltip(self.remove.accessibleName()))
        self.move_over.setVisible(player is not None)
        self.move_over.setEnabled(len(other.players) < team_size)
        self.move_over.setAccessibleName(
            t("Move {player} to {other}", player=player.name, other=other.name) if player else t("Move the player")
        )
        self.move_over.setToolTip(plain_tooltip(self.move_over.accessibleName()))

    def _emit_player_id(self, signal: SignalInstance) -> None:
        if self._player is not None:
            signal.emit(self._player.id)


class TeamCard(QFrame):
    """One team of the lobby, with its seats."""

    remove_requested = Signal(int)
    move_requested = Signal(int)

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._team: Team = team
        self._mark, self._name = ShapeMark(team, 28), ElidedLabel(role="title")
        self.seats = [SeatRow() for _ in range(MAX_TEAM_SIZE)]
        column, header = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(18, 12, 12, 12)
        header.addWidget(self._mark)
        header.addWidget(self._name, 1)
        column.addLayout(header)
        for seat in self.seats:
            seat.remove_requested.connect(self.remove_requested)
            seat.move_requested.connect(self.move_requested)
            seat.setFixedHeight(50)
            column.addWidget(seat)

    def show_side(self, side: Side, other: Side, team_size: int) -> None:
        """Show the players of the team; `other` is the team they could move to."""
        self._mark.show_team(self._team, side.color)
        self._name.setText(local_name(side.name))
        for place, seat in enumerate(self.seats):
            seat.setVisible(place < team_size)
            seat.show_player(side.players[place] if place < len(side.players) else None, other, team_size)


class LobbyPage(QWidget):
    """The page of a game that has not started."""

    requested = Signal(object)
    """A `GameStarted`, a `PlayerLeft` or a `PlayerMoved`."""
    cancel_requested = Signal()
    set_aside_requested = Signal()
    players_requested = Signal()
    forfeit_requested = Signal()
    """A team did not come; the window asks which."""

    def __init__(self, address: str, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._address, self._game_id = address.rstrip("/"), 0
        self._title, self._rules = ElidedLabel(role="title"), ElidedLabel(role="quiet")
        self.qr, self.link = QrCode(), QLabel()
        self.link.setProperty("role", "address")
        self.link.setTextFormat(Qt.TextFormat.PlainText)
        self.link.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.teams = {team: TeamCard(team) for team in TEAMS}
        self.first_throw = TeamChoice()
        self.start = QPushButton(t("Start game"))
        self.start.setProperty("role", "start")
        self.start.setAccessibleName(t("Start game"))
        self.start.setToolTip(t("Start the game (Enter)"))
        self.start.clicked.connect(self._start)
        self.set_aside, self.cancel = set_aside_button(), cancel_button()
        self.players, self.forfeit = PlayersButton(), forfeit_button()
        self.players.clicked.connect(self.players_requested)
        self.forfeit.clicked.connect(self.forfeit_requested)
        self.set_aside.clicked.connect(self.set_aside_requested)
        self.cancel.clicked.connect(self.cancel_requested)
        actions.bind(self, "start-game", self._on_enter)
        self.pending_joins = PendingJoins(actions)
        for team, card in self.teams.items():
            card.remove_requested.connect(lambda player: self.requested.emit(PlayerLeft(player)))
            card.move_requested.connect(
                lambda player, team=team: self.requested.emit(PlayerMoved(player, opponent(team)))
            )
        self._arrange()

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        self._cards = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        row.addLayout(left, 5)
        row.addLayout(right, 6)
        left.addWidget(self._title)
        left.addWidget(self._rules)
        left.addWidget(self.qr, 1)
        left.addWidget(ElidedLabel(t("Join or watch by phone: scan the code, or open"), "quiet"))
        left.addWidget(self.link)
        left.addWidget(self.pending_joins)
        for card in self.teams.values():
            self._cards.addWidget(card)
        right.addLayout(self._cards)
        leaving_row = QHBoxLayout()
        leaving_row.addWidget(self.players, 1)
        for button in (self.forfeit, self.set_aside, self.cancel):
            leaving_row.addWidget(button)
        right.addLayout(leaving_row)
        right.addStretch(1)
        right.addWidget(ElidedLabel(t("Who throws first"), "quiet"))
        right.addWidget(self.first_throw)
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
            self._game_id = game_id
            self.first_throw.choose(game.first_throw)
            self.show_address(self._address)
        self._title.setText(game.court)
        self._rules.setText("  ·  ".join(part for part in (rules_line(game.rules), match_line(game)) if part))
        with use_window_language():
            sentences = rules_text.sentences(game.rules, (game.sides[0].name, game.sides[1].name))
        self._rules.setToolTip(plain_tooltip("\n".join(sentences)))
        # Two cards of four seats are higher than a small window, but they fit side by side.
        is_large = game.team_size > DOUBLES
        self._cards.setDirection(QBoxLayout.Direction.LeftToRight if is_large else QBoxLayout.Direction.TopToBottom)
        for team in TEAMS:
            side = game.side(team)
            self.teams[team].show_side(side, game.side(opponent(team)), game.team_size)
            self.first_throw.show_team(team, side.name, side.color)

    def _on_enter(self) -> None:
        """Start the game, or press the button that has the focus."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton) and self.isAncestorOf(focus):
            focus.click()
        else:
            self._start()

    def _start(self) -> None:
        self.requested.emit(GameStarted(self.first_throw.team))
