"""Headline of the desk: one sentence, as large as it fits, to be read aloud across a room."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, are_whole, break_lines, draw_lines

_SIZES_IN_ONE_LINE, _SIZES_IN_TWO = (52, 46, 40), (36, 32, 27, 23)
_SIZES = (*((size, 1) for size in _SIZES_IN_ONE_LINE), *((size, 2) for size in _SIZES_IN_TWO))
_HEIGHT, _SMALL_HEIGHT = 78, 28
_SMALL_SIZES = ((24, 1), (21, 1), (18, 1), (16, 1))


class Headline(QWidget):
    """Draws a sentence in one line, or in two smaller ones."""

    def __init__(self, parent: QWidget | None = None, *, is_small: bool = False) -> None:
        super().__init__(parent)
        self.sentence, self.is_warning = "", False
        self._sizes, self._height = (_SMALL_SIZES, _SMALL_HEIGHT) if is_small else (_SIZES, _HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """One large line, or two small ones."""
        return QSize(px(400), px(self._height))

    def minimumSizeHint(self) -> QSize:
        """Any width."""
        return QSize(0, px(self._height))

    def show_text(self, sentence: str, *, is_warning: bool = False) -> None:
        """Show a sentence."""
        if (sentence, is_warning) != (self.sentence, self.is_warning):
            self.sentence, self.is_warning = sentence, is_warning
            self.setAccessibleName(sentence)
            self.update()

    def announce(self) -> None:
        """Let a screen reader say the sentence, while it can be seen."""
        if self.isVisible() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the sentence."""
        painter, area = painter_on(self)
        size, lines = self._fit(area.width())
        ink = current_theme().warn if self.is_warning else current_theme().ink
        draw_lines(painter, area, lines, TextStyle(fonts.digits(size), ink, LEFT))

    def _fit(self, width: float) -> tuple[int, list[str]]:
        """Return the largest size in which the whole sentence fits, and its lines."""
        size, lines = 0, list[str]()
        for size, most in self._sizes:
            lines = break_lines(fonts.digits(size), self.sentence, width, most)
            if are_whole(lines, self.sentence):
                break
        return size, lines
