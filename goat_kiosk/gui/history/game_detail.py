"""Detail view of one finished game, read-only: the result, the statistics, its rounds, and where the bags landed.

The game can be reopened and exported from here; nothing else changes it.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.domain.statistics.landings import HeatGrid, Landing, heat_grid, landings_by_player
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.describe import describe_result
from goat_kiosk.gui.text.language import local_name, t, use_window_language
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.heat_map import HeatMap
from goat_kiosk.gui.widgets.inputs.choice_box import ChoiceBox
from goat_kiosk.gui.widgets.inputs.named_button import NamedButton
from goat_kiosk.gui.widgets.player_stats import PlayerStats
from goat_kiosk.gui.widgets.round_list import RoundList
from goat_kiosk.gui.widgets.shape_mark import ShapeMark
from goat_kiosk.store.history.history_worker import HistoryWorker
from goat_kiosk.text import rules_text


class GameDetail(QFrame):
    """Shows the chosen game."""

    reopen_requested = Signal()
    export_requested = Signal(str)
    """``json`` or ``csv``."""

    def __init__(self, worker: HistoryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._game: Game | None = None
        self._mark, self.winner = ShapeMark(1, 34), ElidedLabel(role="title", tail=f" · {t('won')}")
        self.result_text, self.date_label = ElidedLabel(role="heading"), ElidedLabel(role="quiet")
        self.players, self.rounds = PlayerStats(), RoundList(hint="")
        self.rounds.setAccessibleName(t("Rounds, newest first"))
        self.player_choice, self.map = ChoiceBox(), HeatMap()
        self.player_choice.setAccessibleName(t("Whose bags"))
        self.player_choice.setToolTip(t("Whose bags are shown on the board"))
        self._heat = HistoryQuery(worker)
        self._heat.answered.connect(self._show_heat)
        self.player_choice.currentIndexChanged.connect(self._ask_heat)
        self.reopen = NamedButton(t("Reopen…"), t("Reopen this game: you are told what is taken back"))
        self.json = NamedButton(
            t("Save as JSON"), t("Write this game with every event to a file; it can be imported again")
        )
        self.csv = NamedButton(t("Save as CSV"), t("Write the rounds of this game to a file for a spreadsheet"))
        self.reopen.clicked.connect(self.reopen_requested)
        self.json.clicked.connect(lambda: self.export_requested.emit("json"))
        self.csv.clicked.connect(lambda: self.export_requested.emit("csv"))
        self._arrange()

    def _arrange(self) -> None:
        column, header, middle, right, footer = (
            QVBoxLayout(self),
            QHBoxLayout(),
            QHBoxLayout(),
            QVBoxLayout(),
            QHBoxLayout(),
        )
        column.setContentsMargins(16, 10, 16, 12)
        column.setSpacing(6)
        header.addWidget(self._mark)
        header.addSpacing(6)
        header.addWidget(self.winner, 1)
        header.addWidget(self.result_text, 1)
        self.result_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        column.addLayout(header)
        column.addWidget(self.date_label)
        column.addWidget(self.players)
        self.rounds.setFixedWidth(290)
        middle.addWidget(self.rounds)
        middle.addLayout(right, 1)
        right.addWidget(self.player_choice)
        right.addWidget(self.map, 1)
        middle.setSpacing(14)
        column.addLayout(middle, 1)
        footer.addWidget(self.reopen)
        footer.addStretch(1)
        footer.addWidget(self.json)
        footer.addWidget(self.csv)
        column.addLayout(footer)

    def show_history(self, history: History) -> None:
        """Show a game."""
        self._game = game = history.game
        winner = game.winner or 1
        self._mark.show_team(winner, game.side(winner).color)
        self.winner.setText(local_name(game.side(winner).name))
        self.result_text.setText(describe_result(game))
        ended_at = game.rounds[-1].facts.at if game.rounds else history.at
        rules_line = game.rules.name if game.rules == ACL else _describe_rules(game.rules)
        self.date_label.setText(f"{format_day_and_time(ended_at)}  ·  {game.court}  ·  {rules_line}")
        players = [(team, player) for team in TEAMS for player in game.side(team).players]
        self.players.show_game(game)
        self.rounds.rounds.show_game(game)
        self.player_choice.set_choices({(team, player.id): local_name(player.name) for team, player in players})
        self._ask_heat()

    def _ask_heat(self) -> None:
        if self._game is None or self.player_choice.value is None:
            return
        team, player = self.player_choice.value
        bags = landings_by_player(self._game).get(player, [])
        self._heat.ask(lambda _: (bags, heat_grid(bags), team))

    def _show_heat(self, answer: tuple[list[Landing], HeatGrid, Team]) -> None:
        bags, heat_map, team = answer
        if self._game is not None:
            self.map.show_bags(bags, heat_map, team, self._game.side(team).color)


def _describe_rules(rules: Rules) -> str:
    with use_window_language():
        return f"{rules_text.rule_set_name(rules)}. {rules_text.difference_sentence(rules)}"
