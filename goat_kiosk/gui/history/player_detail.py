"""One player over the games asked for: streaks in words, and where the bags land."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from goat_kiosk.domain.game_records import PlayerRecord
from goat_kiosk.domain.landings import Heat, Landing
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.heat_map import HeatMap


class PlayerDetail(QFrame):
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
        column.addWidget(ElidedLabel(t("Where the bags land"), "heading"))
        column.addWidget(self.map, 1)

    def show_player(self, player: PlayerRecord, bags: list[Landing], spread: Heat) -> None:
        """Show a player."""
        self.name.setText(player.name)
        self.team.setText(t("Last for {team}", team=player.team))
        self.streak.setText(streak_text(player))
        self.map.show_bags(bags, spread, 1, player.color)


def streak_text(player: PlayerRecord) -> str:
    """Return the streak up to now and the longest."""
    games = abs(player.streak)
    if player.streak > 0:
        now = t("Won the last {games} games.", games=games) if games > 1 else t("Won the last game.")
    else:
        now = t("Lost the last {games} games.", games=games) if games > 1 else t("Lost the last game.")
    longest = t("Longest run: {games} won.", games=player.longest) if player.longest > 1 else ""
    lost = player.games - player.won
    return f"{t('{won} won, {lost} lost.', won=player.won, lost=lost)} {now} {longest}".rstrip()
