"""Page of a finished game: the winner, the rule that ended it, the players' statistics, and what can follow."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Undone
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import is_over, match_winner, next_place, rematch
from goat_kiosk.domain.history import History
from goat_kiosk.gui.finish.receipt_card import ReceiptCard
from goat_kiosk.gui.text.describe import action_text, describe_result
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.player_stats import PlayerStats
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.gui.widgets.team_score import TeamScore

_SHOWN_FIGURES = ("PPR", "DPR", "in %", "four-baggers")


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
        self._mark, self.winner = ShapeMark(1, 52), ElidedLabel(role="winner", tail=f" {t('wins')}")
        self.result_text = ElidedLabel(role="heading")
        self.scores = {team: TeamScore(team) for team in TEAMS}
        self.reopen, self.rematch_button = QPushButton(t("Reopen game")), QPushButton(t("Rematch"))
        self.reopen_hint = ElidedLabel(role="quiet")
        self.new, self.next = QPushButton(t("New game")), QPushButton(t("Next game"))
        self.next.setProperty("role", "primary")
        self.players = PlayerStats(_SHOWN_FIGURES)
        self.reopen.clicked.connect(lambda: self.requested.emit(Undone()))
        self.rematch_button.clicked.connect(self._rematch)
        self.next.clicked.connect(self.next_game_requested)
        self.new.clicked.connect(self.new_game_requested)
        for button, tooltip in (
            (self.rematch_button, t("Rematch: same teams, same rules")),
            (self.next, t("Next game of the match")),
            (self.new, t("Set up a new game")),
            (self.reopen, t("Reopen the game: the last step is taken back, and play goes on")),
        ):
            button.setAccessibleName(tooltip)
            button.setToolTip(tooltip)
        self._arrange()

    def _arrange(self) -> None:
        column, header, scores, footer = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top, result = QHBoxLayout(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        header.setSpacing(16)
        header.addWidget(self._mark)
        header.addWidget(self.winner, 1)
        result.addLayout(header)
        result.addWidget(self.result_text)
        for card in self.scores.values():
            scores.addWidget(card)
        result.addLayout(scores, 1)
        top.setSpacing(12)
        top.addLayout(result, 1)
        top.addWidget(self.receipt)
        column.addLayout(top, 1)
        column.addWidget(self.players)
        column.addWidget(self.reopen_hint)
        for button in (self.reopen, self.new, self.rematch_button, self.next):
            footer.addWidget(button, 1)
        column.addLayout(footer)

    def show_result(self, game_id: int, history: History, result: str) -> None:
        """Show the result of the game; `result` is the hash of its last scored event."""
        self._game = game = history.game
        canceled = game.status == "canceled"
        self.receipt.setVisible(not canceled)
        self._mark.setVisible(not canceled)
        self.winner.setVisible(not canceled)
        if canceled:
            self.result_text.setText(t("Canceled: this game counts nowhere."))
        else:
            self._show_winner(game_id, game, result)
        for card in self.scores.values():
            card.show_game(game)
        self.players.show_game(game)
        undo_text = action_text(history.undo_stack[0], game) if history.undo_stack else ""
        self.reopen.setEnabled(bool(undo_text))
        self.reopen.setAccessibleName(t("Reopen the game: undo {what}", what=undo_text))
        self.reopen.setToolTip(plain_tooltip(t("Undo {what} (Ctrl+Z or Backspace)", what=undo_text)))
        self.reopen_hint.setText(
            t("Reopen takes back “{what}”, and the game goes on. Redo brings the result back.", what=undo_text)
        )
        self.reopen_hint.setVisible(bool(undo_text))
        self.next.setVisible(game.winner is not None and next_place(game.rules, game.match, game.winner) is not None)

    def _show_winner(self, game_id: int, game: Game, result: str) -> None:
        self.receipt.show_result(game_id, game, result)
        self.result_text.setText(describe_result(game))
        decides_match = game.rules.games > 1 and is_over(game)
        # The longer sentence in smaller letters, so that it leaves room for the name.
        self.winner.setProperty("role", "title" if decides_match else "winner")
        self.winner.style().polish(self.winner)
        team = match_winner(game) if decides_match else game.winner
        self._mark.setVisible(team is not None)
        if team is None:
            self.winner.set_text(t("The match is tied"))
            return
        self._mark.show_team(team, game.side(team).color)
        ending = t("wins the match") if decides_match else t("wins")
        self.winner.set_text(game.side(team).name, tail=f" {ending}")

    def _rematch(self) -> None:
        if self._game is not None:
            self.rematch_requested.emit(rematch(self._game))
