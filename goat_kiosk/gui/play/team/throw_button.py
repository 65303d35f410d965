"""Throw button for one result: a picture of the bag, the word, and the keyboard shortcuts.

Its look matches its result: hole is filled, board outlined, off faint. It is emphasized while its team is due, but
works at any time, because a bag thrown out of turn must be recorded too.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.key_button import cap_width, draw_cap
from goat_kiosk.text.i18n import mark_for_translation

LABELS: dict[Result, str] = {
    "hole": mark_for_translation("Hole"),
    "board": mark_for_translation("Board"),
    "off": mark_for_translation("Off"),
    "foul": mark_for_translation("Foul"),
}
MIN_WIDTH = 56
_GAP = 6
_CAP_HEIGHT = 22


class ThrowButton(QAbstractButton):
    """Records a bag of `team` with `result`."""

    def __init__(self, team: Team, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team: Team = team
        self.result: Result = result
        self._caps: tuple[str, ...] = ()
        self._color, self._emphasized = "#ffffff", False
        self.setText(t(LABELS[result]))
        self.setAccessibleName(t(LABELS[result]))
        self.setToolTip(t(LABELS[result]))
        self.setMinimumSize(MIN_WIDTH, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # No focus by click: a later press of the space bar must not throw the same bag again.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        """A quarter of the throw pad."""
        return QSize(px(104), px(84))

    def restyle(self, name: str, color: str, caps: tuple[str, ...], *, emphasized: bool) -> None:
        """Set the team's name, color and shortcuts, and whether the button is emphasized."""
        self._color, self._caps, self._emphasized = color, caps if emphasized else caps[:1], emphasized
        caption, keys = f"{name}: {self.text()}", f" {t('or')} ".join(caps)
        self.setAccessibleName(caption)
        self.setToolTip(plain_tooltip(t("{button} (key {keys})", button=caption, keys=keys) if caps else caption))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface, the bag, the word and the shortcuts."""
        (painter, area), theme = painter_on(self), current_theme()
        painter.setOpacity(1 if self.isEnabled() else 0.4)
        color = theme.team(self._color)
        is_filled = self._emphasized and self.result == "hole"
        ink = theme.ink_on(color) if is_filled else theme.ink
        self._paint_surface(
            painter, area, color if is_filled else theme.panel, color if self._emphasized else theme.line
        )
        self._paint_bag(painter, area, color, ink, is_filled=is_filled)
        self._paint_words(painter, area, ink, theme.ink_on(color) if is_filled else theme.quiet)
        if self.hasFocus():
            draw_focus(painter, area, 12)

    def _paint_surface(self, painter: QPainter, area: QRectF, fill: QColor, edge: QColor) -> None:
        shade = 88 if self.isDown() else 108 if self.underMouse() and self.isEnabled() else 100
        painter.setBrush(fill.lighter(shade) if shade != 100 else fill)
        painter.setPen(QPen(edge, 3 if self._emphasized and self.result != "foul" else 2))
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 12, 12)

    def _paint_bag(self, painter: QPainter, area: QRectF, color: QColor, ink: QColor, *, is_filled: bool) -> None:
        draw_bag(painter, self.team, self.result, self._layout_parts(area)[0], ink if is_filled else color)

    def _paint_words(self, painter: QPainter, area: QRectF, ink: QColor, quiet: QColor) -> None:
        painter.setPen(ink)
        _, text_area, size = self._layout_parts(area)
        painter.setFont(fonts.digits(size))
        painter.drawText(text_area, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.setPen(quiet)
        left = area.center().x() - (sum(cap_width(cap) + _GAP for cap in self._caps) - _GAP) / 2
        for cap in self._caps:
            width = cap_width(cap)
            draw_cap(painter, QRectF(left, area.bottom() - _CAP_HEIGHT - 9, width, _CAP_HEIGHT), cap)
            left += width + _GAP

    def _layout_parts(self, area: QRectF) -> tuple[QRectF, QRectF, int]:
        """Return the rectangles of bag and word, and the font size; wide buttons place them side by side."""
        room = area.adjusted(8, 8, -8, -8 - (_CAP_HEIGHT + 4 if self._caps else 0))
        if area.width() > 1.15 * area.height():
            side = min(room.height() * 0.72, room.width() * 0.3)
            size = int(max(20.0, min(room.height() * 0.62, room.width() * 0.24)))
            width = QFontMetricsF(fonts.digits(size)).horizontalAdvance(self.text())
            left = room.center().x() - (side + 10 + width) / 2
            bag = QRectF(left, room.center().y() - side / 2, side, side)
            return bag, QRectF(bag.right() + 8, room.top(), width + 4, room.height()), size
        side, size = min(room.height() * 0.48, room.width() * 0.6), int(max(20.0, room.height() * 0.3))
        bag = QRectF(room.center().x() - side / 2, room.top() + room.height() * 0.06, side, side)
        return bag, QRectF(room.left(), bag.bottom(), room.width(), room.bottom() - bag.bottom()), size
