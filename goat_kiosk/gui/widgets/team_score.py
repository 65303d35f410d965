"""Score card of one team: shape, name, huge committed score, and its next thrower.

It is painted as a whole, because the digits take the remaining room and the name shrinks. If the team throws next, the
frame and the footer have the team's color, to be seen from across the room.
"""

from PySide6.QtCore import QRectF, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from goat_kiosk.domain.events import BAGS_PER_SIDE, Team
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.rounds.bags import tally
from goat_kiosk.gui.text.describe import thrower_name
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.paint_cache import make_opaque, paint_cached
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.score_digits import draw_score
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import (
    LEFT,
    TextStyle,
    are_whole,
    break_lines,
    draw_lines,
    draw_text,
    elide,
    text_width,
)

_HEAD_HEIGHT, _FOOT_HEIGHT, _PADDING = 46, 52, 14
_NAME_SIZES = 32, 26
"""Font sizes of a name in one line; a longer one gets two lines of the last size."""


class TeamScore(QWidget):
    """The score of one team."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self._name, self._color, self._thrower, self._turn, self._bag = "", "#ffffff", "", "", ""
        self.score = 0
        self.is_due = False
        self._is_highlighted = False
        self._old = 0
        self._roll = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._roll.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        make_opaque(self)

    @property
    def is_still(self) -> bool:
        """Whether no digit is being animated."""
        return self._roll.state() == QVariantAnimation.State.Stopped

    @property
    def footer(self) -> str:
        """Who throws, as it is shown under the digits."""
        return " · ".join(filter(None, (f"{self._thrower} {self._turn}".strip(), self._bag)))

    def minimumSizeHint(self) -> QSize:
        """Room for readable digits."""
        return QSize(px(196), px(180))

    def show_game(self, game: Game) -> None:
        """Show the team's score and its next thrower."""
        before, side = self._shown, game.side(self._team)
        name = local_name(side.name)
        self._roll_to(game.score[self._team - 1], is_same_game=(name, side.color) == (self._name, self._color))
        self._name, self._color = name, side.color
        self.is_due = game.next_team == self._team
        self._is_highlighted = self.is_due or game.winner == self._team
        self._show_turn(game)
        if before != self._shown:
            turn = f", {self.footer}" if self.footer else ""
            self.setAccessibleName(t("{team}: {score:point|points}", team=side.name, score=self.score) + turn)
            self.update()

    def _show_turn(self, game: Game) -> None:
        """Set who throws for the team, whether now or next, and which of its bags."""
        self._thrower = thrower_name(game, self._team) if not game.is_over else ""
        self._turn = self._bag = ""
        thrown = tally(game.bags, self._team).thrown
        if game.is_over:
            self._turn = t("Winner") if game.winner == self._team else ""
        elif self.is_due:
            self._turn, self._bag = t("throws"), t("bag {number} of {all}", number=thrown + 1, all=BAGS_PER_SIDE)
        elif game.next_team is not None and thrown < BAGS_PER_SIDE:
            self._turn = t("next")

    @property
    def _shown(self) -> tuple[object, ...]:
        return self._name, self._color, self._thrower, self._turn, self._bag, self.score, self._is_highlighted

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
        """Draw the card: the frame, name and digits from the cache, the footer and rolling digits over them."""
        score = self.score if self.is_still else None
        look = "score", self._team, self._name, self._color, self._is_highlighted, score
        paint_cached(self, look, self._paint_card)
        (painter, area), color = painter_on(self), current_theme().team(self._color)
        if score is None:
            self._paint_roll(painter, self._digits_area(area), color)
        self._paint_thrower(painter, self._footer_area(area), color)

    def _paint_card(self, painter: QPainter, area: QRectF) -> None:
        theme, color = current_theme(), current_theme().team(self._color)
        painter.setPen(QPen(color, 4) if self._is_highlighted else Qt.PenStyle.NoPen)
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 14, 14)
        self._paint_name(painter, QRectF(_PADDING, 8, area.width() - 2 * _PADDING, _HEAD_HEIGHT), color)
        if self._is_highlighted:
            footer = self._footer_area(area)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            painter.drawRoundedRect(footer, 12, 12)
            painter.drawRect(footer.adjusted(0, 0, 0, -12))
        if self.is_still:
            painter.setPen(color)
            draw_score(painter, self._digits_area(area), self.score)

    def _footer_area(self, area: QRectF) -> QRectF:
        return QRectF(2, area.height() - _FOOT_HEIGHT - 2, area.width() - 4, _FOOT_HEIGHT)

    def _digits_area(self, area: QRectF) -> QRectF:
        top = _HEAD_HEIGHT + (26 if self._name_lines(area.width() - 2 * _PADDING - 40)[1:] else 10)
        return QRectF(_PADDING, top, area.width() - 2 * _PADDING, self._footer_area(area).top() - top - 10)

    def _name_lines(self, width: float) -> list[str]:
        if self._is_name_short(width):
            return [self._name]
        return break_lines(fonts.digits(_NAME_SIZES[1]), self._name, width, 2)

    def _is_name_short(self, width: float) -> bool:
        """Whether the name fits into one line of the larger letters."""
        return text_width(fonts.digits(_NAME_SIZES[0]), self._name) <= width

    def _paint_name(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        draw_shape(painter, self._team, QRectF(area.left(), area.top() + 10, 28, 28), color)
        room = area.adjusted(40, 0, 0, 0)
        font = fonts.digits(_NAME_SIZES[0 if self._is_name_short(room.width()) else 1])
        lines = self._name_lines(room.width())
        if len(lines) == 2:
            room.adjust(0, 0, 0, 16)
        draw_lines(painter, room, lines, TextStyle(font, current_theme().ink, LEFT))
        self.setToolTip("" if are_whole(lines, self._name) else plain_tooltip(self._name))

    def _paint_roll(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        progress, height = float(self._roll.currentValue()), area.height()
        painter.save()
        painter.setPen(color)
        painter.setClipRect(area.adjusted(0, -8, 0, 8))
        draw_score(painter, area.translated(0, -progress * height), self._old)
        draw_score(painter, area.translated(0, (1 - progress) * height), self.score)
        painter.restore()

    def _paint_thrower(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        """Draw who throws; while the team is due, in two lines, so that a long name has one for itself."""
        room = area.adjusted(_PADDING, 0, -_PADDING, 0)
        ink = current_theme().ink_on(color) if self._is_highlighted else current_theme().quiet
        font = fonts.text(18, QFont.Weight.DemiBold) if self._is_highlighted else fonts.text(16)
        words = f"{self._thrower} {self._turn}".strip()
        if not self._bag:
            draw_text(
                painter,
                room,
                elide(font, self._thrower, words[len(self._thrower) :], room.width()),
                TextStyle(font, ink),
            )
            return
        fits = QFontMetricsF(font).horizontalAdvance(words) <= room.width()
        first, second = (words, self._bag) if fits else (self._thrower, f"{self._turn} · {self._bag}")
        half = room.height() / 2
        draw_text(painter, room.adjusted(0, 3, 0, -half + 3), first, TextStyle(font, ink))
        draw_text(painter, room.adjusted(0, half + 1, 0, -4), second, TextStyle(fonts.text(14), ink))
