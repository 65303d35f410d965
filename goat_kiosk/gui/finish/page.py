"""Page of a finished game: the winner, the rule that ended it, the players' statistics, and what can follow."""

from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Team, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import is_over, match_winner, next_place, rematch
from goat_kiosk.domain.history import History
from goat_kiosk.gui.finish.receipt_card import ReceiptCard
from goat_kiosk.gui.finish.result_card import ResultCard
from goat_kiosk.gui.text.describe import action_text, describe_ending
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.player_stats import PlayerStats

_SHOWN_FIGURES = ("PPR", "DPR", "in %", "4-bag")
_WINNER_STRETCH, _STRETCH = 5, 3


class FinishPage(QWidget):
    """The page of a finished game."""

    requested = Signal(object)
    """`Undone`, for this game."""
    rematch_requested = Signal(object)
    """A `GameCreated`."""
    next_game_requested = Signal()
    new_game_requested = Signal()

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        """`address` is where phones reach this kiosk."""
        super().__init__(parent)
        self._game: Game | None = None
        self.receipt = ReceiptCard(address)
        self.scores = {team: ResultCard(team) for team in TEAMS}
        self.result_text = ElidedLabel(role="heading")
        self.next, self.rematch_button, self.new = (
            QPushButton(caption) for caption in (t("Next game"), t("Rematch"), t("New game"))
        )
        self.reopen = QPushButton(t("Reopen game"))
        self.reopen.setProperty("role", "plain")
        self.players = PlayerStats(_SHOWN_FIGURES)
        self.reopen.clicked.connect(lambda: self.requested.emit(Undone()))
        self.rematch_button.clicked.connect(self._rematch)
        self.next.clicked.connect(self.next_game_requested)
        self.new.clicked.connect(self.new_game_requested)
        self.next.setToolTip(t("Next game of the match: same teams, same rules"))
        self.rematch_button.setToolTip(t("Same teams, same rules"))
        self.new.setToolTip(t("Other teams or other rules"))
        self._arrange()

    def _arrange(self) -> None:
        column, top, footer, left = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        self._score_row = QHBoxLayout()
        for layout, spacing in ((column, 10), (top, 12), (left, 10), (footer, 10), (self._score_row, 12)):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(spacing)
        for card in self.scores.values():
            self._score_row.addWidget(card)
        left.addLayout(self._score_row, 1)
        left.addWidget(self.result_text)
        left.addWidget(self.players)
        top.addLayout(left, 1)
        top.addWidget(self.receipt)
        column.addLayout(top, 1)
        for button in (self.next, self.rematch_button, self.new):
            footer.addWidget(button, 1)
        footer.addWidget(self.reopen)
        column.addLayout(footer)
        # The next thing is the first that Tab reaches.
        captains = [button for row in self.receipt.captains.values() for button in (row.right, row.wrong)]
        order = [self.next, self.rematch_button, self.new, *captains, self.reopen]
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)

    def show_result(self, game_id: int, history: History, result: str) -> None:
        """Show the result of the game; `result` is the hash of its last scored event."""
        self._game = game = history.game
        is_canceled = game.status == "canceled"
        self.receipt.setVisible(not is_canceled)
        if not is_canceled:
            self.receipt.show_result(game_id, game, result)
        ending = describe_ending(game)
        self.result_text.setText(ending[:1].upper() + ending[1:])
        for index, team in enumerate(TEAMS):
            side, prize = game.side(team), _prize(game, team)
            self.scores[team].show_result(local_name(side.name), side.color, game.score[team - 1], prize)
            self._score_row.setStretch(index, _WINNER_STRETCH if prize else _STRETCH)
        self.players.show_game(game)
        self._show_reopening(history)
        self._show_what_follows(game)

    def _show_reopening(self, history: History) -> None:
        undo_text = action_text(history.undo_stack[0], history.game) if history.undo_stack else ""
        hint = t("Takes back “{what}”, and the game goes on. Redo brings the result back.", what=undo_text)
        self.reopen.setEnabled(bool(undo_text))
        self.reopen.setToolTip(plain_tooltip(hint))
        self.reopen.setAccessibleDescription(hint)

    def _show_what_follows(self, game: Game) -> None:
        """Make one action the primary one: the match's next game, else a rematch; a new game after a canceled one."""
        place = next_place(game.rules, game.match, game.winner) if game.winner else None
        self.next.setVisible(place is not None)
        if place is not None:
            self.next.setText(t("Next game: {number} of {games}", number=place.number, games=game.rules.games))
        primary = self.new if game.status == "canceled" else self.rematch_button if place is None else self.next
        for button in (self.next, self.rematch_button, self.new):
            role = "primary" if button is primary else ""
            if button.property("role") != role:
                button.setProperty("role", role)
                button.style().polish(button)

    def _rematch(self) -> None:
        if self._game is not None:
            self.rematch_requested.emit(rematch(self._game))


def _prize(game: Game, team: Team) -> str:
    """Return what the team has won, as the end of a sentence that begins with its name; empty if it has not."""
    if game.rules.games == 1 or not is_over(game):
        return t("won") if game.winner == team else ""
    match_team = match_winner(game)
    if match_team is None:
        return t("won this game") if game.winner == team else ""
    return t("won the match") if match_team == team else ""
