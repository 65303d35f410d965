"""One court in the rail: its name, the teams with their score, and how far the game is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import TEAMS, Team
from goat_kiosk.domain.game import Game
from goat_kiosk.gui import fonts
from goat_kiosk.gui.glyphs import draw_focus, draw_shape
from goat_kiosk.gui.lettering import LEFT, RIGHT, Hand, write
from goat_kiosk.gui.plain import tip
from goat_kiosk.gui.style import look

_HEIGHT = 86


class CourtEntry(QAbstractButton):
    """A game to switch to."""

    def __init__(self, game_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.game_id = game_id
        self._game: Game | None = None
        self._place = 0
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """As high as three lines."""
        return QSize(160, _HEIGHT)

    def show_game(self, game: Game, place: int) -> None:
        """Show `game` as the rail's entry number `place`."""
        self._game, self._place = game, place
        one, two = (f"{side.name} {score}" for side, score in zip(game.sides, game.score, strict=True))
        words = f"{game.court}: {one}, {two}, {_progress(game)}"
        self.setAccessibleName(words)
        self.setToolTip(tip(words + (f" (Ctrl+{place})" if place <= 9 else "")))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the entry."""
        if self._game is None:
            return
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look().ground)
            painter.drawRoundedRect(place, 10, 10)
        if self.isChecked():
            painter.setBrush(look().ink)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(QRectF(0, 14, 4, _HEIGHT - 28), 2, 2)
        self._paint_head(painter, self._game, place)
        for team in TEAMS:
            self._paint_team(painter, self._game, team, place.adjusted(14, 3 + 26 * team, -10, 0))
        if self.hasFocus():
            draw_focus(painter, place, 10)

    def _paint_head(self, painter: QPainter, game: Game, place: QRectF) -> None:
        state = _progress(game)
        wide = write(
            painter, place.adjusted(14, 6, -10, 26 - _HEIGHT), state, Hand(fonts.text(13), look().quiet, RIGHT)
        )
        room = place.adjusted(14, 6, -16 - wide, 26 - _HEIGHT)
        write(painter, room, game.court, Hand(fonts.text(15, QFont.Weight.DemiBold), look().ink, LEFT))

    def _paint_team(self, painter: QPainter, game: Game, team: Team, place: QRectF) -> None:
        line, side = QRectF(place.left(), place.top(), place.width(), 26), game.side(team)
        color = look().team(side.color)
        draw_shape(painter, team, QRectF(line.left(), line.top() + 6, 14, 14), color)
        score = str(game.score[team - 1])
        wide = write(painter, line, score, Hand(fonts.digits(26), color, RIGHT))
        write(painter, line.adjusted(22, 0, -wide - 8, 0), side.name, Hand(fonts.text(14), look().ink, LEFT))


def _progress(game: Game) -> str:
    return {"lobby": "lobby", "live": f"round {game.round_number}", "finished": "final"}[game.status]
