"""Background of list rows: plain, hovered, or selected. All lists of the window use it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.style import current_theme

_RADIUS = 10


def draw_row(painter: QPainter, option: QStyleOptionViewItem, area: QRectF) -> None:
    """Draw the background of the row at `area` in the state of `option`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().ground)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)
    if is_selected:
        draw_focus(painter, area, _RADIUS)
