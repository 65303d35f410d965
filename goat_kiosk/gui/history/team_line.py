"""Line of one team in the details of a game: shape, name, score; the winner's stands out and says so."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.widgets.elided_label import ElidedLabel
from goat_kiosk.gui.widgets.shape_mark import ShapeMark


class TeamLine(QWidget):
    """Shows one team of a game."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self._mark, self.name, self.score = ShapeMark(team, 22), ElidedLabel(role="heading"), QLabel()
        self.score.setProperty("role", "figure")
        self.score.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addWidget(self.name, 1)
        row.addWidget(self.score)

    def show_game(self, game: Game) -> None:
        """Show the team's name and score in `game`."""
        side, has_won = game.side(self._team), game.winner == self._team
        has_lost = game.winner is not None and not has_won
        self._mark.show_team(self._team, side.color)
        self.name.set_text(local_name(side.name), tail=f" · {t('won')}" if has_won else "")
        self.name.setAccessibleName(f"{local_name(side.name)} {t('won')}" if has_won else local_name(side.name))
        self.score.setText(str(game.score[self._team - 1]))
        self.score.setAccessibleName(t("{team}: {score:point|points}", team=side.name, score=self.score.text()))
        for label in (self.name, self.score):
            if label.property("lost") != has_lost:
                label.setProperty("lost", has_lost)
                label.style().polish(label)
