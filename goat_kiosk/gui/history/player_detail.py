"""Detail view of one player over the filtered games: streaks as text, and where the bags landed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from goat_kiosk.domain.statistics.game_records import PlayerRecord
from goat_kiosk.domain.statistics.landings import HeatGrid, Landing
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.heat_map import HeatMap


class PlayerDetail(QFrame):
    """Shows the chosen player."""

    games_requested = Signal(object)
    """The `PlayerRecord` of the player whose games are to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._player: PlayerRecord | None = None
        self.name, self.team, self.streak = ElidedLabel(role="title"), ElidedLabel(role="quiet"), QLabel()
        self.streak.setWordWrap(True)
        self.map = HeatMap()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.addWidget(self.name)
        column.addWidget(self.team)
        column.addWidget(self.streak)
        column.addWidget(ElidedLabel(t("Where the bags land"), "heading"))
        column.addWidget(self.map, 1)
        self.games = QPushButton(t("Show the games"))
        self.games.clicked.connect(lambda: self.games_requested.emit(self._player))
        column.addWidget(self.games)

    def show_player(self, player: PlayerRecord, bags: list[Landing], heat_map: HeatGrid) -> None:
        """Show a player."""
        self._player = player
        self.name.setText(player.name)
        self.team.setText(t("Last for {team}", team=player.team))
        self.streak.setText(streak_text(player))
        self.map.show_bags(bags, heat_map, 1, player.color)


def streak_text(player: PlayerRecord) -> str:
    """Return wins and losses, the current streak and the longest one as text."""
    games = abs(player.streak)
    if player.streak > 0:
        current = t("Won the last {games} games.", games=games) if games > 1 else t("Won the last game.")
    else:
        current = t("Lost the last {games} games.", games=games) if games > 1 else t("Lost the last game.")
    longest = t("Longest run: {games} won.", games=player.longest) if player.longest > 1 else ""
    lost_games = player.games - player.won
    return f"{t('{won} won, {lost} lost.', won=player.won, lost=lost_games)} {current} {longest}".rstrip()
