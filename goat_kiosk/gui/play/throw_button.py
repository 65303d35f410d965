"""A button for one result: the bag as it would lie, the word, and the keys that do the same.

It looks like what it does: hole is filled, board outlined, off faint. Loud while its team is due, quiet otherwise; both
work, since a bag thrown out of turn is thrown all the same.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.widgets.key_button import cap_width, draw_cap
from goat_kiosk.gui.widgets.plain import tip
from goat_kiosk.gui.widgets.scale import painter_on, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.text.i18n import mark_for_translation

LABELS: dict[Result, str] = {
    "hole": mark_for_translation("Hole"),
    "board": mark_for_translation("Board"),
    "off": mark_for_translation("Off"),
    "foul": mark_for_translation("Foul"),
}
MIN_WIDTH = 56
_GAP = 6
_CAP_HIGH = 22


class ThrowButton(QAbstractButton):
    """Says that a bag of `team` lies as `result`."""

    def __init__(self, team: Team, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team: Team = team
        self.result: Result = result
        self._caps: tuple[str, ...] = ()
        self._color, self._loud = "#ffffff", False
        self.setText(t(LABELS[result]))
        self.setAccessibleName(t(LABELS[result]))
        self.setToolTip(t(LABELS[result]))
        self.setMinimumSize(MIN_WIDTH, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # Not by click: a later press of the space bar must not throw the same bag again.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """A quarter of a pad."""
        return QSize(px(104), px(84))

    def restyle(self, name: str, color: str, caps: tuple[str, ...], *, emphasized: bool) -> None:
        """Show it for the team called `name` with its keys, loud when that team is due."""
        self._color, self._caps, self._loud = color, caps if emphasized else caps[:1], emphasized
        words, keys = f"{name}: {self.text()}", f" {t('or')} ".join(caps)
        self.setAccessibleName(words)
        self.setToolTip(tip(t("{button} (key {keys})", button=words, keys=keys) if caps else words))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw surface, bag, word and key."""
        (painter, place), now = painter_on(self), current_theme()
        painter.setOpacity(1 if self.isEnabled() else 0.4)
        color = now.team(self._color)
        full = self._loud and self.result == "hole"
        ink = now.on(color) if full else now.ink
        self._paint_surface(painter, place, color if full else now.panel, color if self._loud else now.line)
        self._paint_bag(painter, place, color, ink, full=full)
        self._paint_words(painter, place, ink, now.on(color) if full else now.quiet)
        if self.hasFocus():
            draw_focus(painter, place, 12)

    def _paint_surface(self, painter: QPainter, place: QRectF, fill: QColor, edge: QColor) -> None:
        shade = 88 if self.isDown() else 108 if self.underMouse() and self.isEnabled() else 100
        painter.setBrush(fill.lighter(shade) if shade != 100 else fill)
        painter.setPen(QPen(edge, 3 if self._loud and self.result != "foul" else 2))
        painter.drawRoundedRect(place.adjusted(2, 2, -2, -2), 12, 12)

    def _paint_bag(self, painter: QPainter, place: QRectF, color: QColor, ink: QColor, *, full: bool) -> None:
        draw_bag(painter, self.team, self.result, self._plan(place)[0], ink if full else color)

    def _paint_words(self, painter: QPainter, place: QRectF, ink: QColor, quiet: QColor) -> None:
        painter.setPen(ink)
        _, words, size = self._plan(place)
        painter.setFont(fonts.digits(size))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(quiet)
        left = place.center().x() - (sum(cap_width(cap) + _GAP for cap in self._caps) - _GAP) / 2
        for cap in self._caps:
            wide = cap_width(cap)
            draw_cap(painter, QRectF(left, place.bottom() - _CAP_HIGH - 9, wide, _CAP_HIGH), cap)
            left += wide + _GAP

    def _plan(self, place: QRectF) -> tuple[QRectF, QRectF, int]:
        """Return where the bag and the word stand, and the word's size: side by side, or on top of each other."""
        room = place.adjusted(8, 8, -8, -8 - (_CAP_HIGH + 4 if self._caps else 0))
        if place.width() > 1.15 * place.height():
            side = min(room.height() * 0.72, room.width() * 0.3)
            size = int(max(20.0, min(room.height() * 0.62, room.width() * 0.24)))
            wide = QFontMetricsF(fonts.digits(size)).horizontalAdvance(self.text())
            left = room.center().x() - (side + 10 + wide) / 2
            bag = QRectF(left, room.center().y() - side / 2, side, side)
            return bag, QRectF(bag.right() + 8, room.top(), wide + 4, room.height()), size
        side, size = min(room.height() * 0.48, room.width() * 0.6), int(max(20.0, room.height() * 0.3))
        bag = QRectF(room.center().x() - side / 2, room.top() + room.height() * 0.06, side, side)
        return bag, QRectF(room.left(), bag.bottom(), room.width(), room.bottom() - bag.bottom()), size
