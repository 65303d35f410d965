"""Push button that shows its shortcut key, so that the shortcuts are learned without a manual."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import TextStyle, break_lines, draw_lines
from goat_kiosk.gui.widgets.inputs.elided_button import ElidedButton
from goat_kiosk.gui.widgets.inputs.key_caps import CAP_HEIGHT, are_caps_shown, cap_width, draw_cap

_INSET = 8.0
_SMALL_FONT = 14
_FILLED_ROLES = {"primary", "start"}


class KeyButton(ElidedButton):
    """A push button with its key at the right end."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._cap = ""
        self._action: tuple[str, str, str] | None = None

    def set_action(self, caption: str, key: str, tooltip: str, *, enabled: bool = True) -> None:
        """Set the caption, the key, the tooltip, and whether the button is enabled."""
        self.setEnabled(enabled)
        if (caption, key, tooltip) != self._action:
            self._action = caption, key, tooltip
            self._cap = key
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
        return QSize(hint.width() + px(cap_width(self._cap) + _INSET if self._cap else 0), hint.height())

    @property
    def lines(self) -> tuple[list[str], QFont]:
        """The caption as it is drawn, in one line or two smaller ones, and its font."""
        font, room = self.font(), self.width() - px(2 * _INSET + self._cap_room())
        if self.fontMetrics().horizontalAdvance(self.caption) > room:
            font.setPixelSize(px(_SMALL_FONT))
        return break_lines(font, self.caption, room, 2), font

    def _cap_room(self) -> float:
        return cap_width(self._cap) + _INSET if self._cap and are_caps_shown() else 0.0

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button with the caption and the key."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cap_room, (lines, font) = self._cap_room(), self.lines
        area = QRectF(self.rect()).adjusted(px(_INSET), 0, -px(_INSET + cap_room), 0)
        draw_lines(painter, area, lines, TextStyle(font, self._ink()))
        if cap_room:
            with canvas(painter, self.rect()) as whole:
                self._paint_cap(painter, whole.adjusted(_INSET, 0, -_INSET, 0))

    def _ink(self) -> QColor:
        role = self.property("role")
        if not self.isEnabled() or role == "plain":
            return current_theme().quiet
        return current_theme().ground if role in _FILLED_ROLES else current_theme().ink

    def _paint_cap(self, painter: QPainter, area: QRectF) -> None:
        wide = cap_width(self._cap)
        painter.setPen(self._ink() if self.property("role") in _FILLED_ROLES else current_theme().quiet)
        draw_cap(painter, QRectF(area.right() - wide, area.center().y() - CAP_HEIGHT / 2, wide, CAP_HEIGHT), self._cap)
