"""View of the tables of a stage: one for each pool, in as many columns as there is room for."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QToolTip, QVBoxLayout, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.tournament.bracket.tie_bar import TieBar
from goat_kiosk.gui.widgets.standings.table_layout import PlacedTable, lay_out_columns
from goat_kiosk.gui.widgets.standings.table_painter import HEADING, TablePainter, row_height
from goat_kiosk.text.standings_view import PlaceRow, PoolTable

_ROW, _SMALLEST_TEXT, _COLUMN, _GAP, _WIDEST = 44, 15, 460, 24, 1100
"""In unscaled pixels; a single table is no wider than `_WIDEST`, so that the eye keeps its row."""


class TablesCanvas(QWidget):
    """The tables, painted."""

    row_selected = Signal(object)
    """The row (`PlaceRow`) that is selected now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: Sequence[PoolTable] = ()
        self._placed: list[PlacedTable] = []
        self.selected = 0
        """The selected entry; 0 before the first choice."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def rows(self) -> list[PlaceRow]:
        """The rows of all tables, in the order of the arrow keys."""
        return [row for table in self._tables for row in table.rows]

    def show_tables(self, tables: Sequence[PoolTable]) -> None:
        """Show tables; the selected entry stays selected."""
        self._tables = tables
        self._lay_out()
        if self.selected not in [row.entry for row in self.rows]:
            self.selected = 0
        self._describe()
        self.update()

    def select(self, entry: int) -> None:
        """Select an entry, so that the sentence about its place is shown."""
        self.selected = entry
        self._describe()
        self.update()
        if (row := self.selected_row) is not None:
            self.row_selected.emit(row)

    def row_area(self, entry: int) -> QRectF:
        """Return where the row of an entry is painted; nowhere if it has none."""
        return next((area for row, area in self._areas() if row.entry == entry), QRectF())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the tables."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), current_theme().ground)
        tables = TablePainter(painter, px(_ROW), px(_SMALLEST_TEXT))
        for placed in self._placed:
            tables.paint(placed.part, self._corner(placed), self._width, self.selected)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._lay_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Select the next row or the one before it."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        entries = [row.entry for row in self.rows]
        if step is None or not entries:
            super().keyPressEvent(event)
            return
        place = entries.index(self.selected) + step if self.selected in entries else 0
        self.select(entries[max(0, min(place, len(entries) - 1))])
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleDescription()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the row under the mouse."""
        if (row := self._row_at(event.position())) is not None:
            self.select(row.entry)

    def event(self, event: QEvent) -> bool:
        """Say why an entry has its place under a resting mouse."""
        if isinstance(event, QHelpEvent):
            row = self._row_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), row_text(row) if row else "", self)
            return True
        return super().event(event)

    def _lay_out(self) -> None:
        columns = max(1, min(len(self._tables), self.width() // px(_COLUMN)))
        self._placed = lay_out_columns(self._tables, columns)
        height = max((placed.top + placed.part.height for placed in self._placed), default=0)
        self.setMinimumHeight(int(height * px(_ROW)) + px(_GAP))

    @property
    def _width(self) -> float:
        columns = 1 + max((placed.column for placed in self._placed), default=0)
        return min(px(_WIDEST), (self.width() + px(_GAP)) / columns - px(_GAP))

    def _corner(self, placed: PlacedTable) -> QPointF:
        return QPointF(placed.column * (self._width + px(_GAP)), placed.top * px(_ROW))

    def _areas(self) -> list[tuple[PlaceRow, QRectF]]:
        areas = []
        for placed in self._placed:
            corner = self._corner(placed)
            top = corner.y() + HEADING * px(_ROW)
            for row in placed.part.rows:
                areas.append((row, QRectF(corner.x(), top, self._width, px(_ROW))))
                top += row_height(row) * px(_ROW)
        return areas

    def _row_at(self, position: QPointF) -> PlaceRow | None:
        return next((row for row, area in self._areas() if area.contains(position)), None)

    @property
    def selected_row(self) -> PlaceRow | None:
        """The row of the selected entry; None before the first choice."""
        return next((row for row in self.rows if row.entry == self.selected), None)

    def _describe(self) -> None:
        row = self.selected_row
        self.setAccessibleDescription(row_text(row) if row else "")


class TablesView(QWidget):
    """Shows the tables of a stage, which scroll where they need more room, and why the selected entry is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas, self.bar, self._scroll = TablesCanvas(), TieBar(), QScrollArea()
        self.canvas.setAccessibleName(t("Tables"))
        self._scroll.setWidget(self.canvas)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.canvas)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self.bar)
        self.canvas.row_selected.connect(self._on_row_selected)

    def show_tables(self, tables: Sequence[PoolTable]) -> None:
        """Show tables; the selected entry stays selected."""
        self.canvas.show_tables(tables)
        self.bar.show_row(self.canvas.selected_row, self.canvas.rows)

    def sizeHint(self) -> QSize:
        """Enough for a table of eight."""
        return QSize(px(900), px(480))

    def _on_row_selected(self, row: PlaceRow) -> None:
        self.bar.show_row(row, self.canvas.rows)
        area = self.canvas.row_area(row.entry)
        self._scroll.ensureVisible(int(area.left()), int(area.center().y()), 0, px(_ROW))


def row_text(row: PlaceRow) -> str:
    """Return a row in words: the place, the name, the record, and why."""
    facts = t(
        "{place}. {name}: {record}, {differential}",
        place=row.place,
        name=row.name,
        record=row.record,
        differential=row.differential,
    )
    return f"{facts}. {row.why}"
