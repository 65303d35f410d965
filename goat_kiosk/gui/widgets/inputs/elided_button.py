"""Push button with elided text: a long caption gets smaller lines, and is then cut with an ellipsis, never clipped."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFont, QIcon, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from goat_kiosk.gui.theme.plain_text import plain_caption
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, TextStyle, are_whole, break_lines, draw_lines, text_width

FILLED_ROLES = {"primary", "start"}
"""Roles whose button the style sheet fills, so that its text is dark on light."""
_INSET, _ICON_GAP = 8.0, 6.0
_SMALL_FONTS = 14, 12
"""Font sizes of a caption in two lines, and in three."""


class ElidedButton(QPushButton):
    """A push button whose width is set by its layout, not by its caption."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_caption(text)

    @property
    def caption(self) -> str:
        """The full caption."""
        return self._full

    def set_caption(self, text: str) -> None:
        """Set the caption; ampersands are shown as they are."""
        self._full = text
        self.setText(plain_caption(text))

    def minimumSizeHint(self) -> QSize:
        """No minimum width."""
        return QSize(0, super().minimumSizeHint().height())

    @property
    def lines(self) -> tuple[list[str], QFont]:
        """The caption as it is drawn, and its font."""
        font, room = QFont(self.font()), self._caption_area().width() - self._icon_room()
        if self.isChecked():
            font.setWeight(QFont.Weight.DemiBold)
        text = self._full.strip()
        lines = break_lines(font, text, room, 1)
        for most, pixels in enumerate(_SMALL_FONTS, start=2):
            if not are_whole(lines, text):
                font.setPixelSize(px(pixels))
                lines = break_lines(font, text, room, most)
        return lines, font

    def _caption_area(self) -> QRectF:
        """Return where icon and caption may be drawn, in pixels."""
        return QRectF(self.rect()).adjusted(px(_INSET), 0, -px(_INSET), 0)

    def _icon_room(self) -> float:
        return 0.0 if self.icon().isNull() else self.iconSize().width() + px(_ICON_GAP)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button, the icon and the caption."""
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        area, (lines, font), icon_room = self._caption_area(), self.lines, self._icon_room()
        style = TextStyle(font, self._ink())
        if icon_room:
            width = max(text_width(font, line) for line in lines)
            left = area.center().x() - (icon_room + width) / 2
            size = self.iconSize()
            icon = QRectF(left, area.center().y() - size.height() / 2, size.width(), size.height())
            self.icon().paint(painter, icon.toRect())
            area, style = QRectF(left + icon_room, area.top(), width + 1, area.height()), style._replace(side=LEFT)
        draw_lines(painter, area, lines, style)

    def _ink(self) -> QColor:
        role = self.property("role")
        if not self.isEnabled() or role == "plain":
            return current_theme().quiet
        return current_theme().ground if role in FILLED_ROLES else current_theme().ink
