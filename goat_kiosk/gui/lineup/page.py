"""Page of a game's names and lineups: both teams with their players, and the court, at any time of the game.

Before the first bag players are added, moved and removed; then partners come late, are substituted or go home; after
the end names are corrected. Typed text stays with its game until it is used or canceled.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.domain.state.courts import court_key
from goat_kiosk.errors import InvalidValue
from goat_kiosk.gui.lineup.player_row import FindPlayers
from goat_kiosk.gui.lineup.team_lineup import Drafts, TeamLineup
from goat_kiosk.gui.text.language import error_text, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.inputs.court_choice import CourtChoice, CourtOffer
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
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

    def __init__(
        self,
        find_players: FindPlayers,
        offers: Callable[[], Sequence[CourtOffer]],
        parent: QWidget | None = None,
    ) -> None:
        """`find_players` completes names, `offers` returns the courts to choose from."""
        super().__init__(parent)
        self._offers, self._game_court = offers, ""
        self._game_id: int | None = None
        """The game whose players are on the cards."""
        self._game: tuple[int, Game] | None = None
        """The game to be shown."""
        self._drafts: dict[tuple[int, Team], Drafts] = {}
        self.is_open = False
        """Whether it is shown in place of the game's page."""
        self.teams = {team: TeamLineup(team, find_players) for team in TEAMS}
        self.court, self.move_button = CourtChoice(has_keys=False), ElidedButton()
        self.back = NamedButton(t("Back to the game"), t("Back to the game (Esc)"), "primary")
        for card in self.teams.values():
            card.requested.connect(self.requested)
            card.refused.connect(self.refused)
        self.court.changed.connect(self._update_move)
        self.court.submitted.connect(self.move_button.click)
        self.move_button.clicked.connect(self._move)
        self.back.clicked.connect(self.closed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._arrange()
        self._update_move()

    def _arrange(self) -> None:
        column, header, cards, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.addWidget(ElidedLabel(t("Players and teams"), "title"), 2)
        self.back.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        header.addWidget(self.back, 1)
        column.addLayout(header)
        cards.setSpacing(12)
        for card in self.teams.values():
            cards.addWidget(card, 1)
        column.addLayout(cards, 1)
        footer.setSpacing(12)
        footer.addWidget(ElidedLabel(t("Court"), "heading"), 2)
        footer.addWidget(self.move_button, 1)
        column.addLayout(footer)
        column.addWidget(self.court)

    def show_game(self, game_id: int, game: Game) -> None:
        """Show the players of a game as they are now; typed text stays."""
        self._game = game_id, game
        if self.isVisible():
            self._show(game_id, game)

    def showEvent(self, event: QShowEvent) -> None:
        """Show the game as it is now: while the page is hidden, no game or bag lays it out."""
        super().showEvent(event)
        if self._game is not None:
            self._show(*self._game)

    def _show(self, game_id: int, game: Game) -> None:
        if game_id != self._game_id:
            self._open(game_id, game)
        for card in self.teams.values():
            card.show_game(game)
        self._show_courts(game)

    def _show_courts(self, game: Game) -> None:
        """Show where the game can go on; a choice that is not used yet stays while the game stays."""
        was_moved, self._game_court = court_key(game.court) != court_key(self._game_court), game.court
        self.court.offer(self._offers())
        stops = [self.teams[2].switch, *self.court.buttons, self.court.other, self.move_button, self.back]
        for stop, following in pairwise(stops):
            QWidget.setTabOrder(stop, following)
        if was_moved:
            self.court.choose(game.court)
        self.court.setEnabled(not game.is_over)
        self._update_move()

    def _update_move(self) -> None:
        name = self.court.name
        can_move = self.court.isEnabled() and bool(name) and court_key(name) != court_key(self._game_court)
        self.move_button.setEnabled(can_move)
        self.move_button.set_caption(t("Move to {court}", court=name) if can_move else t("Move the game"))
        self.move_button.setAccessibleName(self.move_button.caption)

    def _open(self, game_id: int, game: Game) -> None:
        if self._game_id is not None:
            self._drafts |= {(self._game_id, team): card.drafts for team, card in self.teams.items()}
        self._game_id, self._game_court = game_id, ""
        for team, card in self.teams.items():
            card.open_game(game, self._drafts.pop((game_id, team), _NOTHING))

    def _move(self) -> None:
        try:
            self.move_requested.emit(clean_name(self.court.name))
        except InvalidValue as error:
            self.refused.emit(error_text(error))
