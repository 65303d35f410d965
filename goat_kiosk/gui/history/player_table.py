"""Table of players' statistics over the filtered games: one row a player, sortable by every column."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QEvent, QLocale, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from goat_kiosk.domain.statistics.game_records import PlayerRecord
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.scale import px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.text.i18n import mark_for_translation

Index = QModelIndex | QPersistentModelIndex


class Column(NamedTuple):
    """One column: its heading, its tooltip, its value (also the sort key), its format, its least width in pixels."""

    name: str
    meaning: str
    value: Callable[[PlayerRecord], Any]
    number_format: str
    width: int


COLUMNS = (
    Column(
        mark_for_translation("Player"),
        mark_for_translation("The player, by name"),
        lambda player: player.name.casefold(),
        "{}",
        130,
    ),
    Column(
        mark_for_translation("Games"), mark_for_translation("Games finished"), lambda player: player.games, "{}", 54
    ),
    Column(
        mark_for_translation("Won %"),
        mark_for_translation("Games won, percent"),
        lambda player: player.won_pct,
        "{:.0f}",
        52,
    ),
    Column(
        mark_for_translation("Rounds"),
        mark_for_translation("Rounds thrown"),
        lambda player: player.stats.rounds,
        "{}",
        58,
    ),
    Column(
        "PPR",
        mark_for_translation("Points per round, before cancellation"),
        lambda player: player.stats.ppr,
        "{:.2f}",
        54,
    ),
    Column(
        "OPPR",
        mark_for_translation("What the opponents threw in those rounds"),
        lambda player: player.stats.oppr,
        "{:.2f}",
        54,
    ),
    Column("DPR", mark_for_translation("PPR less OPPR"), lambda player: player.stats.dpr, "{:+.2f}", 60),
    Column(
        mark_for_translation("In %"),
        mark_for_translation("Bags in the hole, percent"),
        lambda player: player.stats.in_pct,
        "{:.1f}",
        56,
    ),
    Column(
        mark_for_translation("On %"),
        mark_for_translation("Bags on the board, percent"),
        lambda player: player.stats.on_pct,
        "{:.1f}",
        56,
    ),
    Column(
        mark_for_translation("Off %"),
        mark_for_translation("Bags off, percent"),
        lambda player: player.stats.off_pct,
        "{:.1f}",
        58,
    ),
    Column(
        mark_for_translation("4-bag"),
        mark_for_translation("Rounds with four in the hole, percent"),
        lambda player: player.stats.four_bagger_pct,
        "{:.1f}",
        54,
    ),
    Column(
        mark_for_translation("Rds won"),
        mark_for_translation("Rounds won, percent; washes are not won"),
        lambda player: player.stats.round_win_pct,
        "{:.0f}",
        56,
    ),
    Column(
        mark_for_translation("Streak"),
        mark_for_translation("Games won in a row up to now; with a minus, lost"),
        lambda player: player.streak,
        "{:+d}",
        54,
    ),
)
_ROW_HEIGHT = 44
_MAX_STRETCH = 1.7
"""Most that columns are stretched: a row whose values are farther apart is hard to follow."""
_UP, _DOWN = "▴", "▾"
_PPR = 4


class PlayerModel(QAbstractTableModel):
    """The players, in the current sort order."""

    def __init__(self) -> None:
        super().__init__()
        self.players: list[PlayerRecord] = []
        self._order = (_PPR, Qt.SortOrder.DescendingOrder)

    def show_players(self, players: list[PlayerRecord]) -> None:
        """Show `players`."""
        self.beginResetModel()
        self.players = players
        self._sort()
        self.endResetModel()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of players."""
        return len(self.players)

    def columnCount(self, _parent: Index | None = None) -> int:
        """Return the number of columns."""
        return len(COLUMNS)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort the players by a column."""
        self.layoutAboutToBeChanged.emit()
        self._order = (column, order)
        self._sort()
        self.layoutChanged.emit()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(COLUMNS) - 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a formatted value, or its alignment, font or color."""
        if not 0 <= index.row() < len(self.players):
            return None
        player, column = self.players[index.row()], COLUMNS[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                number = column.number_format.format(column.value(player))
                return player.name if index.column() == 0 else number.replace(".", QLocale().decimalPoint())
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignLeft if index.column() == 0 else Qt.AlignmentFlag.AlignRight
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.FontRole:
                return fonts.text(px(16)) if index.column() == 0 else fonts.digits(px(18))
            case Qt.ItemDataRole.ForegroundRole:
                return QColor(current_theme().ink)
        return None

    def headerData(self, section: int, _side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading, tooltip or alignment."""
        match role:
            case Qt.ItemDataRole.DisplayRole:
                column, order = self._order
                arrow = _DOWN if order == Qt.SortOrder.DescendingOrder else _UP
                return f"{arrow}{t(COLUMNS[section].name)}" if section == column else t(COLUMNS[section].name)
            case Qt.ItemDataRole.AccessibleTextRole:
                return t(COLUMNS[section].name)
            case Qt.ItemDataRole.ToolTipRole:
                return t(COLUMNS[section].meaning)
            case Qt.ItemDataRole.TextAlignmentRole:
                return (Qt.AlignmentFlag.AlignLeft if section == 0 else Qt.AlignmentFlag.AlignRight) | (
                    Qt.AlignmentFlag.AlignVCenter
                )
        return None

    def _sort(self) -> None:
        column, order = self._order
        self.players.sort(key=lambda player: player.name.casefold())
        self.players.sort(key=COLUMNS[column].value, reverse=order == Qt.SortOrder.DescendingOrder)


class PlayerTable(QTableView):
    """The table; a click or the arrow keys choose a player, a click on a heading sorts."""

    chosen = Signal(object)
    """A `PlayerRecord`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.players = PlayerModel()
        self.setModel(self.players)
        self.setAccessibleName(t("Players and their figures"))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setSortingEnabled(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        # Fixed widths, because measuring the contents of a thousand rows would block the window.
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setMinimumHeight(48)
        self.sortByColumn(_PPR, Qt.SortOrder.DescendingOrder)
        # The heading has its own arrow, because Qt's indicator covers the text.
        header.setSortIndicatorShown(False)
        self.selectionModel().currentRowChanged.connect(self._choose)

    def sizeHint(self) -> QSize:
        """A size that the layout may stretch."""
        return QSize(px(700), px(400))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Distribute the width among the columns."""
        super().resizeEvent(event)
        self._resize_columns()

    def changeEvent(self, event: QEvent) -> None:
        """Resize the columns when the window's scale has changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._resize_columns()

    def _resize_columns(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(_ROW_HEIGHT))
        self.horizontalHeader().setMinimumSectionSize(px(min(column.width for column in COLUMNS)))
        # Where there is no room, the names give way: a figure that is cut is worth nothing.
        room = self.viewport().width() / px(sum(column.width for column in COLUMNS))
        share = max(1.0, min(_MAX_STRETCH, room))
        for number, column in enumerate(COLUMNS[1:], start=1):
            self.setColumnWidth(number, int(px(column.width) * share))

    def show_players(self, players: list[PlayerRecord]) -> None:
        """Show `players`; keep the chosen one if it is among them, otherwise choose the first."""
        current_key = self.player.key if self.player else None
        self.players.show_players(players)
        keys = [player.key for player in self.players.players]
        if keys:
            self.setCurrentIndex(self.players.index(keys.index(current_key) if current_key in keys else 0, 0))
        else:
            self.chosen.emit(None)

    @property
    def player(self) -> PlayerRecord | None:
        """The chosen player, or None."""
        row = self.currentIndex().row()
        return self.players.players[row] if 0 <= row < len(self.players.players) else None

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.players.players[index.row()])
