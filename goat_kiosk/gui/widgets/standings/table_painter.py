"""Painter of a table: place, name, what decided the place, won–lost and differential, with the cut as a line.

Every measure is a share of the height of a row, so that a TV and the window draw alike.
"""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text, text_width
from goat_kiosk.text.standings_view import PlaceRow, PoolTable

HEADING = 1.5
"""Height of the heading, in rows."""
GAP = 0.6
"""Between two tables, in rows."""
_PLACE, _RECORD, _DIFFERENTIAL = 1.5, 2.1, 1.9
CUT = 0.62
"""Height of a line below those who go on, with its words, in rows."""
_TEXT, _SMALL = 0.62, 0.42
_NARROWEST = 0.75
"""Share of the font's size down to which a long name shrinks before it is elided."""


class TablePart(NamedTuple):
    """Rows of a table that stand one below the other."""

    table: PoolTable
    first: int = 0
    last: int | None = None
    """The row after the last one; None: to the end."""

    @property
    def rows(self) -> list[PlaceRow]:
        """Its rows."""
        return self.table.rows[self.first : self.last]

    @property
    def height(self) -> float:
        """The height with its heading and its lines, in rows."""
        return HEADING + sum(row_height(row) for row in self.rows)


def row_height(row: PlaceRow) -> float:
    """Return the height of a row with the line below it, in rows."""
    return 1 + CUT if row.cut_below else 1.0


class TablePainter:
    """Paints parts of tables with rows of one height."""

    def __init__(self, painter: QPainter, height: float, smallest: float) -> None:
        """`height` is that of a row, `smallest` that of a letter that one can still read."""
        self._painter, self._height = painter, height
        self._small = max(height * _SMALL, smallest)

    def paint(self, part: TablePart, corner: QPointF, width: float, selected: int = 0) -> None:
        """Paint a part with its heading; `selected` is the entry whose row has a frame, 0 none."""
        self._paint_heading(part, QRectF(corner.x(), corner.y(), width, self._height * HEADING))
        top = corner.y() + self._height * HEADING
        for index, row in enumerate(part.rows):
            area = QRectF(corner.x(), top, width, self._height)
            self._paint_row(row, area, is_even=index % 2 == 0)
            if row.cut_below:
                self._paint_cut(row.cut_below, QRectF(corner.x(), area.bottom(), width, self._height * CUT))
            if row.entry == selected:
                self._paint_frame(area)
            top += self._height * row_height(row)

    def _paint_heading(self, part: TablePart, area: QRectF) -> None:
        theme, height = current_theme(), self._height
        label = area.adjusted(0, height * (HEADING - 0.8), 0, 0)
        columns = [(t("+/−"), _DIFFERENTIAL), (t("W–L"), _RECORD)]
        right = area.right() - height * 0.3
        for text, share in columns:
            cell = QRectF(right - share * height, label.top(), share * height, label.height())
            draw_text(self._painter, cell, text, TextStyle(_font(self._small), theme.quiet, RIGHT))
            right = cell.left()
        title = QRectF(area.left() + height * 0.35, area.top(), right - area.left() - height * 0.5, area.height())
        draw_text(
            self._painter, title, part.table.title, TextStyle(self._fit(part.table.title, title), theme.ink, LEFT)
        )

    def _paint_row(self, row: PlaceRow, area: QRectF, *, is_even: bool) -> None:
        theme, height, painter = current_theme(), self._height, self._painter
        if is_even:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.panel)
            painter.drawRoundedRect(area, height * 0.12, height * 0.12)
        ink = theme.quiet if row.has_left else theme.ink
        place = QRectF(area.left() + height * 0.15, area.top(), (_PLACE - 0.4) * height, height)
        color = theme.good if row.goes_on else ink
        draw_text(painter, place, row.place, TextStyle(_font(height * _TEXT), color, RIGHT))
        right = area.right() - height * 0.3
        for text, share in ((row.differential, _DIFFERENTIAL), (row.record, _RECORD)):
            cell = QRectF(right - share * height, area.top(), share * height, height)
            draw_text(painter, cell, text, TextStyle(_font(height * _TEXT), ink, RIGHT))
            right = cell.left()
        name = QRectF(area.left() + _PLACE * height, area.top(), right - area.left() - (_PLACE + 0.2) * height, height)
        used = draw_text(painter, name, row.name, TextStyle(self._fit(row.name, name), ink, LEFT))
        decider = TextStyle(_font(self._small, QFont.Weight.DemiBold), theme.quiet, RIGHT)
        if text_width(decider.font, row.decider) + used + height * 0.4 <= name.width():
            draw_text(painter, name, row.decider, decider)

    def _paint_cut(self, label: str, area: QRectF) -> None:
        """Paint the line below those who go on, and the words on it."""
        theme, height, painter = current_theme(), self._height, self._painter
        font = _font(self._small)
        width = min(area.width() - _PLACE * height, text_width(font, label) + height * 0.4)
        tag = QRectF(area.left() + (_PLACE - 0.2) * height, area.top() + height * 0.03, width, height * (CUT - 0.06))
        y = area.center().y()
        painter.setPen(QPen(theme.good, max(2.0, height * 0.05)))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.good)
        painter.drawRoundedRect(tag, height * 0.1, height * 0.1)
        text = tag.adjusted(height * 0.1, 0, -height * 0.1, 0)
        draw_text(painter, text, label, TextStyle(font, theme.ink_on(theme.good)))

    def _paint_frame(self, area: QRectF) -> None:
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.setPen(QPen(current_theme().ink, max(2.0, self._height * 0.06)))
        self._painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), self._height * 0.12, self._height * 0.12)

    def _fit(self, text: str, area: QRectF) -> QFont:
        font = _font(self._height * _TEXT)
        full = text_width(font, text)
        if full <= area.width():
            return font
        return _font(self._height * _TEXT * max(_NARROWEST, area.width() / full))


def _font(pixels: float, weight: QFont.Weight = QFont.Weight.Bold) -> QFont:
    return fonts.digits(max(1, int(pixels)), weight)
