"""Background of list rows: plain, hovered, or selected. All lists of the window use it."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from goat_kiosk.gui.theme.glyphs import draw_focus
from goat_kiosk.gui.theme.style import current_theme

_RADIUS = 10


def draw_row(painter: QPainter, option: QStyleOptionViewItem, place: QRectF) -> None:
    """Draw the background of the row at `place` in the state of `option`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    chosen = bool(option.state & QStyle.StateFlag.State_Selected)
    if chosen or option.state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current_theme().ground)
        painter.drawRoundedRect(place, _RADIUS, _RADIUS)
    if chosen:
        draw_focus(painter, place, _RADIUS)
