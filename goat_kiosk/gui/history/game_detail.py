"""Detail view of one game, read-only: the result, the statistics, its rounds, and where the bags landed.

The game can be reopened or gone on with, and exported from here; nothing else changes it.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.domain.statistics.landings import HeatGrid, Landing, heat_grid, landings_by_player
from goat_kiosk.gui.history.team_line import TeamLine
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.describe import describe_ending
from goat_kiosk.gui.text.language import local_name, t, use_window_language
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.heat_map import HeatMap
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.player_stats import PlayerStats
from goat_kiosk.gui.widgets.round_list import RoundList
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.text import rules_text

_SHOWN_FIGURES = ("PPR", "DPR", "in %", "4-bag")
_MAP_WIDTH = 280


class GameDetail(QFrame):
    """Shows the chosen game."""

    reopen_requested = Signal()
    resume_requested = Signal()
    """Go on with an unfinished game."""
    export_requested = Signal(str)
    """``json`` or ``csv``."""

    def __init__(self, worker: HistoryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._game: Game | None = None
        self.teams = {team: TeamLine(team) for team in TEAMS}
        self.result_text, self.date_label = ElidedLabel(role="heading"), ElidedLabel(role="quiet")
        self.dispute, self.corrections = QLabel(), QLabel()
        for label, role in ((self.dispute, "warn"), (self.corrections, "quiet")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.players, self.rounds = PlayerStats(_SHOWN_FIGURES), RoundList(hint="")
        self.rounds.setAccessibleName(t("Rounds, newest first"))
        self.player_choice, self.map = ChoiceBox(name=t("Whose bags are shown on the board")), HeatMap()
        self._heat = HistoryQuery(worker)
        self._heat.answered.connect(self._show_heat)
        self.player_choice.currentIndexChanged.connect(self._ask_heat)
        self.resume, self.reopen = QPushButton(t("Go on")), QPushButton(t("Reopen…"))
        self.resume.setProperty("role", "primary")
        self.json, self.csv = QPushButton("JSON"), QPushButton(t("Save as CSV"))
        self.json.setAccessibleName(t("Save as JSON"))
        self.resume.setToolTip(t("Show this game, to go on with it or to close it"))
        self.reopen.setToolTip(t("A question says what that takes back"))
        self.json.setToolTip(t("This game with every event; it can be imported again"))
        self.csv.setToolTip(t("The rounds of this game, for a spreadsheet"))
        self.resume.clicked.connect(self.resume_requested)
        self.reopen.clicked.connect(self.reopen_requested)
        self.json.clicked.connect(lambda: self.export_requested.emit("json"))
        self.csv.clicked.connect(lambda: self.export_requested.emit("csv"))
        self._arrange()

    def _arrange(self) -> None:
        row, left, right, footer = QHBoxLayout(self), QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        row.setContentsMargins(16, 10, 16, 12)
        for layout, spacing in ((row, 16), (left, 4), (right, 8), (footer, 8)):
            layout.setSpacing(spacing)
        facts = *self.teams.values(), self.result_text, self.dispute, self.corrections, self.date_label
        for widget in (*facts, self.players):
            left.addWidget(widget)
        left.addWidget(self.rounds, 1)
        self.players.setObjectName("transparent")
        self.players.set_margins(0, 4)
        for button in (self.resume, self.reopen):
            footer.addWidget(button)
        footer.addStretch(1)
        for button in (self.csv, self.json):
            button.setProperty("role", "segment")
            footer.addWidget(button)
        left.addLayout(footer)
        self.map.setFixedWidth(_MAP_WIDTH)
        right.addWidget(self.player_choice)
        right.addWidget(self.map, 1)
        row.addLayout(left, 1)
        row.addLayout(right)

    def show_history(self, history: History) -> None:
        """Show a game."""
        self._game = game = history.game
        for line in self.teams.values():
            line.show_game(game)
        ending = describe_ending(game) if game.is_over else _progress_text(game)
        self.result_text.setText(ending[:1].upper() + ending[1:])
        self._show_marks(history)
        changed_at = game.rounds[-1].facts.at if game.rounds and game.is_over else history.at
        rules_line = game.rules.name if game.rules == ACL else _describe_rules(game.rules)
        self.date_label.setText(f"{format_day_and_time(changed_at)}  ·  {game.court}  ·  {rules_line}")
        self.players.show_game(game)
        self.rounds.rounds.show_game(game)
        self.resume.setVisible(not game.is_over)
        self.reopen.setVisible(game.is_over)
        players = [(team, player) for team in TEAMS for player in game.side(team).players]
        self.player_choice.set_choices({(team, player.id): local_name(player.name) for team, player in players})
        self._ask_heat()

    def _show_marks(self, history: History) -> None:
        """Show who disputes the result, and which rounds were corrected."""
        answers = [answer for answer in map(history.game.answer, TEAMS) if answer is not None and not answer.right]
        names = ", ".join(local_name(history.game.captain_name(answer)) for answer in answers)
        self.dispute.setText(t("Disputed: {names} says that it is wrong", names=names))
        self.dispute.setVisible(bool(answers))
        rounds = [f"{t('round {round}', round=each.round)} {each.reason and f'({each.reason})'}".strip()
                  for each in history.corrections]  # fmt: skip
        self.corrections.setText(t("Corrected: {rounds}", rounds=", ".join(rounds)))
        self.corrections.setVisible(bool(rounds))

    def _ask_heat(self) -> None:
        if self._game is None:
            return
        team, player = self.player_choice.value or (1, 0)  # nobody has joined a lobby yet
        bags = landings_by_player(self._game).get(player, [])
        self._heat.ask(lambda _: (bags, heat_grid(bags), team))

    def _show_heat(self, answer: tuple[list[Landing], HeatGrid, Team]) -> None:
        bags, heat_map, team = answer
        if self._game is not None:
            self.map.show_bags(bags, heat_map, team, self._game.side(team).color)


def _progress_text(game: Game) -> str:
    if game.status == "lobby":
        return t("Not begun yet")
    unfinished = t("Unfinished, round {round}", round=game.round_number)
    return f"{unfinished}, {t('set aside')}" if game.is_set_aside else unfinished


def _describe_rules(rules: Rules) -> str:
    with use_window_language():
        return f"{rules_text.rule_set_name(rules)}. {rules_text.difference_sentence(rules)}"
