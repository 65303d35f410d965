"""List of players or teams, the last seen first: color and shape, name, and the last team or players."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.games.new_game import DEFAULT_COLORS
from goat_kiosk.domain.names.roster import Person, TeamRecord
from goat_kiosk.gui.text.dates import format_day
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_bag
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.widgets.row import draw_row

Entry = Person | TeamRecord
Index = QModelIndex | QPersistentModelIndex
_ROW_HEIGHT = 56


class NameModel(QAbstractListModel):
    """The entries shown."""

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show `entries`."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of rows."""
        return len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return an entry as text; the delegate draws it."""
        if 0 <= index.row() < len(self.entries) and role in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
        }:
            entry = self.entries[index.row()]
            return f"{entry.name}, {context_text(entry)}, {games_text(entry)}"
        return None


def context_text(entry: Entry) -> str:
    """Return the last team of a player, or the last players of a team, as text."""
    if isinstance(entry, TeamRecord):
        return " & ".join(entry.players) or t("No players named")
    return entry.team


def games_text(entry: Entry) -> str:
    """Return the number of games and the date of the last one, as text; without a game, the date of the list."""
    if entry.games == 0:
        return t("no game yet, {day}", day=format_day(entry.seen))
    if entry.games == 1:
        return t("1 game, last {day}", day=format_day(entry.seen))
    return t("{count} games, last {day}", count=format_count(entry.games), day=format_day(entry.seen))


class NameDelegate(QStyledItemDelegate):
    """Draws one entry."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Two lines."""
        return QSize(px(300), px(_ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the bag, the name, the last team or players, and the number of games."""
        model = index.model()
        if not isinstance(model, NameModel) or not 0 <= index.row() < len(model.entries):
            return
        entry, now = model.entries[index.row()], current_theme()
        with canvas(painter, option.rect) as row:
            area = row.adjusted(0, 1, -4, -1)
            draw_row(painter, option, area)
            bag = QRectF(area.left() + 12, area.center().y() - 14, 28, 28)
            draw_bag(painter, 1, "hole", bag, now.team(entry.color or DEFAULT_COLORS[0]))
            inside = area.adjusted(54, 4, -14, -4)
            wide = draw_text(painter, inside, games_text(entry), TextStyle(fonts.text(14), now.quiet, RIGHT))
            inside.adjust(0, 0, -wide - 12, 0)
            half = inside.height() / 2
            bold = TextStyle(fonts.text(17, QFont.Weight.DemiBold), now.ink, LEFT)
            draw_text(painter, inside.adjusted(0, 0, 0, -half), entry.name, bold)
            draw_text(
                painter, inside.adjusted(0, half, 0, 0), context_text(entry), TextStyle(fonts.text(14), now.quiet, LEFT)
            )


class NameList(QListView):
    """The list; a click or the arrow keys choose an entry."""

    chosen = Signal(object)
    """A `Person` or `TeamRecord`, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = NameModel()
        self.setModel(self.names)
        self.setItemDelegate(NameDelegate(self))
        self.setAccessibleName(t("Names, the last seen first"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._choose)

    def show_entries(self, entries: Sequence[Entry], key: str | None) -> None:
        """Show `entries`; choose the one with `key`, otherwise the first."""
        self.names.show_entries(entries)
        keys = [entry.key for entry in entries]
        if keys:
            self.setCurrentIndex(self.names.index(keys.index(key) if key in keys else 0))
        else:
            self.chosen.emit(None)

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.names.entries[index.row()])
