"""Page of a game's names and lineups: both teams with their players, and the court, at any time of the game.

Before the first bag players are added, moved and removed; then partners come late, are substituted or go home; after
the end names are corrected. Typed text stays with its game until it is used or canceled.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lineup.player_row import FindPlayers
from goat_kiosk.gui.lineup.team_lineup import Drafts, TeamLineup
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.entry_field import EntryField
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton

_NOTHING: Drafts = None, None, {}


class LineupPage(QWidget):
    """Shows who plays in the current game, and changes it."""

    requested = Signal(object)
    """An event to record."""
    move_requested = Signal(str)
    """The court where the game is to go on."""
    refused = Signal(str)
    """Why what was typed cannot be used."""
    closed = Signal()

    def __init__(self, find_players: FindPlayers, parent: QWidget | None = None) -> None:
        """`find_players` completes names."""
        super().__init__(parent)
        self._game_id: int | None = None
        self._game: Game | None = None
        self._drafts: dict[tuple[int, Team], Drafts] = {}
        self.is_open = False
        """Whether it is shown in place of the game's page."""
        self.teams = {team: TeamLineup(team, find_players) for team in TEAMS}
        self.court = EntryField(t("Move"))
        self.back = NamedButton(t("Back to the game"), t("Back to the game (Esc)"), "primary")
        for card in self.teams.values():
            card.requested.connect(self.requested)
            card.refused.connect(self.refused)
        self.court.entered.connect(self._move)
        self.back.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._arrange()

    def _arrange(self) -> None:
        column, header, cards, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.addWidget(ElidedLabel(t("Players and teams"), "title"), 1)
        column.addLayout(header)
        cards.setSpacing(12)
        for card in self.teams.values():
            cards.addWidget(card, 1)
        column.addLayout(cards, 1)
        footer.setSpacing(12)
        footer.addWidget(ElidedLabel(t("Court"), "quiet"), 1)
        footer.addWidget(self.court, 5)
        footer.addStretch(2)
        footer.addWidget(self.back, 3)
        column.addLayout(footer)

    def show_game(self, game_id: int, game: Game) -> None:
        """Show the players of a game as they are now; typed text stays."""
        if game_id != self._game_id:
            self._open(game_id, game)
        self._game = game
        if self.isVisible():
            self._show(game)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the game as it is now: while the page is hidden, no bag lays it out."""
        super().showEvent(event)
        if self._game is not None:
            self._show(self._game)

    def _show(self, game: Game) -> None:
        for card in self.teams.values():
            card.show_game(game)
        self.court.show_value(game.court)
        self.court.set_names(t("Court of this game"), t("Move the game to the court that is typed"), game.court)
        self.court.setEnabled(not game.is_over)

    def _open(self, game_id: int, game: Game) -> None:
        if self._game_id is not None:
            self._drafts |= {(self._game_id, team): card.drafts for team, card in self.teams.items()}
        self._game_id = game_id
        self.court.reset(game.court)
        for team, card in self.teams.items():
            card.open_game(game, self._drafts.pop((game_id, team), _NOTHING))

    def _move(self, text: str) -> None:
        try:
            self.move_requested.emit(clean_name(text))
        except InvalidValue as error:
            self.refused.emit(error_text(error))
