"""Card of one team in the lobby: its seats, with a field to type a player into the next open one."""

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QGroupBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import DOUBLES, MAX_TEAM_SIZE, PlayerJoined, PlayerLeft, PlayerMoved, Team, opponent
from goat_kiosk.domain.games.game import Player, Side
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.text.language import error_text, local_name, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.entry_field import EntryField
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, SegmentButton
from goat_kiosk.gui.widgets.team_banner import TeamBanner

_SEAT_HEIGHT = 50


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
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.name, 1)
        for button, signal in ((self.move_over, self.move_requested), (self.remove, self.remove_requested)):
            button.setProperty("role", "plain")
            button.setFixedWidth(48)
            button.clicked.connect(lambda _=False, signal=signal: self._emit_player_id(signal))
            row.addWidget(button)

    def show_player(self, player: Player | None, other: Side, team_size: int) -> None:
        """Show the player in this seat, or that it is open; `other` is the team they could move to."""
        self._player = player
        self.name.setText(player.name if player else t("Open spot"))
        role = "player" if player else "quiet"
        if self.name.property("role") != role:
            self.name.setProperty("role", role)
            self.name.style().polish(self.name)
        for button in (self.move_over, self.remove):
            button.setVisible(player is not None)
        if player is not None:
            _name_button(self.remove, t("Take {player} out", player=player.name))
            _name_button(
                self.move_over, t("Move {player} to {other}", player=player.name, other=local_name(other.name))
            )
        self.move_over.setEnabled(len(other.players) < team_size)

    def _emit_player_id(self, signal: SignalInstance) -> None:
        if self._player is not None:
            signal.emit(self._player.id)


class TeamCard(QGroupBox):
    """One team of the lobby, with its seats."""

    requested = Signal(object)
    """An event to record."""
    refused = Signal(str)
    """Why the typed name cannot be used."""
    completed = Signal()
    """The last open spot was filled by the field, which has the focus and is about to be hidden."""

    def __init__(self, team: Team, roster: RosterBook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName(t("Team {number}", number=team))
        self._team: Team = team
        self._names: set[str] = set()
        self._name = ElidedLabel()
        self._banner = TeamBanner(team, self._name)
        self.throws_first = SegmentButton(Choice(t("Throws first")))
        self.seats = [SeatRow(self) for _ in range(MAX_TEAM_SIZE)]
        self.add = EntryField(t("Add"), self)
        self.completer = NameCompleter(self.add.field, roster.find_players)
        self.add.entered.connect(self._add)
        for seat in self.seats:
            seat.remove_requested.connect(lambda player: self.requested.emit(PlayerLeft(player)))
            seat.move_requested.connect(lambda player: self.requested.emit(PlayerMoved(player, opponent(team))))
            seat.setMinimumHeight(_SEAT_HEIGHT)
        self._arrange()

    def _arrange(self) -> None:
        column, self._grid = QVBoxLayout(self), QGridLayout()
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        column.addWidget(self._banner, 3)
        self._banner.row.addWidget(self.throws_first)
        self._grid.setContentsMargins(14, 0, 12, 0)
        self._grid.setSpacing(2)
        column.addLayout(self._grid, 2)

    def show_side(self, side: Side, other: Side, team_size: int) -> None:
        """Show the players of the team; `other` is the team they could move to."""
        name = local_name(side.name)
        self._name.setText(name)
        self._banner.show_color(side.color)
        self.throws_first.setAccessibleName(t("Throws first: {name}", name=name))
        self.throws_first.setToolTip(plain_tooltip(self.throws_first.accessibleName()))
        field = t("Another player of {team}", team=name)
        self.add.set_names(field, t("Add the player to {team}", team=name), t("Open spot: type a name"))
        self._clear_added({player.name for player in side.players})
        taken = len(side.players)
        for place, seat in enumerate(self.seats):
            seat.setVisible(place < team_size and place != taken)
            seat.show_player(side.players[place] if place < taken else None, other, team_size)
            self._grid.addWidget(seat, *_cell(place, team_size))
        self._grid.addWidget(self.add, *_cell(taken, team_size))
        # A name that is being typed stays when somebody else takes the last open spot.
        is_shown = taken < team_size or self.add.draft is not None
        if not is_shown and self.add.field.hasFocus():
            self.completed.emit()
        self.add.setVisible(is_shown)

    def _clear_added(self, names: set[str]) -> None:
        """Clear the field once the player who was typed has come in."""
        draft, joined = self.add.draft, names - self._names
        self._names = names
        if draft is not None and " ".join(draft.split()) in joined:
            self.add.reset("")

    def _add(self, text: str) -> None:
        try:
            self.requested.emit(PlayerJoined(self._team, clean_name(text)))
        except InvalidValue as error:
            self.refused.emit(error_text(error))


def _cell(place: int, team_size: int) -> tuple[int, int]:
    """Return the row and column of a seat: two columns where one would be higher than a small window."""
    return divmod(place, 2) if team_size > DOUBLES else (place, 0)


def _name_button(button: QPushButton, name: str) -> None:
    button.setAccessibleName(name)
    button.setToolTip(plain_tooltip(name))
