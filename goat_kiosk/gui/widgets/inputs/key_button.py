"""Push button that shows its shortcut key, so that the shortcuts are learned without a manual."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton

_CAP_HEIGHT, _CAP_PADDING, _INSET = 22.0, 7.0, 8.0


def cap_width(key: str) -> float:
    """Return the width of a drawn key, in unscaled pixels."""
    return max(26.0, QFontMetricsF(fonts.text(13, QFont.Weight.DemiBold)).horizontalAdvance(key) + 2 * _CAP_PADDING)


def draw_cap(painter: QPainter, area: QRectF, key: str) -> None:
    """Draw a key cap with the painter's pen."""
    painter.setPen(QPen(painter.pen().color(), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(area, 5, 5)
    painter.setFont(fonts.text(13, QFont.Weight.DemiBold))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, key)


class KeyButton(ElidedButton):
    """A push button with its key at the right end."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._cap = ""

    def set_action(self, caption: str, key: str, tooltip: str, *, enabled: bool = True) -> None:
        """Set the caption, the key, the tooltip, and whether the button is enabled."""
        self._cap = key
        self.setEnabled(enabled)
        self.set_caption(caption)
        self.setAccessibleName(tooltip)
        self.setToolTip(plain_tooltip(f"{tooltip} ({key})" if key else tooltip))
        self.updateGeometry()
        self.update()

    def limit_width(self, max_width: int) -> None:
        """Use the width of the caption and the key, at most `max_width` pixels."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMaximumWidth(max_width)

    def sizeHint(self) -> QSize:
        """Room for the caption and the key."""
        hint = super().sizeHint()
        return QSize(hint.width() + px(self._cap_room()), hint.height())

    @property
    def room(self) -> int:
        """Width available for the caption, in pixels."""
        return self.width() - px(2 * _INSET + self._cap_room())

    def _cap_room(self) -> float:
        return cap_width(self._cap) + _INSET if self._cap else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button with the elided caption and the key."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._ink())
        inset, room = px(_INSET), px(self._cap_room())
        shown = self.fontMetrics().elidedText(self.caption, Qt.TextElideMode.ElideRight, self.room)
        painter.setFont(self.font())
        painter.drawText(self.rect().adjusted(inset, 0, -inset - room, 0), Qt.AlignmentFlag.AlignCenter, shown)
        if self._cap:
            with canvas(painter, self.rect()) as area:
                self._paint_cap(painter, area.adjusted(_INSET, 0, -_INSET, 0))

    def _ink(self) -> QColor:
        role = self.property("role")
        if not self.isEnabled() or role == "plain":
            return current_theme().quiet
        return current_theme().ground if role == "primary" else current_theme().ink

    def _paint_cap(self, painter: QPainter, area: QRectF) -> None:
        wide = cap_width(self._cap)
        painter.setPen(self._ink() if self.property("role") == "primary" else current_theme().quiet)
        draw_cap(
            painter, QRectF(area.right() - wide, area.center().y() - _CAP_HEIGHT / 2, wide, _CAP_HEIGHT), self._cap
        )
