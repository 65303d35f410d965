"""Row of one player: the name, which can be corrected, and who takes their place.

The field is for the player's own name until a substitute is asked for; then it is for the substitute's. Typed text
stays until it is used or canceled, whatever happens in the game meanwhile.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from goat_kiosk.domain.events import (
    PlayerLeft,
    PlayerMoved,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    Team,
    opponent,
)
from goat_kiosk.domain.games.game import Game, Player, Status
from goat_kiosk.domain.names.roster import Person
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_name, clean_text
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lineup.effect import describe_effect
from goat_kiosk.gui.text.descriptions import name_button
from goat_kiosk.gui.text.language import error_text, local_name, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.inputs.name_completer import NameCompleter
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton

FindPlayers = Callable[[str], Sequence[Person]]


class PlayerRow(QWidget):
    """One player of a team, or one who has gone."""

    requested = Signal(object)
    """An event to record."""
    refused = Signal(str)
    """Why the typed name cannot be used."""

    def __init__(self, team: Team, player: Player, find_players: FindPlayers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team, self._player = team, player
        self._is_substituting, self._is_playing = False, True
        self._status: Status = "lobby"
        self._game: Game | None = None
        self.name = QLineEdit(maxLength=MAX_NAME_LENGTH)
        self.name.setProperty("role", "player")
        self.name.setText(local_name(player.name))
        self.name.home(False)  # noqa: FBT003  Qt's own parameter: select nothing
        self.completer = NameCompleter(self.name, find_players)
        self.apply, self.cancel = NamedButton("", "", "primary"), NamedButton(t("Cancel"), t("Leave the name as it is"))
        self.substitute, self.retire = NamedButton(t("Substitute…"), ""), NamedButton(t("Goes home"), "")
        self.move_over, self.remove = NamedButton("⇅", "", "plain"), NamedButton("✕", "", "plain")
        self.effect = QLabel(wordWrap=True)
        self.effect.setProperty("role", "quiet")
        self._connect()
        self._arrange()

    def _connect(self) -> None:
        self.name.textChanged.connect(self._update_buttons)
        self.name.returnPressed.connect(self._apply)
        self.apply.clicked.connect(self._apply)
        self.cancel.clicked.connect(self._cancel)
        self.substitute.clicked.connect(self._ask_for_substitute)
        self.retire.clicked.connect(lambda: self.requested.emit(PlayerRetired(self._player.id)))
        self.remove.clicked.connect(lambda: self.requested.emit(PlayerLeft(self._player.id)))
        self.move_over.clicked.connect(lambda: self.requested.emit(PlayerMoved(self._player.id, opponent(self._team))))

    def _arrange(self) -> None:
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.effect)
        row.setSpacing(6)
        row.addWidget(self.name, 1)
        self._in_lobby, self._in_play = (self.move_over, self.remove), (self.substitute, self.retire)
        for button in (self.apply, self.cancel, *self._in_play, *self._in_lobby):
            row.addWidget(button)
        for button in self._in_lobby:
            button.setFixedWidth(48)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab stops at, from left to right."""
        return [self.name, self.apply, self.cancel, *self._in_play, *self._in_lobby]

    @property
    def is_edited(self) -> bool:
        """Whether something was typed that is not used yet."""
        return self._is_substituting or clean_text(self.name.text(), MAX_NAME_LENGTH) != local_name(self._player.name)

    @property
    def draft(self) -> tuple[bool, str] | None:
        """Whether the text is a substitute's name, and the text; None if nothing was typed."""
        return (self._is_substituting, self.name.text()) if self.is_edited else None

    def restore(self, draft: tuple[bool, str]) -> None:
        """Show an earlier `draft` again."""
        self._is_substituting, text = draft
        self.name.setText(text)
        self._update_buttons()

    def show_player(self, player: Player, game: Game) -> None:
        """Show the player as they are in `game`; typed text stays."""
        was_edited, was_playing = self.is_edited, self._is_playing
        self._player, self._status, self._game = player, game.status, game
        self._is_playing = player in game.side(self._team).players
        if was_playing and not self._is_playing and self._is_substituting:
            was_edited = self._is_substituting = False
        if not was_edited and self.name.text() != local_name(player.name):
            self.name.setText(local_name(player.name))
            self.name.home(False)  # noqa: FBT003  Qt's own parameter: select nothing
        self._name_buttons(game)
        self._update_buttons()

    def _name_buttons(self, game: Game) -> None:
        name, team = self._player.name, game.side(self._team).name
        retirement = t("{player} goes home; the others of {team} play on", player=name, team=team)
        if game.status == "live" and self._is_playing:
            retirement += f". {describe_effect(game, self._team, PlayerRetired(self._player.id))}"
        other = game.side(opponent(self._team))
        for button, tooltip in (
            (self.substitute, t("Another person plays on in place of {player}", player=name)),
            (self.retire, retirement),
            (self.remove, t("Take {player} out", player=name)),
            (self.move_over, t("Move {player} to {other}", player=name, other=other.name)),
        ):
            name_button(button, button.text(), tooltip)
            button.setToolTip(plain_tooltip(tooltip))
        self.move_over.setEnabled(len(other.players) < game.team_size)

    def _update_buttons(self) -> None:
        is_edited, name = self.is_edited, self._player.name
        for button in (self.apply, self.cancel):
            button.setVisible(is_edited)
        for buttons, status in ((self._in_lobby, "lobby"), (self._in_play, "live")):
            for button in buttons:
                button.setVisible(not is_edited and self._status == status and self._is_playing)
        self._name_field(name)
        self._show_effect()

    def _show_effect(self) -> None:
        """Show what the typed name would change once the game is under way; without one, what going home would."""
        text = ""
        if self._game is not None and self._status != "lobby":
            with suppress(InvalidValue):
                text = self._typed_effect(self._game) if self.is_edited else self._retirement_effect(self._game)
        self.effect.setText(text)
        self.effect.setVisible(bool(text))

    def _typed_effect(self, game: Game) -> str:
        return describe_effect(game, self._team, self._typed_event())

    def _retirement_effect(self, game: Game) -> str:
        """Return what going home would change; empty where it is not possible."""
        if self._status != "live" or not self._is_playing or len(game.side(self._team).players) == 1:
            return ""
        effect = describe_effect(game, self._team, PlayerRetired(self._player.id))
        return t("Goes home: {effect}", effect=effect)

    def _name_field(self, name: str) -> None:
        if self._is_substituting:
            field = hint = t("Who plays in place of {player}?", player=name)
            caption, action = t("Bring in"), t("Bring in the substitute of {player}", player=name)
        else:
            field, hint = t("Name of {player}", player=name), local_name(name)
            caption, action = t("Rename"), t("Correct the name of {player}", player=name)
        self.apply.setText(caption)
        self.name.setPlaceholderText(hint)
        for widget, text in ((self.name, field), (self.apply, action)):
            widget.setAccessibleName(text)
            widget.setToolTip(plain_tooltip(text))

    def _ask_for_substitute(self) -> None:
        self._is_substituting = True
        self.name.clear()
        self._update_buttons()
        self.name.setFocus()

    def _cancel(self) -> None:
        self._is_substituting = False
        self.name.setText(local_name(self._player.name))
        self._update_buttons()
        self.name.setFocus()

    def _apply(self) -> None:
        if not self.is_edited:
            return
        try:
            self.requested.emit(self._typed_event())
        except InvalidValue as error:
            self.refused.emit(error_text(error))

    def _typed_event(self) -> PlayerRenamed | PlayerSubstituted:
        event = PlayerSubstituted if self._is_substituting else PlayerRenamed
        return event(self._player.id, clean_name(self.name.text()))
