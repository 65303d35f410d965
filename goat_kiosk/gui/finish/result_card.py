"""Score card of one team after the game: shape, name and final score; the winner's is larger and says what was won.

It is painted as a whole, because the digits take the remaining room and the name shrinks until it fits.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.score_digits import draw_score
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text

_PADDING, _HEAD_HEIGHT, _FOOT_HEIGHT, _SHAPE = 16, 84, 56, 34
_NAME_SIZES = (44, 36, 30, 26, 22)
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap


class ResultCard(QWidget):
    """The final score of one team."""

    def __init__(self, team: Team, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._team: Team = team
        self.name, self.score, self.prize = "", 0, ""
        self._color = "#ffffff"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        """Room for readable digits."""
        return QSize(px(190), px(_HEAD_HEIGHT + _FOOT_HEIGHT + 80))

    def show_result(self, name: str, color: str, score: int, prize: str) -> None:
        """Show a team's score; `prize` says what it has won, such as “won the match”, and is empty if it has not."""
        self.name, self._color, self.score, self.prize = name, color, score, prize
        points = t("{team}: {score:point|points}", team=name, score=score)
        self.setAccessibleName(f"{name} {prize}. {points}" if prize else points)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the card."""
        (painter, area), now = painter_on(self), current_theme()
        color = now.team(self._color)
        painter.setPen(QPen(color, 4) if self.prize else Qt.PenStyle.NoPen)
        painter.setBrush(now.panel)
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 14, 14)
        self._paint_name(painter, QRectF(_PADDING, 8, area.width() - 2 * _PADDING, _HEAD_HEIGHT), color)
        foot = _FOOT_HEIGHT if self.prize else _PADDING
        room = QRectF(
            _PADDING, _HEAD_HEIGHT + 16, area.width() - 2 * _PADDING, area.height() - _HEAD_HEIGHT - foot - 32
        )
        painter.setPen(color)
        draw_score(painter, room, self.score)
        if self.prize:
            self._paint_prize(painter, QRectF(2, area.height() - foot - 2, area.width() - 4, foot), color)

    def _paint_name(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        draw_shape(painter, self._team, QRectF(area.left(), area.center().y() - _SHAPE / 2, _SHAPE, _SHAPE), color)
        room = area.adjusted(_SHAPE + 14, 0, 0, 0)
        painter.setFont(_fitting_font(self.name, room))
        painter.setPen(current_theme().ink)
        painter.drawText(room, _WRAPPED, self.name)

    def _paint_prize(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(area, 12, 12)
        painter.drawRect(area.adjusted(0, 0, 0, -12))
        text = self.prize[:1].upper() + self.prize[1:]
        ink = current_theme().ink_on(color)
        draw_text(painter, area, text, TextStyle(fonts.digits(32, QFont.Weight.Bold), ink))


def _fitting_font(text: str, room: QRectF) -> QFont:
    """Return the largest font in which `text` fits into `room`, in as many lines as it needs; else the smallest."""
    candidates = [fonts.digits(size) for size in _NAME_SIZES]
    fits = (font for font in candidates if room.contains(QFontMetricsF(font).boundingRect(room, _WRAPPED, text)))
    return next(fits, candidates[-1])
