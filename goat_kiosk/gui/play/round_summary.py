"""Over the board: which round it is, and what it would bring if it ended as the bags lie now.

That projection swings wildly (+12, then +2), so it stands apart from the score and small.
"""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain import scoring
from goat_kiosk.domain.events import Team, opponent
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import RoundFacts, tally
from goat_kiosk.domain.scoring import Pair
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_shape
from goat_kiosk.gui.widgets.scale import painter_on, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import LEFT, RIGHT, TextStyle, draw_text

_HEIGHT = 44


def projected_points(game: Game) -> Pair:
    """Return the points the round in progress would bring each side as it stands."""
    played = RoundFacts((tally(game.bags, 1), tally(game.bags, 2)), 0, game.bags, game.awards)
    one, two = scoring.bag_points(game.rules, played)
    return one + scoring.awarded_points(played, 1), two + scoring.awarded_points(played, 2)


class RoundSummary(QWidget):
    """The round in progress in figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._game: Game | None = None
        self._left: Team = 1
        self.points: Pair = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line of large figures."""
        return QSize(px(300), px(_HEIGHT))

    def show_game(self, game: Game, left: Team) -> None:
        """Show the round in progress of `game`, with the points of `left` first."""
        self._game, self._left, self.points = game, left, projected_points(game)
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
        """Draw the round's number on the left, what it would bring on the right."""
        if self._game is None:
            return
        painter, place = painter_on(self)
        half = place.width() / 2
        quiet, loud = (
            TextStyle(fonts.text(14), current_theme().quiet, LEFT),
            TextStyle(fonts.digits(40), current_theme().ink, LEFT),
        )
        wide = draw_text(painter, QRectF(4, 0, half, _HEIGHT), t("Round"), quiet)
        draw_text(painter, QRectF(wide + 14, 0, half - wide, _HEIGHT), str(self._game.round_number), loud)
        start = self._paint_points(painter, place.width(), self._game)
        draw_text(
            painter, QRectF(half - 40, 0, start - half + 30, _HEIGHT), t("this round"), quiet._replace(side=RIGHT)
        )

    def _paint_points(self, painter: QPainter, width: float, game: Game) -> float:
        """Draw the points from the right end, and return where they begin."""
        gainers = [team for team in (opponent(self._left), self._left) if self.points[team - 1]]
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
            hand = TextStyle(font, color, RIGHT)
            end -= draw_text(painter, QRectF(0, 0, end, _HEIGHT), f"+{self.points[team - 1]}", hand) + 22
            draw_shape(painter, team, QRectF(end, _HEIGHT / 2 - 8, 16, 16), color)
            end -= 10
        return end
