"""List of a tournament's matches for the desk: what has to be decided, what comes next and why, and what is over."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.tournament.desk.rows import DeskRow, Section
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.text.i18n import mark_for_translation
from goat_kiosk.tournament.tournament import MatchKey

Index = QModelIndex | QPersistentModelIndex
_ROW, _HEADING = 52, 26
_HEADINGS: dict[Section, str] = {
    "decide": mark_for_translation("To decide"),
    "preview": mark_for_translation("The round as it will be paired"),
    "next": mark_for_translation("Next"),
    "held": mark_for_translation("Cannot be called yet"),
    "over": mark_for_translation("Over"),
}
_MOVING = {
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
}


class QueueModel(QAbstractListModel):
    """The matches, section by section."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[DeskRow] = []

    def show_rows(self, rows: list[DeskRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of matches."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a match as text; the delegate draws it."""
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            row = self.rows[index.row()]
            return ", ".join(filter(None, (t(_HEADINGS[row.section]), row.name, row.teams, row.mark, row.detail)))
        return None

    def has_heading(self, row: int) -> bool:
        """Whether a section begins with this row."""
        return row == 0 or self.rows[row - 1].section != self.rows[row].section

    def find(self, key: MatchKey | None, player: int | None = None) -> int:
        """Return the row of a match or a player; -1 if it is not in the list."""
        return next((place for place, row in enumerate(self.rows) if (row.key, row.player) == (key, player)), -1)


class QueueDelegate(QStyledItemDelegate):
    """Draws a match: its teams, its court, and its reason or result."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Two lines, and one for the heading of a section."""
        model = index.model()
        has_heading = isinstance(model, QueueModel) and model.has_heading(index.row())
        return QSize(px(200), px(_ROW + _HEADING * has_heading))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the match, and the heading above the first of a section."""
        model = index.model()
        if not isinstance(model, QueueModel) or index.row() >= len(model.rows):
            return
        row, now = model.rows[index.row()], current_theme()
        with canvas(painter, option.rect) as area:
            if model.has_heading(index.row()):
                ink = now.warn if row.section == "decide" else now.quiet
                heading = QRectF(area.left() + 12, area.top(), area.width() - 24, _HEADING)
                style = TextStyle(fonts.text(13, QFont.Weight.DemiBold), ink, LEFT)
                draw_text(painter, heading, t(_HEADINGS[row.section]), style)
                area.adjust(0, _HEADING, 0, 0)
            area.adjust(0, 0, -4, -2)
            draw_row(painter, option, area)
            self._paint_match(painter, row, area.adjusted(12, 4, -12, -4))

    @staticmethod
    def _paint_match(painter: QPainter, row: DeskRow, area: QRectF) -> None:
        now, is_over = current_theme(), row.section == "over"
        first = QRectF(area.left(), area.top(), area.width(), area.height() / 2)
        id_font = fonts.text(13, QFont.Weight.DemiBold)
        used = 0.0
        if row.mark:
            used = draw_text(painter, first, row.mark, TextStyle(id_font, now.ink, RIGHT)) + 10
        wide = max(44.0, QFontMetricsF(id_font).horizontalAdvance(row.name) + 10) if row.name else 0.0
        draw_text(painter, first, row.name, TextStyle(id_font, now.quiet, LEFT))
        weight = QFont.Weight.Normal if is_over else QFont.Weight.DemiBold
        teams = TextStyle(fonts.text(16, weight), now.quiet if is_over else now.ink, LEFT)
        draw_text(painter, first.adjusted(wide, 0, -used, 0), row.teams, teams)
        ink = now.warn if row.section == "decide" else now.quiet
        second = first.translated(0, first.height()).adjusted(wide, 0, 0, 0)
        draw_text(painter, second, row.detail, TextStyle(fonts.text(14), ink, LEFT))


class QueueList(QListView):
    """The list; the arrow keys and clicks choose a match."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matches = QueueModel(self)
        self.setModel(self.matches)
        self.setItemDelegate(QueueDelegate(self))
        self.setAccessibleName(t("Matches"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)

    @property
    def selected(self) -> DeskRow | None:
        """The match that is chosen."""
        row = self.currentIndex().row()
        return self.matches.rows[row] if 0 <= row < len(self.matches.rows) else None

    def focusInEvent(self, _event: QFocusEvent) -> None:
        """Choose nothing by itself, as Qt would: the desk follows its next step until somebody chooses."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move; every other key belongs to the desk."""
        if event.key() in _MOVING:
            super().keyPressEvent(event)
        else:
            event.ignore()
