"""The bag that was just thrown, large over the page for a moment: seen from the corner of an eye on the lane.

It takes no clicks and delays nothing: bags can be keyed on under it. Where the desktop wants no motion it stays away.
"""

from PySide6.QtCore import QRect, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.widgets.glyphs import draw_bag
from goat_kiosk.gui.widgets.style import current_theme

_MS = 400
_SHARE = 0.5
"""Of the shorter side."""


class Flash(QWidget):
    """Stands in the middle of its page, and shows one bag."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._bag: tuple[Team, Result] = (1, "hole")
        self._color = "#ffffff"
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fade = QVariantAnimation(self, startValue=1.0, endValue=0.0, duration=_MS)
        self._fade.valueChanged.connect(self.update)
        self._fade.finished.connect(self.hide)
        self.hide()

    def show_bag(self, team: Team, result: Result, color: str) -> None:
        """Flash a bag, in place of one that is still fading; nothing while its page is not shown."""
        moving = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        if not (moving and self._page.isVisible()):
            return
        self._bag, self._color = (team, result), color
        side = int(min(self._page.width(), self._page.height()) * _SHARE)
        place = QRect(0, 0, side, side)
        place.moveCenter(self._page.rect().center())
        # No larger than the bag: each step of the fade paints anew what lies under it.
        self.setGeometry(place)
        self._fade.stop()
        self._fade.start()
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the bag as far as it has faded."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.9 * float(self._fade.currentValue()))
        draw_bag(painter, *self._bag, QRectF(self.rect()), current_theme().team(self._color))
