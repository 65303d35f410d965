"""Grid of a tournament's courts: who plays there, since when, and whether the next match is called by itself."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.games.new_game import DEFAULT_COLORS
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_focus, draw_shape
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text, text_width
from goat_kiosk.gui.tournament.desk.rows import CourtRow

Index = QModelIndex | QPersistentModelIndex
_HEIGHT, _MIN_HEIGHT, _MIN_WIDTH, _GAP, _SCROLL_BAR = 80, 68, 180, 6, 12
_LARGE, _SMALL = 16, 14
_MOVING = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}


def court_status(row: CourtRow) -> str:
    """Return what happens on a court, and since when."""
    if row.missing:
        return t("missing, {minutes} min", minutes=row.minutes)
    match row.status:
        case "playing":
            return t("playing, {minutes} min", minutes=row.minutes)
        case "called":
            return t("called, {minutes} min", minutes=row.minutes)
        case "closed":
            return t("closed")
        case "free" if row.is_away:
            return t("{kiosk} is away", kiosk=row.kiosk)
        case "free":
            return {"auto": t("free, calls by itself"), "ask": t("free, asks"), "off": t("free, calls nobody")}[
                row.calling
            ]


class CourtModel(QAbstractListModel):
    """The courts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[CourtRow] = []

    def show_rows(self, rows: list[CourtRow]) -> None:
        """Show the courts; what is selected stays so while none is added."""
        if len(rows) == len(self.rows):
            changed = [row for row, (old, new) in enumerate(zip(self.rows, rows, strict=True)) if old != new]
            self.rows = rows
            for row in changed:
                self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of courts."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a court as text; the delegate draws it."""
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        row = self.rows[index.row()]
        sides = row.sides or row.next_sides
        teams = t("{first} vs {second}", first=sides[0], second=sides[1]) if sides else ""
        return ", ".join(filter(None, (row.name, row.kiosk, court_status(row), teams)))


class CourtDelegate(QStyledItemDelegate):
    """Draws a court as a small scoreboard."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """As the grid says."""
        view = self.parent()
        return view.gridSize() if isinstance(view, QListView) else QSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the court's name and state, and its sides."""
        model = index.model()
        if not isinstance(model, CourtModel) or index.row() >= len(model.rows):
            return
        row, now = model.rows[index.row()], current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        with canvas(painter, option.rect) as whole:
            area = whole.adjusted(0, 0, -_GAP, -_GAP)
            painter.setPen(Qt.PenStyle.NoPen if row.status in {"playing", "called"} else QPen(now.line, 2))
            painter.setBrush(now.panel if row.status in {"playing", "called"} else Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 12, 12)
            self._paint_head(painter, row, QRectF(area.left() + 12, area.top() + 6, area.width() - 24, 20))
            inside = area.adjusted(12, 28, -12, -6)
            self._paint_sides(painter, row, inside)
            if option.state & QStyle.StateFlag.State_Selected:
                draw_focus(painter, area, 12)

    @staticmethod
    def _paint_head(painter: QPainter, row: CourtRow, line: QRectF) -> None:
        """Draw the name of the court, which is never cut for its state: that has a short form."""
        now = current_theme()
        ink = now.warn if row.missing or row.is_away else now.good if row.status == "playing" else now.quiet
        name = TextStyle(fonts.text(15, QFont.Weight.DemiBold), now.ink if row.status != "closed" else now.quiet, LEFT)
        used = draw_text(painter, line, row.name, name) + 8
        state = TextStyle(fonts.text(13, QFont.Weight.DemiBold), ink, RIGHT)
        status = court_status(row)
        if row.sides is not None and text_width(state.font, status) > line.width() - used:
            status = t("{minutes} min", minutes=row.minutes)
        draw_text(painter, line.adjusted(used, 0, 0, 0), status, state)
        kiosk = TextStyle(fonts.text(13), now.quiet, LEFT)
        if used + text_width(kiosk.font, row.kiosk) + 8 + text_width(state.font, status) <= line.width():
            draw_text(painter, line.adjusted(used, 0, 0, 0), row.kiosk, kiosk)

    @staticmethod
    def _paint_sides(painter: QPainter, row: CourtRow, area: QRectF) -> None:
        now, height, sides = current_theme(), area.height() / 2, row.sides or row.next_sides
        if sides is None:
            return
        font = fonts.text(_LARGE if height > _LARGE + 4 else _SMALL)
        for team, side, color in zip(TEAMS, sides, DEFAULT_COLORS, strict=True):
            line = QRectF(area.left(), area.top() + (team - 1) * height, area.width(), height)
            ink = now.quiet if row.sides is None else now.warn if team in row.missing else now.ink
            mark = now.team(color) if row.sides is not None else now.quiet
            draw_shape(painter, team, QRectF(line.left(), line.center().y() - 6, 12, 12), mark)
            used = 0.0
            if team in row.missing:
                used = 8 + draw_text(painter, line, t("missing"), TextStyle(fonts.text(13), now.warn, RIGHT))
            draw_text(painter, line.adjusted(20, 0, -used, 0), side, TextStyle(font, ink, LEFT))


class CourtGrid(QListView):
    """The courts side by side; the arrow keys move between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.courts = CourtModel(self)
        self.setModel(self.courts)
        self.setItemDelegate(CourtDelegate(self))
        self.setAccessibleName(t("Courts"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    @property
    def selected(self) -> CourtRow | None:
        """The court that is chosen."""
        row = self.currentIndex().row()
        return self.courts.rows[row] if 0 <= row < len(self.courts.rows) else None

    def show_rows(self, rows: list[CourtRow]) -> None:
        """Show the courts; what is selected stays so."""
        has_other_count = len(rows) != len(self.courts.rows)
        self.courts.show_rows(rows)
        if has_other_count:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make the courts as wide as they can be while all of them are seen."""
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Set the size of the courts; scroll only where they do not fit: a scroll bar that comes and goes moves them.

        They are as wide as they can be while all are seen, and lower before they have to be scrolled.
        """
        count, high = len(self.courts.rows), self.height() + px(_GAP)
        room = self.width() - px(_SCROLL_BAR) - 2
        rows_seen = max(1, high // px(_HEIGHT + _GAP))
        columns = max(1, min(room // px(_MIN_WIDTH), -(-count // rows_seen)))
        rows = max(1, -(-count // columns))
        row_height = max(min(high // rows, px(_HEIGHT + _GAP)), px(_MIN_HEIGHT + _GAP))
        fits = rows * row_height <= high
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAlwaysOn
        self.setVerticalScrollBarPolicy(policy)
        self.setGridSize(QSize(room // columns, row_height))

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Choose nothing by itself, as Qt would: the desk follows its next step until somebody chooses."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; every other key belongs to the desk."""
        if event.key() in _MOVING:
            super().keyPressEvent(event)
        else:
            event.ignore()
