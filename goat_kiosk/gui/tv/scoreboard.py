"""The scoreboard window: one court as large as it goes, all courts in a grid, or a message; the address at the foot.

Painted in one piece for any size, so it is also the small picture of itself on its page.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.game import Game
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.tv import court_card
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.qr_code import paint_code
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import LEFT, RIGHT, TextStyle, draw_text

_FOOT = 0.07
_GAP = 0.012
MAX_COURTS = 16
"""Courts at a time: with more no digit is read from afar, and a court has its own wall then."""


class Scoreboard(QWidget):
    """Shows what it is told."""

    close_requested = Signal()
    """Esc, or the window was closed by the desktop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("GOaT Kiosk scoreboard"))
        self.games: list[Game] = []
        self.message = ""
        self._name, self._address = "", ""

    def sizeHint(self) -> QSize:
        """The shape of a TV."""
        return QSize(960, 540)

    def show_address(self, address: str) -> None:
        """Show where phones follow."""
        self._address = address.rstrip("/")
        self.update()

    def show_games(self, games: Sequence[Game]) -> None:
        """Show these games; the first sixteen when there are more."""
        self.games, self.message = list(games[:MAX_COURTS]), ""
        self._tell()

    def show_message(self, text: str) -> None:
        """Show a message instead of the score."""
        self.games, self.message = [], text
        self._tell()

    def _tell(self) -> None:
        self.setAccessibleName(self.message or "; ".join(_accessible_text(game) for game in self.games) or t("No game"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint what is shown."""
        painter, place = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), current_theme().ground)
        foot = QRectF(0, place.height() * (1 - _FOOT), place.width(), place.height() * _FOOT)
        stage = place.adjusted(0, 0, 0, -foot.height())
        if self.games:
            self._paint_games(painter, stage)
        else:
            _paint_words(painter, stage, self.message or t("The next game is about to start"))
        self._paint_foot(painter, foot)

    def _paint_games(self, painter: QPainter, stage: QRectF) -> None:
        if len(self.games) == 1:
            court_card.paint_court(painter, stage, self.games[0], alone=True)
            return
        columns = _columns(len(self.games), stage)
        rows, gap = math.ceil(len(self.games) / columns), min(stage.width(), stage.height()) * _GAP
        wide, high = (stage.width() - gap) / columns, (stage.height() - gap) / rows
        for place, game in enumerate(self.games):
            row, column = divmod(place, columns)
            card = QRectF(gap + column * wide, gap + row * high, wide - gap, high - gap)
            court_card.paint_court(painter, card, game, alone=False)

    def _paint_foot(self, painter: QPainter, foot: QRectF) -> None:
        painter.fillRect(QRectF(0, foot.top(), foot.width(), 1), current_theme().line)
        pad = foot.height() * 0.2
        font = fonts.digits(max(1, int(foot.height() * 0.48)), QFont.Weight.DemiBold)
        end = foot.right() - pad
        if self._address:
            code = QRectF(end - foot.height() * 0.92, foot.top() + foot.height() * 0.04, *(foot.height() * 0.92,) * 2)
            paint_code(painter, code, self._address)
            end = code.left() - pad
            room = QRectF(foot.left(), foot.top(), end - foot.left(), foot.height())
            end -= (
                draw_text(painter, room, self._address.partition("//")[2], TextStyle(font, current_theme().ink, RIGHT))
                + pad
            )
        court = self.games[0].court if len(self.games) == 1 else ""
        draw_text(
            painter,
            QRectF(pad, foot.top(), end - pad, foot.height()),
            court,
            TextStyle(font, current_theme().ink, LEFT),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc, for whoever has the TV's window in hand."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that the desktop closed the window."""
        super().closeEvent(event)
        self.close_requested.emit()


def _columns(courts: int, stage: QRectF) -> int:
    """Return the number of columns with which the digits are largest: they take a quarter of a card’s width."""
    shapes = [(columns, math.ceil(courts / columns)) for columns in range(1, courts + 1)]
    return max(shapes, key=lambda shape: min(stage.width() / shape[0] / 2.4, stage.height() / shape[1]))[0]


def _accessible_text(game: Game) -> str:
    one, two = (f"{side.name} {score}" for side, score in zip(game.sides, game.score, strict=True))
    return f"{game.court}: {one}, {two}, {court_card.headline(game)}"


def _paint_words(painter: QPainter, stage: QRectF, words: str) -> None:
    """Write a message as large as it goes, in as many lines as it takes."""
    room, flags = stage.adjusted(*_inset(stage)), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    pixels = int(stage.height() * 0.3)
    while pixels > 8:
        painter.setFont(fonts.digits(pixels))
        taken = painter.boundingRect(room, flags, words)
        if taken.height() <= room.height() and taken.width() <= room.width():
            break
        pixels = int(pixels * 0.9)
    painter.setPen(current_theme().ink)
    painter.drawText(room, flags, words)


def _inset(stage: QRectF) -> tuple[float, float, float, float]:
    by = min(stage.width(), stage.height()) * 0.08
    return by, by, -by, -by
