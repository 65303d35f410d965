"""The end of a game: who won, by which rule, how the players threw, and what comes next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Undone, other
from goat_kiosk.domain.game import PLAYERS_A_TEAM, Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.match import next_place, rematch, wins_after
from goat_kiosk.gui.finish.receipt_card import ReceiptCard
from goat_kiosk.gui.text.describe import action_text
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.plain import tip
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.gui.widgets.team_score import TeamScore
from goat_kiosk.text.i18n import mark_for_translation

_FIGURES = ("PPR", "DPR", mark_for_translation("in %"), mark_for_translation("four-baggers"))
_EXPLAINED = {
    "PPR": mark_for_translation("Points per round, before cancellation"),
    "DPR": mark_for_translation("PPR less what the opponents threw in those rounds"),
    "in %": mark_for_translation("Bags in the hole, percent"),
    "four-baggers": mark_for_translation("Rounds with four bags in the hole"),
}


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
        self._names = [ElidedLabel() for _ in range(2 * PLAYERS_A_TEAM)]
        self._marks = [ShapeMark(1, 16) for _ in self._names]
        self._figures = [[QLabel() for _ in _FIGURES] for _ in self._names]
        self.reopen.clicked.connect(lambda: self.requested.emit(Undone()))
        self.rematch_button.clicked.connect(self._rematch)
        self.next.clicked.connect(self.next_game_requested)
        self.new.clicked.connect(self.new_game_requested)
        for button, words in (
            (self.rematch_button, t("Rematch: same teams, same rules")),
            (self.next, t("Next game of the match")),
            (self.new, t("Set up a new game")),
            (self.reopen, t("Reopen the game: the last step is taken back, and play goes on")),
        ):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self._arrange()

    def _arrange(self) -> None:
        column, head, scores, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top, result = QHBoxLayout(), QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        head.setSpacing(16)
        head.addWidget(self._mark)
        head.addWidget(self.winner, 1)
        result.addLayout(head)
        result.addWidget(self.result_text)
        for card in self.scores.values():
            scores.addWidget(card)
        result.addLayout(scores, 1)
        top.setSpacing(12)
        top.addLayout(result, 1)
        top.addWidget(self.receipt)
        column.addLayout(top, 1)
        column.addWidget(self._table())
        column.addWidget(self.reopen_hint)
        for button in (self.reopen, self.new, self.rematch_button, self.next):
            foot.addWidget(button, 1)
        column.addLayout(foot)

    def _table(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        grid = QGridLayout(card)
        grid.setContentsMargins(18, 8, 18, 10)
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        for column, words in enumerate(_FIGURES, start=2):
            heading = QLabel(t(words))
            heading.setProperty("role", "quiet")
            heading.setToolTip(t(_EXPLAINED[words]))
            grid.addWidget(heading, 0, column, Qt.AlignmentFlag.AlignRight)
        for row, (mark, name) in enumerate(zip(self._marks, self._names, strict=True), start=1):
            grid.addWidget(mark, row, 0)
            grid.addWidget(name, row, 1)
            for column, figure in enumerate(self._figures[row - 1], start=2):
                figure.setProperty("role", "figure")
                figure.setMinimumWidth(88)
                figure.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(figure, row, column, Qt.AlignmentFlag.AlignRight)
        return card

    def show_result(self, game_id: int, history: History, result: str) -> None:
        """Show how the game ended; `result` is the hash of its last scored event."""
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
        self._show_players(game)
        what = action_text(history.past[0], game) if history.past else ""
        self.reopen.setEnabled(bool(what))
        self.reopen.setAccessibleName(t("Reopen the game: undo {what}", what=what))
        self.reopen.setToolTip(tip(t("Undo {what} (Ctrl+Z or Backspace)", what=what)))
        self.reopen_hint.setText(
            t("Reopen takes back “{what}”, and the game goes on. Redo brings the result back.", what=what)
        )
        self.reopen_hint.setVisible(bool(what))
        self.next.setVisible(game.winner is not None and next_place(game.rules, game.match, game.winner) is not None)

    def _show_winner(self, game_id: int, game: Game, result: str) -> None:
        team = game.winner or 1
        self.receipt.show_result(game_id, game, result)
        self._mark.show_team(team, game.side(team).color)
        self.winner.setText(game.side(team).name)
        self.result_text.setText(how_it_ended(game))

    def _show_players(self, game: Game) -> None:
        players = [(team, player) for team in TEAMS for player in game.side(team).players]
        for row, (mark, name) in enumerate(zip(self._marks, self._names, strict=True)):
            there = row < len(players)
            for widget in (mark, name, *self._figures[row]):
                widget.setVisible(there)
            if there:
                team, player = players[row]
                mark.show_team(team, game.side(team).color)
                name.setText(player.name)
                line = player.line
                figures = (f"{line.ppr:.2f}", f"{line.dpr:+.2f}", f"{line.in_pct:.0f}", str(line.four_baggers))
                for label, figure in zip(self._figures[row], figures, strict=True):
                    label.setText(figure)

    def figures(self, name: str) -> list[str]:
        """Return the figures shown beside a player's name."""
        row = next(row for row, label in enumerate(self._names) if label.text() == name and not label.isHidden())
        return [label.text() for label in self._figures[row]]

    def _rematch(self) -> None:
        if self._game is not None:
            self.rematch_requested.emit(rematch(self._game))


def how_it_ended(game: Game) -> str:
    """Return by which rule the game ended, and where the match stands."""
    team = game.winner or 1
    one, two = game.score
    score = f"{max(one, two)}–{min(one, two)}"
    how = {
        "target": t("{score}, first to {target}", score=score, target=game.rules.target),
        "skunk": t("{score}, a skunk", score=score),
        "limit": t("{score}, ahead when the limit was reached", score=score),
        "conceded": t("{score}, {team} gave up", score=f"{one}–{two}", team=game.side(other(team)).name),
    }[game.ended_by or "target"]
    if game.rules.games == 1:
        rounds = len(game.rounds)
        after = t("after 1 round") if rounds == 1 else t("after {rounds} rounds", rounds=rounds)
        return f"{how}, {after}"
    wins = wins_after(game.match, team)
    match = t(
        "Game {number} of {games}, games {wins}",
        number=game.match.number,
        games=game.rules.games,
        wins=f"{wins[0]}–{wins[1]}",
    )
    return f"{how}. {match}"
