"""Menu of the window's sections, each with its function key; Esc returns to the game.

It is small and low in contrast, because it is not needed during play.
"""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text
from goat_kiosk.gui.widgets.section_page import Section
from goat_kiosk.text.i18n import mark_for_translation

PLAY, PLAY_KEY = mark_for_translation("Play"), "Esc"
_COLUMNS, _HEIGHT = 3, 50


class MenuButton(QAbstractButton):
    """Button of one section: its name, and its key under it."""

    def __init__(self, name: str, key: str, description: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self.setText(t(name))
        self.setCheckable(True)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(t(name))
        self.setToolTip(f"{description} ({key})")

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(px(56), px(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the name and the key."""
        (painter, area), now = painter_on(self), current_theme()
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(now.ground)
            painter.drawRoundedRect(area, 10, 10)
        if self.isChecked():
            painter.setBrush(now.ink)
            painter.drawRoundedRect(QRectF(area.width() / 2 - 14, _HEIGHT - 4, 28, 4), 2, 2)
        draw_text(
            painter,
            area.adjusted(1, 6, -1, -22),
            self.text(),
            TextStyle(self._fitting_font(area.width() - 2), now.ink),
        )
        draw_text(painter, area.adjusted(4, 26, -4, -6), self.key, TextStyle(fonts.text(12), now.quiet))
        if self.hasFocus():
            draw_focus(painter, area, 10)

    def _fitting_font(self, room: float) -> QFont:
        """Return the largest font in which the name fits: names are longer in some languages."""
        weight = QFont.Weight.DemiBold if self.isChecked() else QFont.Weight.Normal
        sizes = [fonts.text(pixels, weight) for pixels in (14, 13, 12)]
        fonts_that_fit = (font for font in sizes if QFontMetricsF(font).horizontalAdvance(self.text()) <= room)
        return next(fonts_that_fit, sizes[-1])


class Menu(QWidget):
    """Grid of buttons, one for each section."""

    chosen = Signal(str)
    """The name of a page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self.buttons: dict[str, MenuButton] = {}
        # Esc belongs to whatever is open (a form, a choice) before it leads back to the game: see `SectionPage`.
        self._add(PLAY, PLAY_KEY, t("Back to the game"))
        self.mark(PLAY)

    def offer(self, sections: Sequence[Section]) -> None:
        """Offer `sections`, in their order; those without a key are reached from another page."""
        for section in filter(lambda section: section.key, sections):
            self._add(section.name, section.key, section.description)
            key = QShortcut(QKeySequence(section.key), self)
            key.activated.connect(partial(self.chosen.emit, section.name))

    def _add(self, name: str, key: str, description: str) -> None:
        button = MenuButton(name, key, description)
        button.clicked.connect(lambda: self.chosen.emit(name))
        self._grid.addWidget(button, *divmod(len(self.buttons), _COLUMNS))
        self.buttons[name] = button

    def mark(self, name: str) -> None:
        """Highlight the section that is shown."""
        for page, button in self.buttons.items():
            button.setChecked(page == name)
