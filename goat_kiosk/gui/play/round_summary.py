"""Summary line of the round in progress: its number, and the points it would bring if it ended now.

The projection changes a lot from bag to bag (+12, then +2), so it is small and separate from the score.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.events import Team, opponent
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds import scoring
from goat_kiosk.domain.rounds.bags import RoundFacts, tally
from goat_kiosk.domain.rounds.scoring import PointsPair
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text

_HEIGHT = 44


def projected_points(game: Game) -> PointsPair:
    """Return the points each team would score if the round ended now."""
    played = RoundFacts((tally(game.bags, 1), tally(game.bags, 2)), 0, game.bags, game.awards)
    points1, points2 = scoring.bag_points(game.rules, played)
    return points1 + scoring.awarded_points(played, 1), points2 + scoring.awarded_points(played, 2)


class RoundSummary(QWidget):
    """The number and the projected points of the round in progress."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._game: Game | None = None
        self._left_team: Team = 1
        self.points: PointsPair = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line of large digits."""
        return QSize(px(300), px(_HEIGHT))

    def show_game(self, game: Game, left_team: Team) -> None:
        """Show the round in progress of `game`, with the points of `left_team` first."""
        self._game, self._left_team, self.points = game, left_team, projected_points(game)
        gains = [f"{side.name} +{gain}" for side, gain in zip(game.sides, self.points, strict=True) if gain]
        self.setAccessibleName(
            t(
                "Round {round}. This round as it stands: {points}",
                round=game.round_number,
                points=", ".join(gains) or t("nothing"),
            )
        )
        self.setToolTip(t("What this round would bring if it ended now"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the round's number on the left, the projected points on the right."""
        if self._game is None:
            return
        painter, area = painter_on(self)
        half = area.width() / 2
        quiet, emphasized = (
            TextStyle(fonts.text(14), current_theme().quiet, LEFT),
            TextStyle(fonts.digits(40), current_theme().ink, LEFT),
        )
        label_width = draw_text(painter, QRectF(4, 0, half, _HEIGHT), t("Round"), quiet)
        draw_text(
            painter, QRectF(label_width + 14, 0, half - label_width, _HEIGHT), str(self._game.round_number), emphasized
        )
        start = self._paint_points(painter, area.width(), self._game)
        draw_text(
            painter, QRectF(half - 40, 0, start - half + 30, _HEIGHT), t("this round"), quiet._replace(side=RIGHT)
        )

    def _paint_points(self, painter: QPainter, width: float, game: Game) -> float:
        """Draw the points right-aligned, and return the x position where they start."""
        gainers = [team for team in (opponent(self._left_team), self._left_team) if self.points[team - 1]]
        if not gainers:
            draw_text(
                painter,
                QRectF(0, 0, width - 4, _HEIGHT),
                "0",
                TextStyle(fonts.digits(30), current_theme().quiet, RIGHT),
            )
            return width - 24
        end = width - 4
        for team in gainers:
            color, font = current_theme().team(game.side(team).color), fonts.digits(32)
            style = TextStyle(font, color, RIGHT)
            end -= draw_text(painter, QRectF(0, 0, end, _HEIGHT), f"+{self.points[team - 1]}", style) + 22
            draw_shape(painter, team, QRectF(end, _HEIGHT / 2 - 8, 16, 16), color)
            end -= 10
        return end
