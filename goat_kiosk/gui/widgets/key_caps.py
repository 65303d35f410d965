"""Keys of one action, drawn as key caps beside each other."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from goat_kiosk.gui.settings.keymap import key_caption, spoken_key
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.key_caps import cap_width, draw_cap

_HEIGHT, _CAP_HEIGHT, _GAP, _MIN_WIDTH = 32.0, 24.0, 5.0, 64.0


class KeyCaps(QWidget):
    """Draws the caps of `keys`; a screen reader gets their names."""

    def __init__(self, keys: tuple[str, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caps = tuple(map(key_caption, keys))
        self.setAccessibleName(f" {t('or')} ".join(map(spoken_key, keys)))

    def sizeHint(self) -> QSize:
        """Room for all caps; short ones get the same width, so that the captions beside them line up."""
        width = sum(cap_width(cap) + _GAP for cap in self._caps)
        return QSize(px(max(_MIN_WIDTH, width)), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """As `sizeHint`: a cap that is cut off could be another key."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the caps from left to right."""
        painter, area = painter_on(self)
        left = area.left()
        for cap in self._caps:
            painter.setPen(current_theme().quiet)
            width = cap_width(cap)
            draw_cap(painter, QRectF(left, area.center().y() - _CAP_HEIGHT / 2, width, _CAP_HEIGHT), cap)
            left += width + _GAP
