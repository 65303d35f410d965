"""One player over the games asked for: streaks in words, and where the bags land."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain.landings import Heat, Landing
from goat_kiosk.domain.record import PlayerRecord
from goat_kiosk.gui.elided_label import ElidedLabel
from goat_kiosk.gui.heat_map import HeatMap


class PlayerSheet(QFrame):
    """The player that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.name, self.team, self.streak = ElidedLabel(role="title"), ElidedLabel(role="quiet"), QLabel()
        self.streak.setWordWrap(True)
        self.map = HeatMap()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 12)
        column.addWidget(self.name)
        column.addWidget(self.team)
        column.addWidget(self.streak)
        column.addWidget(ElidedLabel("Where the bags land", "heading"))
        column.addWidget(self.map, 1)

    def show_player(self, player: PlayerRecord, bags: list[Landing], spread: Heat) -> None:
        """Show a player."""
        self.name.setText(player.name)
        self.team.setText(f"Last for {player.team}")
        self.streak.setText(streak_in_words(player))
        self.map.show_bags(bags, spread, 1, player.color)


def streak_in_words(player: PlayerRecord) -> str:
    """Return the streak up to now and the longest."""
    games = abs(player.streak)
    now = f"{'Won' if player.streak > 0 else 'Lost'} the last {f'{games} games' if games > 1 else 'game'}."
    longest = f" Longest run: {player.longest} won." if player.longest > 1 else ""
    lost = player.games - player.won
    return f"{player.won} won, {lost} lost. {now}{longest}"
