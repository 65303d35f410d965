"""Scoreboard widget: one court in full size, all courts in a grid, a slide, or a message; the address is at the bottom.

It is painted as a whole at any size, so the TV's page uses it as its preview too.
"""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from goat_kiosk.domain.games.game import Game
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import RIGHT, TextStyle, draw_text
from goat_kiosk.gui.tv import court_card
from goat_kiosk.gui.tv.slides.slide import TvSlide
from goat_kiosk.gui.widgets.qr_code import paint_code

_FOOTER_HEIGHT = 0.07
_GAP = 0.012
MAX_COURTS = 16
"""Most courts in the grid; with more, the digits cannot be read from a distance."""


class Scoreboard(QWidget):
    """Shows games or a message."""

    close_requested = Signal()
    """Esc was pressed, or the desktop closed the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(t("GOaT Kiosk scoreboard"))
        self.games: list[Game] = []
        self.message = ""
        self.slide: TvSlide | None = None
        self._address = ""

    def sizeHint(self) -> QSize:
        """A size with the proportions of a TV."""
        return QSize(960, 540)

    def show_address(self, address: str) -> None:
        """Show the address for phones, as text and QR code."""
        self._address = address.rstrip("/")
        self.update()

    def show_games(self, games: Sequence[Game]) -> None:
        """Show these games, at most `MAX_COURTS`."""
        self.games, self.message, self.slide = list(games[:MAX_COURTS]), "", None
        self._update_accessible_name()

    def show_message(self, text: str) -> None:
        """Show a message instead of the score."""
        self.games, self.message, self.slide = [], text, None
        self._update_accessible_name()

    def show_slide(self, slide: TvSlide) -> None:
        """Show a slide of a tournament instead of the score."""
        self.games, self.message, self.slide = [], "", slide
        self._update_accessible_name()

    def _update_accessible_name(self) -> None:
        slide = self.slide.text if self.slide else self.message
        self.setAccessibleName(slide or "; ".join(_accessible_text(game) for game in self.games) or t("No game"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the games or the message, and the footer."""
        painter, area = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), current_theme().ground)
        footer = QRectF(0, area.height() * (1 - _FOOTER_HEIGHT), area.width(), area.height() * _FOOTER_HEIGHT)
        stage = area.adjusted(0, 0, 0, -footer.height())
        if self.slide:
            self.slide.paint(painter, stage)
        elif self.games:
            self._paint_games(painter, stage)
        else:
            _paint_message(painter, stage, self.message or t("The next game is about to start"))
        self._paint_foot(painter, footer)

    def _paint_games(self, painter: QPainter, stage: QRectF) -> None:
        if len(self.games) == 1:
            court_card.paint_court(painter, stage, self.games[0], is_alone=True)
            return
        columns = _columns(len(self.games), stage)
        rows, gap = math.ceil(len(self.games) / columns), min(stage.width(), stage.height()) * _GAP
        width, height = (stage.width() - gap) / columns, (stage.height() - gap) / rows
        for index, game in enumerate(self.games):
            row, column = divmod(index, columns)
            card = QRectF(gap + column * width, gap + row * height, width - gap, height - gap)
            court_card.paint_court(painter, card, game, is_alone=False)

    def _paint_foot(self, painter: QPainter, footer: QRectF) -> None:
        painter.fillRect(QRectF(0, footer.top(), footer.width(), 1), current_theme().line)
        padding = footer.height() * 0.2
        font = fonts.digits(max(1, int(footer.height() * 0.48)), QFont.Weight.DemiBold)
        end = footer.right() - padding
        if self._address:
            code = QRectF(
                end - footer.height() * 0.92, footer.top() + footer.height() * 0.04, *(footer.height() * 0.92,) * 2
            )
            paint_code(painter, code, self._address)
            text_area = QRectF(padding, footer.top(), code.left() - 2 * padding, footer.height())
            draw_text(painter, text_area, self._address.partition("//")[2], TextStyle(font, current_theme().ink, RIGHT))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Request to be closed on Esc, if this window has the focus."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the owner that the desktop closed the window."""
        super().closeEvent(event)
        self.close_requested.emit()


def _columns(courts: int, stage: QRectF) -> int:
    """Return the number of columns with the largest digits; a digit is about a quarter of a card’s width."""
    shapes = [(columns, math.ceil(courts / columns)) for columns in range(1, courts + 1)]
    return max(shapes, key=lambda shape: min(stage.width() / shape[0] / 2.4, stage.height() / shape[1]))[0]


def _accessible_text(game: Game) -> str:
    first, second = (f"{local_name(side.name)} {score}" for side, score in zip(game.sides, game.score, strict=True))
    return f"{game.court}: {first}, {second}, {court_card.headline(game)}"


def _paint_message(painter: QPainter, stage: QRectF, text: str) -> None:
    """Paint a message, word-wrapped, in the largest font that fits."""
    text_area, flags = stage.adjusted(*_margins(stage)), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    pixels = int(stage.height() * 0.3)
    while pixels > 8:
        painter.setFont(fonts.digits(pixels))
        text_rect = painter.boundingRect(text_area, flags, text)
        if text_rect.height() <= text_area.height() and text_rect.width() <= text_area.width():
            break
        pixels = int(pixels * 0.9)
    painter.setPen(current_theme().ink)
    painter.drawText(text_area, flags, text)


def _margins(stage: QRectF) -> tuple[float, float, float, float]:
    margin = min(stage.width(), stage.height()) * 0.08
    return margin, margin, -margin, -margin
