"""List in columns: as many as there is room for, read from left to right, each cell drawn by a delegate."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.gui.theme.scale import px

Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


class RowModel(QAbstractListModel, Generic[Row]):
    """The rows shown."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def identity(self, row: Row) -> object:
        """Return what a row is about: while that stays, the view keeps its place."""
        return row

    def in_words(self, row: Row) -> str:
        """Return a row as text."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows`."""
        is_same = [self.identity(row) for row in rows] == [self.identity(row) for row in self.rows]
        if is_same and rows:
            self.rows = list(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
        elif not is_same:
            self.beginResetModel()
            self.rows = list(rows)
            self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row as text; the delegate draws it."""
        roles = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}
        return self.in_words(self.rows[index.row()]) if 0 <= index.row() < len(self.rows) and role in roles else None


class CellDelegate(QStyledItemDelegate):
    """Base class of the delegates: a cell is as large as the list says."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The cell of the list."""
        view = self.parent()
        return view.gridSize() if isinstance(view, ColumnList) else QSize()


class ColumnList(QListView):
    """The list."""

    def __init__(self, name: str, cell: QSize, parent: QWidget | None = None) -> None:
        """`name` is the accessible one; `cell` is the least width and the height of a cell, in unscaled pixels."""
        super().__init__(parent)
        self._cell = cell
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the width, and with it the columns.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)

    @property
    def columns(self) -> int:
        """The number of columns."""
        return max(1, self._width // px(self._cell.width()))

    @property
    def _width(self) -> int:
        return self.viewport().width() - 2

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Distribute the width among the columns."""
        super().resizeEvent(event)
        self.setGridSize(QSize(self._width // self.columns, px(self._cell.height())))
