"""Card of one team: its name, its color, its players, and one more player to add."""

from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain.events import (
    AnyEvent,
    PartnersSwitched,
    PlayerAdded,
    PlayerJoined,
    PlayerRenamed,
    Team,
    TeamUpdated,
    opponent,
)
from goat_kiosk.domain.games.game import Game, Player, Side
from goat_kiosk.domain.names.sanitizing import clean_name, join_names
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lineup.effect import describe_team_effect
from goat_kiosk.gui.lineup.player_row import FindPlayers, PlayerRow
from goat_kiosk.gui.text.language import error_text, local_name, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import scale_widget
from goat_kiosk.gui.widgets.content_area import ContentArea
from goat_kiosk.gui.widgets.inputs.color_choice import ColorChoice
from goat_kiosk.gui.widgets.inputs.entry_field import EntryField
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.team_banner import TeamBanner

PlayerDrafts = dict[int, tuple[bool, str]]
_MAX_BANNER = 190
Drafts = tuple[str | None, str | None, PlayerDrafts]
"""What was typed and is not used yet: the team's name, the player to add, and by player their row."""


class TeamLineup(QFrame):
    """Shows one team of a game, and changes it."""

    requested = Signal(object)
    """An event to record."""
    refused = Signal(str)
    """Why what was typed cannot be used."""

    def __init__(self, team: Team, find_players: FindPlayers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._team: Team = team
        self._find_players = find_players
        self._game: Game | None = None
        self.name, self.colors = EntryField(t("Rename"), hides_button=True), ColorChoice(team)
        self._banner = TeamBanner(team, self.name.field, self.name)
        self.rows: dict[int, PlayerRow] = {}
        self.add = EntryField(t("Add"))
        self.completer = NameCompleter(self.add.field, find_players)
        self.switch = NamedButton(t("Switch partners"), "")
        self.effect = QLabel(wordWrap=True)
        self.effect.setProperty("role", "quiet")
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.name.entered.connect(self._rename)
        self.colors.changed.connect(self._recolor)
        self.add.entered.connect(self._add)
        for field in (self.name.field, self.add.field):
            field.textChanged.connect(self._show_effect)
        self.switch.clicked.connect(lambda: self.requested.emit(PartnersSwitched(self._team)))

    def _arrange(self) -> None:
        outer, column, footer = QVBoxLayout(self), QVBoxLayout(), QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 10)
        outer.setSpacing(8)
        outer.addWidget(self._banner, 1)
        outer.addLayout(column)
        self._banner.setMaximumHeight(_MAX_BANNER)
        column.setContentsMargins(14, 0, 14, 0)
        column.setSpacing(8)
        column.addWidget(self.colors)
        area, inside = ContentArea(), QWidget()
        inside.setObjectName("transparent")
        self._players = QVBoxLayout(inside)
        self._players.setContentsMargins(0, 0, 0, 0)
        self._players.setSpacing(6)
        area.setWidget(inside)
        column.addWidget(area)
        footer.addWidget(self.add, 1)
        footer.addWidget(self.switch)
        column.addLayout(footer)
        column.addWidget(self.effect)

    @property
    def drafts(self) -> Drafts:
        """What was typed and is not used yet."""
        rows = {player_id: row.draft for player_id, row in self.rows.items()}
        return self.name.draft, self.add.draft, {number: draft for number, draft in rows.items() if draft is not None}

    def open_game(self, game: Game, drafts: Drafts) -> None:
        """Show another game, with what had been typed for it."""
        name, added, players = drafts
        self._game = None
        self._show_rows(Side("", ""), game)
        self.name.reset(self._shown_name(game), name)
        self.add.reset("", added)
        self.show_game(game)
        for number, draft in players.items():
            if number in self.rows:
                self.rows[number].restore(draft)

    def show_game(self, game: Game) -> None:
        """Show the team as it is now; typed text stays."""
        before, self._game = self._game, game
        side, other = game.side(self._team), game.side(opponent(self._team))
        self._banner.show_color(side.color)
        self.name.show_value(self._shown_name(game))
        names = join_names([local_name(player.name) for player in side.players]) or local_name(side.default_name)
        self.name.set_names(t("Name of team {team}", team=self._team), t("Rename {team}", team=side.name), names)
        self.colors.choose(side.color)
        self.colors.set_taken(other.color)
        self._show_rows(side, game)
        if before is not None:
            self._clear_added(before.side(self._team), side)
        self._show_room(side, game)
        self._show_effect()

    def _show_rows(self, side: Side, game: Game) -> None:
        """Show a row for each player, those who have gone at the end."""
        everyone = {player.id: player for player in side.everyone}
        for gone in self.rows.keys() - everyone.keys():
            row = self.rows.pop(gone)
            self._players.removeWidget(row)
            row.hide()
            row.deleteLater()
        for index, (number, player) in enumerate(everyone.items()):
            row = self.rows.get(number) or self._new_row(player)
            if self._players.indexOf(row) != index:
                self._players.insertWidget(index, row)
            row.show_player(player, game)
            self.rows[number] = row
        self._order_tabs([self.rows[number] for number in everyone])

    def _order_tabs(self, rows: list[PlayerRow]) -> None:
        """Let Tab go from row to row: Qt takes the order in which they were made, the last in the card."""
        stops = [self.colors.swatches[-1], *(stop for row in rows for stop in row.tab_stops), self.add.field]
        for stop, following in pairwise(stops):
            QWidget.setTabOrder(stop, following)

    def _new_row(self, player: Player) -> PlayerRow:
        row = scale_widget(PlayerRow(self._team, player, self._find_players))
        row.requested.connect(self.requested)
        row.refused.connect(self.refused)
        return row

    def _show_room(self, side: Side, game: Game) -> None:
        """Show how another player comes in: before the first bag, or late."""
        is_late = game.status == "live"
        room = len(side.players) < game.team_size and not game.is_over
        hint = t("Late partner of {team}", team=side.name) if is_late else t("Another player of {team}", team=side.name)
        self.add.set_names(hint, t("Add the player to {team}", team=side.name), hint)
        # A name that is being typed stays when somebody else takes the last open spot.
        self.add.setVisible(room or (self.add.draft is not None and not game.is_over))
        self.switch.setVisible(is_late and len(side.players) > 1)
        tooltip = t("{team}: the other partner throws from this round on", team=side.name)
        self.switch.setAccessibleName(tooltip)
        self.switch.setToolTip(plain_tooltip(tooltip))

    def _show_effect(self) -> None:
        """Show what a typed name, a late partner and a switch of partners would change, once the game is under way."""
        lines = self._effects(self._game) if self._game is not None and self._game.status == "live" else []
        self.effect.setText("\n".join(filter(None, lines)))
        self.effect.setVisible(bool(self.effect.text()))

    def _effects(self, game: Game) -> list[str]:
        lines = []
        with suppress(InvalidValue):
            if self.name.draft is not None:
                lines.append(describe_team_effect(game, self._team, self._renaming(self.name.draft)))
        with suppress(InvalidValue):
            if self.add.draft is not None:
                lines.append(
                    describe_team_effect(game, self._team, PlayerAdded(self._team, clean_name(self.add.draft)))
                )
        if len(game.side(self._team).players) > 1:
            effect = describe_team_effect(game, self._team, PartnersSwitched(self._team))
            lines.append(t("Switch partners: {effect}", effect=effect) if effect else "")
        return lines

    def _single_player(self, game: Game) -> Player | None:
        """Return the player whose name is the team's: in singles, unless a name of the team was entered."""
        side = game.side(self._team)
        is_single = game.team_size == 1 and len(side.players) == 1 and not side.entered_name
        return side.players[0] if is_single else None

    def _shown_name(self, game: Game) -> str:
        player = self._single_player(game)
        return local_name(player.name) if player is not None else game.side(self._team).entered_name

    def _renaming(self, text: str) -> TeamUpdated | PlayerRenamed:
        player = self._single_player(self._game) if self._game is not None else None
        if player is not None:
            return PlayerRenamed(player.id, clean_name(text))
        return TeamUpdated(self._team, clean_name(text) if text.strip() else "")

    def _clear_added(self, before: Side, side: Side) -> None:
        """Clear the field of the player to add once that player has come in."""
        entered = {player.name for player in side.players} - {player.name for player in before.players}
        draft = self.add.draft
        if draft is not None and " ".join(draft.split()) in entered:
            self.add.reset("")

    def _rename(self, text: str) -> None:
        self._request(lambda: self._renaming(text))

    def _add(self, text: str) -> None:
        is_late = self._game is not None and self._game.status == "live"
        event = PlayerAdded if is_late else PlayerJoined
        self._request(lambda: event(self._team, clean_name(text)))

    def _request(self, make_event: Callable[[], AnyEvent]) -> None:
        try:
            self.requested.emit(make_event())
        except InvalidValue as error:
            self.refused.emit(error_text(error))

    def _recolor(self) -> None:
        color = self.colors.color
        if self._game is not None and color is not None and color != self._game.side(self._team).color:
            self.requested.emit(TeamUpdated(self._team, color=color))
            self.colors.choose(self._game.side(self._team).color)
