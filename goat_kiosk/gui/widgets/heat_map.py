"""Heat map of where bags land: the board from above, with the hole at the top; bags come from below.

A few bags are also drawn one by one. Bags entered without a position cannot be drawn, so their number is shown.
"""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.domain.events import Team
from goat_kiosk.domain.statistics.landings import COLUMNS, FRONT, LEFT, ROWS, HeatGrid, Landing
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme

_BOARD_WIDTH, _BOARD_LENGTH, _HOLE_X, _HOLE_Y, _HOLE_RADIUS = 24, 48, 12, 39, 3
_FOOT_HEIGHT = 40
_MAX_SINGLE_BAGS = 60
"""Most bags that are also drawn one by one; more would cover each other."""
_FULL, _STEEPNESS, _SHADES = 0.9, 0.6, 255
"""Opacity of the hottest square inch, the exponent of the curve to it (a single bag stays visible), and its steps."""


class HeatMap(QWidget):
    """Shows where the bags of a game or a player landed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heat: HeatGrid = ()
        self._bags: list[Landing] = []
        self._team: Team = 1
        self._color, self._total = "#ffffff", 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(COLUMNS * 2, ROWS * 2)

    def sizeHint(self) -> QSize:
        """Four pixels per inch."""
        return QSize(px(COLUMNS * 5), px(ROWS * 5))

    @property
    def summary(self) -> str:
        """The number of bags with a position, and of those without."""
        count = len(self._bags)
        if not self._total:
            return t("No bags, or only whole rounds entered by their counts.")
        if not count:
            return t("{total:bag|bags}, none with a place: tap where they land to see them here.", total=self._total)
        return (
            t("{placed} of {total:bag has|bags have} a place.", placed=count, total=self._total)
            if count < self._total
            else t("{placed:bag|bags}.", placed=count)
        )

    def show_bags(self, bags: Sequence[Landing], heat: HeatGrid, team: Team, color: str) -> None:
        """Show `bags` and the `heat` they make, in the color and shape of a team."""
        self._bags = [bag for bag in bags if bag.x is not None]
        self._total, self._heat, self._team, self._color = len(bags), heat, team, color
        self.setAccessibleName(t("Where bags land: {words}", words=self.summary))
        self.setToolTip(t("The board from above; thrown at from below"))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the board, the heat, and the bags if they are few."""
        (painter, area), now = painter_on(self), current_theme()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inch = min(area.width() / COLUMNS, (area.height() - _FOOT_HEIGHT) / ROWS)
        plane = QRectF(0, 0, COLUMNS * inch, ROWS * inch)
        plane.moveLeft((area.width() - plane.width()) / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(now.ground)
        painter.drawRoundedRect(plane, 10, 10)
        self._paint_board(painter, plane, inch)
        if self._bags:
            self._paint_heat(painter, plane)
            self._paint_bags(painter, plane, inch)
        painter.setFont(fonts.text(13))
        painter.setPen(now.quiet)
        footer = QRectF(0, plane.bottom() + 4, area.width(), _FOOT_HEIGHT - 4)
        painter.drawText(footer, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self.summary)

    def _paint_heat(self, painter: QPainter, plane: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(plane, 10, 10)
        painter.setClipPath(shape)
        painter.drawImage(plane, _image(self._heat, current_theme().team(self._color)))
        painter.setClipping(False)

    def _paint_board(self, painter: QPainter, plane: QRectF, inch: float) -> None:
        painter.setPen(QPen(current_theme().quiet, 1.5))
        painter.setBrush(current_theme().panel)
        board = QRectF(_on(plane, inch, 0, _BOARD_LENGTH), _on(plane, inch, _BOARD_WIDTH, 0))
        painter.drawRoundedRect(board, inch * 0.6, inch * 0.6)
        painter.setBrush(current_theme().ground)
        painter.drawEllipse(_on(plane, inch, _HOLE_X, _HOLE_Y), _HOLE_RADIUS * inch, _HOLE_RADIUS * inch)

    def _paint_bags(self, painter: QPainter, plane: QRectF, inch: float) -> None:
        if len(self._bags) > _MAX_SINGLE_BAGS:
            return
        side = max(12.0, inch * 3)
        for bag in self._bags:
            square = QRectF(0, 0, side, side)
            square.moveCenter(_on(plane, inch, bag.x or 0.0, bag.y or 0.0))
            draw_bag(painter, self._team, bag.result, square, current_theme().team(self._color))


def _on(plane: QRectF, inch: float, x: float, y: float) -> QPointF:
    """Return the pixel of a position on the board; positions beyond the drawing are moved to its edge."""
    across = min(max(x - LEFT, 0), COLUMNS)
    distance = min(max(y - FRONT, 0), ROWS)
    return QPointF(plane.left() + across * inch, plane.bottom() - distance * inch)


def _image(heat: HeatGrid, color: QColor) -> QImage:
    """Return the heat as an image of one pixel an inch, for Qt to smooth."""
    shades = []
    for step in range(_SHADES + 1):
        shade = QColor(color)
        shade.setAlphaF(_FULL * (step / _SHADES) ** _STEEPNESS)
        shades.append(shade.rgba())
    image = QImage(COLUMNS, ROWS, QImage.Format.Format_ARGB32)
    for row, line in enumerate(heat):
        for column, value in enumerate(line):
            image.setPixel(column, ROWS - 1 - row, shades[int(value * _SHADES)])
    return image
