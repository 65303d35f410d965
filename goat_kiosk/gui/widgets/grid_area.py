"""Scroll area of a grid of buttons: as high as its rows, up to a maximum, and lower where there is no room."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QSizePolicy, QWidget

from goat_kiosk.gui.theme.scale import px


class GridArea(QScrollArea):
    """Shows widgets in columns of the same width."""

    def __init__(self, row_height: int, gap: int, max_rows: int, parent: QWidget | None = None) -> None:
        """Heights are in pixels of a small laptop."""
        super().__init__(parent)
        self._row_height, self._gap, self._max_rows = row_height, gap, max_rows
        self._rows, self._columns = 1, 0
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons have it
        content = QWidget()
        content.setObjectName("transparent")
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(gap)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setObjectName("transparent")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def show_widgets(self, widgets: Sequence[QWidget], columns: int) -> None:
        """Place the widgets in rows; the previous ones are gone already, or among them."""
        while self._grid.takeAt(0) is not None:
            pass
        for index, widget in enumerate(widgets):
            self._grid.addWidget(widget, *divmod(index, columns))
            widget.show()  # at once, so that it can get the focus
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, int(column < columns))
        self._rows, self._columns = -(-len(widgets) // columns), columns
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """All rows, up to the maximum."""
        return QSize(px(400), self._height(min(self._rows, self._max_rows)))

    def minimumSizeHint(self) -> QSize:
        """One row; the others are scrolled to."""
        return QSize(0, self._height(1))

    def _height(self, rows: int) -> int:
        return px(rows * (self._row_height + self._gap) - self._gap)
