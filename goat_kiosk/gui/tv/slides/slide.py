"""Slide: one picture of the TV, which stands for some seconds, and the measures that all slides share.

Every size is a share of the height, so that all TVs look alike. The smallest text is 2.6 % of it: 28 pixels of 1080.
"""

from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPainter

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text, text_width

HEADER = 0.115
MARGIN = 0.03
_MIN_SHRINK = 0.66
"""Smallest share of the font size for a long name; if that is too large, the name is elided."""


class TvSlide(Protocol):
    """What the TV shows at one time."""

    @property
    def key(self) -> str:
        """What is shown, such as `queue`: the slide stays while the tournament goes on."""

    @property
    def text(self) -> str:
        """The same in words, for screen readers."""

    def paint(self, painter: QPainter, area: QRectF) -> None:
        """Paint the slide."""


def font_of(pixels: float, weight: QFont.Weight = QFont.Weight.Bold) -> QFont:
    """Return the font of slides."""
    return fonts.digits(max(1, int(pixels)), weight)


def fit(text: str, pixels: float, width: float, weight: QFont.Weight = QFont.Weight.Bold) -> QFont:
    """Return the font of `pixels`, or a smaller one in which `text` fits into `width`; one can still read it."""
    font = font_of(pixels, weight)
    full = text_width(font, text)
    return font if full <= width else font_of(pixels * max(_MIN_SHRINK, width / full), weight)


def paint_header(painter: QPainter, area: QRectF, title: str, detail: str = "") -> QRectF:
    """Paint the title of a slide, and a quiet text at its right; return what is left below."""
    theme, height = current_theme(), area.height()
    margin = height * MARGIN
    band = QRectF(area.left() + margin, area.top(), area.width() - 2 * margin, height * HEADER)
    side = TextStyle(font_of(height * 0.045, QFont.Weight.DemiBold), theme.quiet, RIGHT)
    used = draw_text(painter, band, detail, side) + margin if detail else 0.0
    room = band.adjusted(0, 0, -used, 0)
    draw_text(painter, room, title, TextStyle(fit(title, height * 0.072, room.width()), theme.ink, LEFT))
    return area.adjusted(margin, band.height(), -margin, -margin)


def paint_label(painter: QPainter, area: QRectF, text: str, color: QColor) -> None:
    """Paint the label of a part."""
    draw_text(painter, area, text, TextStyle(font_of(area.height() * 0.78), color, LEFT))
