"""Flash overlay: the bag that was just thrown, large over the page for a moment, to be seen from the lane.

It is transparent for the mouse and delays nothing, so the next bag can be entered under it. It stays hidden if the
desktop has animations turned off.
"""

from PySide6.QtCore import QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.theme.glyphs import draw_bag
from goat_kiosk.gui.theme.paint_cache import cached_pixmap
from goat_kiosk.gui.theme.style import current_theme

_DURATION_MS = 400
_SIZE_SHARE = 0.5
"""Size of the bag as a share of the page's shorter side."""


class Flash(QWidget):
    """Shows one bag in the middle of its page, and fades."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._bag: tuple[Team, Result] = (1, "hole")
        self._color = "#ffffff"
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_DURATION_MS)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self.hide)
        self.hide()

    def show_bag(self, team: Team, result: Result, color: str) -> None:
        """Flash a bag, and replace one that is still fading; do nothing while the page is hidden."""
        duration = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        if not (duration and self._page.isVisible()):
            return
        self._bag, self._color = (team, result), color
        side = int(min(self._page.width(), self._page.height()) * _SIZE_SHARE)
        area = QRect(0, 0, side, side)
        area.moveCenter(self._page.rect().center())
        # No larger than the bag: each step of the fade repaints everything under this widget.
        self.setGeometry(area)
        self._fade.stop()
        self._fade.start()
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag at its current opacity."""
        look = "flash", *self._bag, self._color
        pixmap = cached_pixmap(self, look, self._paint_bag, QColor(Qt.GlobalColor.transparent))
        painter = QPainter(self)
        painter.setOpacity(0.9 * float(self._fade.currentValue()))
        painter.drawPixmap(0, 0, pixmap)

    def _paint_bag(self, painter: QPainter, area: QRectF) -> None:
        draw_bag(painter, *self._bag, area, current_theme().team(self._color))
