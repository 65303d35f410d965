"""Score card of one team: shape, name, huge committed score, and its next thrower.

It is painted as a whole, because the digits take the remaining room and the name shrinks. If the team throws next, the
frame and the footer have the team's color, to be seen from across the room.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.describe import thrower_name
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text, elide

_HEAD_HEIGHT, _FOOT_HEIGHT, _PADDING = 46, 42, 14
_DIGIT_HEIGHT = 0.7
"""Height of a digit as a share of the font size."""
_TWO_DIGITS_WIDTH = 1.04
"""Width of two digits as a share of the font size."""


class TeamScore(QWidget):
    """The score of one team."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self._name, self._color, self._thrower, self._tail = "", "#ffffff", "", ""
        self.score = 0
        self.is_due = False
        self._is_highlighted = False
        self._old = 0
        self._roll = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._roll.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_still(self) -> bool:
        """Whether no digit is being animated."""
        return self._roll.state() == QVariantAnimation.State.Stopped

    def minimumSizeHint(self) -> QSize:
        """Room for readable digits."""
        return QSize(px(200), px(180))

    def show_game(self, game: Game) -> None:
        """Show the team's score and its next thrower."""
        side = game.side(self._team)
        self._roll_to(game.score[self._team - 1], is_same_game=(side.name, side.color) == (self._name, self._color))
        self._name, self._color = side.name, side.color
        self.is_due = game.next_team == self._team
        self._thrower = thrower_name(game, self._team) if not game.is_over else ""
        self._tail = f" {t('throws')}" if self.is_due else t("Winner") if game.winner == self._team else ""
        self._is_highlighted = bool(self._tail)
        turn = f", {t('{player} throws next', player=self._thrower)}" if self.is_due else ""
        self.setAccessibleName(t("{team}: {score} points", team=side.name, score=self.score) + turn)
        self.setToolTip(plain_tooltip(side.name))
        self.update()

    def _roll_to(self, score: int, *, is_same_game: bool) -> None:
        """Animate the digits to `score`, unless another game is shown or animations are disabled (duration 0)."""
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        if is_same_game and score != self.score and duration and self.isVisible():
            self._old = self.score
            self._roll.setDuration(duration)
            self._roll.start()
        elif not is_same_game:
            self._roll.stop()
        self.score = score

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        (painter, area), color = painter_on(self), current_theme().team(self._color)
        painter.setPen(QPen(color, 4) if self._is_highlighted else Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().panel)
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 14, 14)
        self._paint_name(painter, QRectF(_PADDING, 8, area.width() - 2 * _PADDING, _HEAD_HEIGHT), color)
        footer = QRectF(2, area.height() - _FOOT_HEIGHT - 2, area.width() - 4, _FOOT_HEIGHT)
        room = QRectF(_PADDING, _HEAD_HEIGHT + 10, area.width() - 2 * _PADDING, footer.top() - _HEAD_HEIGHT - 20)
        self._paint_score(painter, room, color)
        self._paint_thrower(painter, footer, color)

    def _paint_name(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        draw_shape(painter, self._team, QRectF(area.left(), area.top() + 10, 28, 28), color)
        font = fonts.digits(32)
        room = area.adjusted(40, 0, 0, 0)
        if QFontMetricsF(font).horizontalAdvance(self._name) > room.width():
            font = fonts.digits(24)
        draw_text(painter, room, self._name, TextStyle(font, current_theme().ink, LEFT))

    def _paint_score(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        painter.setPen(color)
        if self.is_still:
            _paint_digits(painter, area, self.score)
            return
        progress, height = float(self._roll.currentValue()), area.height()
        painter.save()
        painter.setClipRect(area.adjusted(0, -8, 0, 8))
        _paint_digits(painter, area.translated(0, -progress * height), self._old)
        _paint_digits(painter, area.translated(0, (1 - progress) * height), self.score)
        painter.restore()

    def _paint_thrower(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        if self._is_highlighted:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(area, 12, 12)
            painter.drawRect(area.adjusted(0, 0, 0, -12))
        ink = current_theme().ink_on(color) if self._is_highlighted else current_theme().quiet
        font = fonts.text(20, QFont.Weight.DemiBold) if self._is_highlighted else fonts.text(16)
        name = elide(font, self._thrower, self._tail, area.width() - 2 * _PADDING)
        draw_text(painter, area.adjusted(_PADDING, 0, -_PADDING, 0), name, TextStyle(font, ink))


def _paint_digits(painter: QPainter, area: QRectF, score: int) -> None:
    digits = str(score)
    pixels = max(
        40, int(min(area.height() / _DIGIT_HEIGHT, area.width() / _TWO_DIGITS_WIDTH / max(1, len(digits) / 2)))
    )
    font = fonts.digits(pixels)
    left = area.center().x() - QFontMetricsF(font).horizontalAdvance(digits) / 2
    painter.setFont(font)
    painter.drawText(QPointF(left, area.center().y() + pixels * _DIGIT_HEIGHT / 2), digits)
