"""Throw button for one result: a picture of the bag, the word, and the keyboard shortcuts.

All four results look alike: none of them is chosen already. The buttons of the team that throws next are bright, the
others dim but readable, because a bag thrown out of turn must be recorded too.
"""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from goat_kiosk.domain.events import Result, Team
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag, draw_focus
from goat_kiosk.gui.theme.paint_cache import make_opaque, paint_cached
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, draw_text
from goat_kiosk.gui.widgets.inputs.key_caps import are_caps_shown
from goat_kiosk.text.i18n import mark_for_translation

LABELS: dict[Result, str] = {
    "hole": mark_for_translation("Hole"),
    "board": mark_for_translation("Board"),
    "off": mark_for_translation("Off"),
    "foul": mark_for_translation("Foul"),
}
MIN_WIDTH = 56
_CAP_HEIGHT, _INSET = 20, 8
_DIM_OPACITY = 0.45


class ThrowButton(QAbstractButton):
    """Records a bag of `team` with `result`."""

    def __init__(self, team: Team, result: Result, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.team: Team = team
        self.result: Result = result
        self._caps: tuple[str, ...] = ()
        self._color, self._emphasized = "#ffffff", False
        self._description = ""
        self.setText(t(LABELS[result]))
        self.setAccessibleName(t(LABELS[result]))
        self.setToolTip(t(LABELS[result]))
        self.setMinimumSize(MIN_WIDTH, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        # No focus by click: a later press of the space bar must not throw the same bag again.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        make_opaque(self)

    def sizeHint(self) -> QSize:
        """A quarter of the throw pad."""
        return QSize(px(96), px(84))

    def restyle(self, name: str, color: str, caps: tuple[str, ...], *, emphasized: bool) -> None:
        """Set the team's name, color and shortcuts, and whether the button is emphasized."""
        caption = f"{name}: {self.text()}"
        keys = f" {t('or')} ".join(caps)
        description = t("{button} (key {keys})", button=caption, keys=keys) if caps else caption
        shown = caps if emphasized else caps[:1]
        if (caption, description) != (self.accessibleName(), self._description):
            self._description = description
            self.setAccessibleName(caption)
            self.setToolTip(plain_tooltip(description))
        if (color, shown, emphasized) != (self._color, self._caps, self._emphasized):
            self._color, self._caps, self._emphasized = color, shown, emphasized
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the surface, the bag, the word and the shortcuts."""
        caps = self._caps if are_caps_shown() else ()
        is_hovered = self.underMouse() and self.isEnabled()
        states = self._emphasized, self.isEnabled(), self.isDown(), is_hovered, self.hasFocus()
        look = "throw", self.team, self.result, self.text(), self._color, caps, states
        paint_cached(self, look, lambda painter, area: self._paint(painter, area, caps))

    def _paint(self, painter: QPainter, area: QRectF, caps: tuple[str, ...]) -> None:
        theme = current_theme()
        painter.setOpacity(1 if self.isEnabled() else 0.4)
        color = theme.team(self._color)
        is_hovered = self.underMouse() and self.isEnabled()
        self._paint_surface(painter, area, theme.line if self.isDown() else theme.panel, color, is_hovered=is_hovered)
        room = area.adjusted(_INSET, _INSET, -_INSET, -_INSET - (_CAP_HEIGHT if caps else 0))
        self._paint_label(painter, room, color, theme.ink if self._emphasized else theme.quiet)
        below = QRectF(area.left() + _INSET, area.bottom() - _CAP_HEIGHT - 6, area.width() - 2 * _INSET, _CAP_HEIGHT)
        draw_text(painter, below, " · ".join(caps), TextStyle(fonts.text(13), theme.quiet))
        if self.hasFocus():
            draw_focus(painter, area, 12)

    def _paint_surface(self, painter: QPainter, area: QRectF, fill: QColor, color: QColor, *, is_hovered: bool) -> None:
        edge = QColor(color)
        edge.setAlphaF(1.0 if self._emphasized or is_hovered else _DIM_OPACITY)
        painter.setBrush(fill if self._emphasized or self.isDown() else current_theme().ground)
        painter.setPen(QPen(edge, 3 if self._emphasized and self.result != "foul" else 2))
        painter.drawRoundedRect(area.adjusted(2, 2, -2, -2), 12, 12)

    def _paint_label(self, painter: QPainter, room: QRectF, color: QColor, ink: QColor) -> None:
        """Draw the bag and the word: one above the other, or side by side where the button is low."""
        opacity, word = painter.opacity(), TextStyle(fonts.digits(_word_size(room)), ink)
        painter.setOpacity(opacity * (1 if self._emphasized else _DIM_OPACITY))
        if room.width() > 1.15 * room.height():
            side = min(room.height() * 0.8, room.width() * 0.28)
            bag = QRectF(room.left() + 2, room.center().y() - side / 2, side, side)
            text_area = QRectF(bag.right() + 4, room.top(), room.right() - bag.right() - 4, room.height())
        else:
            side = min(room.height() * 0.42, room.width() * 0.5)
            bag = QRectF(room.center().x() - side / 2, room.top() + room.height() * 0.06, side, side)
            text_area = QRectF(room.left(), bag.bottom(), room.width(), room.bottom() - bag.bottom())
        draw_bag(painter, self.team, self.result, bag, color)
        painter.setOpacity(opacity)
        draw_text(painter, text_area, self.text(), word)


def _word_size(room: QRectF) -> int:
    """Return the font size of the word, in pixels."""
    return int(max(20.0, min(room.height() * 0.32, room.width() * 0.36)))
