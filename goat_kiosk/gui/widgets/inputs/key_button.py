"""Push button that shows its shortcut key, so that the shortcuts are learned without a manual."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from goat_kiosk.gui.text.descriptions import name_button
from goat_kiosk.gui.theme.plain_text import plain_tooltip
from goat_kiosk.gui.theme.scale import painter_on, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.widgets.inputs.elided_button import FILLED_ROLES, ElidedButton
from goat_kiosk.gui.widgets.inputs.key_caps import CAP_HEIGHT, are_caps_shown, cap_width, draw_cap

_INSET = 8.0


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
            name_button(self, caption, tooltip)
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

    def _caption_area(self) -> QRectF:
        return super()._caption_area().adjusted(0, 0, -px(self._cap_room()), 0)

    def _cap_room(self) -> float:
        return cap_width(self._cap) + _INSET if self._cap and are_caps_shown() else 0.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the button with the caption and the key."""
        super().paintEvent(event)
        if self._cap_room():
            painter, area = painter_on(self)
            self._paint_cap(painter, area.adjusted(_INSET, 0, -_INSET, 0))

    def _paint_cap(self, painter: QPainter, area: QRectF) -> None:
        wide = cap_width(self._cap)
        painter.setPen(self._ink() if self.property("role") in FILLED_ROLES else current_theme().quiet)
        draw_cap(painter, QRectF(area.right() - wide, area.center().y() - CAP_HEIGHT / 2, wide, CAP_HEIGHT), self._cap)
