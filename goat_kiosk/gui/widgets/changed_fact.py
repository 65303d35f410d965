"""Before-and-after label for one fact: a caption, the old value, the new value, marked when they differ.

The mark is a ring and an arrow, not color alone.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, draw_text, elide, fitting_font, text_width

ARROW = " → "
_GAP, _SIZES = 16, (24, 20, 18)


class ChangedFact(QWidget):
    """Shows one value before and after a correction."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption, self._before, self._after = caption, "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One line with the caption and the value."""
        return QSize(px(300), px(44))

    @property
    def text(self) -> str:
        """The value, or the old and the new value with an arrow."""
        return self._after if self._before == self._after else f"{self._before}{ARROW}{self._after}"

    def show_fact(self, before: str, after: str) -> None:
        """Show the value before and after."""
        self._before, self._after = before, after
        self.setAccessibleName(f"{self._caption}: {self.text}")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the caption, and the value below it."""
        (painter, area), now = painter_on(self), current_theme()
        has_changed = self._before != self._after
        draw_card(painter, area, has_changed=has_changed)
        inside = area.adjusted(16, 0, -16, 0)
        caption = TextStyle(fonts.text(14), now.quiet, LEFT)
        inside.adjust(draw_text(painter, inside, self._caption, caption) + _GAP, 0, 0, 0)
        font = fitting_font(list(map(fonts.digits, _SIZES)), self.text, inside.width())
        if has_changed:
            room = max(inside.width() - text_width(font, self._after), inside.width() / 2)
            old = elide(font, self._before, ARROW, room)
            inside.adjust(draw_text(painter, inside, old, TextStyle(font, now.quiet, LEFT)), 0, 0, 0)
        draw_text(painter, inside, self._after, TextStyle(font, now.ink, LEFT))


def draw_card(painter: QPainter, area: QRectF, *, has_changed: bool) -> None:
    """Draw a card, with a ring if what it shows has changed."""
    now = current_theme()
    painter.setPen(QPen(now.warn, 2) if has_changed else Qt.PenStyle.NoPen)
    painter.setBrush(now.panel)
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 12, 12)
