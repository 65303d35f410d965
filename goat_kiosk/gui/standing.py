"""Between the two scores: which round it is, and what it would bring if it ended as the bags lie now.

That projection swings wildly (+12, then +2), so it stands apart from the score and small.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain import scoring
from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game import Game
from goat_kiosk.domain.rounds import Played, tally
from goat_kiosk.domain.scoring import Pair
from goat_kiosk.gui import fonts
from goat_kiosk.gui.glyphs import draw_shape
from goat_kiosk.gui.lettering import Hand, write
from goat_kiosk.gui.style import look


def projected(game: Game) -> Pair:
    """Return the points the round in progress would bring each side as it stands."""
    played = Played((tally(game.bags, 1), tally(game.bags, 2)), 0, game.bags, game.awards)
    one, two = scoring.points(game.rules, played)
    return one + scoring.awarded(played, 1), two + scoring.awarded(played, 2)


class Standing(QWidget):
    """The round in progress in figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._game: Game | None = None
        self.points: Pair = (0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """As narrow as its words."""
        return QSize(124, 180)

    def show_game(self, game: Game) -> None:
        """Show the round in progress of `game`."""
        self._game, self.points = game, projected(game)
        gains = [f"{side.name} +{gain}" for side, gain in zip(game.sides, self.points, strict=True) if gain]
        self.setAccessibleName(f"Round {game.round_number}. This round as it stands: {', '.join(gains) or 'nothing'}")
        self.setToolTip("What this round would bring if it ended now")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the round's number above, what it would bring below."""
        if self._game is None:
            return
        painter, middle = QPainter(self), self.height() / 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        quiet, loud = Hand(fonts.text(14), look().quiet), Hand(fonts.digits(60), look().ink)
        write(painter, QRectF(0, middle - 84, self.width(), 20), "Round", quiet)
        write(painter, QRectF(0, middle - 62, self.width(), 60), str(self._game.round_number), loud)
        write(painter, QRectF(0, middle + 22, self.width(), 20), "this round", quiet)
        self._paint_points(painter, self._game, middle + 44)

    def _paint_points(self, painter: QPainter, game: Game, top: float) -> None:
        gainers = [team for team in TEAMS if self.points[team - 1]]
        if not gainers:
            write(painter, QRectF(0, top, self.width(), 36), "0", Hand(fonts.digits(30), look().quiet))
        width = self.width() / max(1, len(gainers))
        for place, team in enumerate(gainers):
            color, left = look().team(game.side(team).color), place * width
            words, font = f"+{self.points[team - 1]}", fonts.digits(30, QFont.Weight.DemiBold)
            painter.setFont(font)
            wide = painter.fontMetrics().horizontalAdvance(words)
            start = left + (width - wide - 22) / 2
            draw_shape(painter, team, QRectF(start, top + 10, 16, 16), color)
            painter.setPen(color)
            painter.drawText(QRectF(start + 22, top, wide + 4, 36), Qt.AlignmentFlag.AlignVCenter, words)
