"""The finished games, newest first, read in pages as the list is scrolled: ten thousand cost no more than a hundred."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.game_records import GameRecord
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets import fonts
from goat_kiosk.gui.widgets.glyphs import draw_shape
from goat_kiosk.gui.widgets.row import draw_row
from goat_kiosk.gui.widgets.scale import canvas, px
from goat_kiosk.gui.widgets.style import current_theme
from goat_kiosk.gui.widgets.text_style import LEFT, RIGHT, TextStyle, draw_text

Index = QModelIndex | QPersistentModelIndex
PAGE = 200
"""Games read at a time: more than a screen shows, less than anybody waits for."""
_ROW = 84


class GameModel(QAbstractListModel):
    """The games read so far, and how many there are."""

    more_requested = Signal(int)
    """So many are read, and the next ones are wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.games: list[GameRecord] = []
        self.count = 0
        self._asked = 0

    def show_games(self, games: list[GameRecord], count: int) -> None:
        """Show the first `games` of `count`."""
        self.count = count
        if games == self.games:
            return
        self.beginResetModel()
        self.games, self._asked = games, 0
        self.endResetModel()

    def append(self, games: list[GameRecord]) -> None:
        """Add the games that follow."""
        if games:
            self.beginInsertRows(QModelIndex(), len(self.games), len(self.games) + len(games) - 1)
            self.games += games
            self.endInsertRows()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return how many are read."""
        return len(self.games)

    def canFetchMore(self, _parent: Index) -> bool:
        """Whether there are more than are read or asked for."""
        return len(self.games) < self.count and self._asked < len(self.games)

    def fetchMore(self, _parent: Index) -> None:
        """Ask for the next ones."""
        self._asked = len(self.games)
        self.more_requested.emit(self._asked)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a game in words; the delegate draws it."""
        if not 0 <= index.row() < len(self.games):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return _in_words(self.games[index.row()])
        return None


def _in_words(game: GameRecord) -> str:
    one, two = (f"{name} {score}" for name, score in zip(game.names, game.score, strict=True))
    told = f"{one}, {two}. {game.court}, {format_day_and_time(game.at)}"
    return f"{told}, {t('disputed')}" if game.disputed else told


class GameDelegate(QStyledItemDelegate):
    """Draws one game: when and where, both teams with their score, the winner bold."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Three lines."""
        return QSize(px(240), px(_ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the game."""
        model = index.model()
        if not isinstance(model, GameModel) or not 0 <= index.row() < len(model.games):
            return
        game, now = model.games[index.row()], current_theme()
        with canvas(painter, option.rect) as row:
            place = row.adjusted(0, 2, -4, -2)
            draw_row(painter, option, place)
            inside = place.adjusted(14, 5, -14, 0)
            head = QRectF(inside.left(), inside.top(), inside.width(), 20)
            wide = draw_text(painter, head, format_day_and_time(game.at), TextStyle(fonts.text(13), now.quiet, RIGHT))
            court = f"{game.court} · {t('disputed')}" if game.disputed else game.court
            ink = now.warn if game.disputed else now.quiet
            draw_text(painter, head.adjusted(0, 0, -wide - 8, 0), court, TextStyle(fonts.text(13), ink, LEFT))
            for team in TEAMS:
                self._paint_team(
                    painter, game, team, QRectF(inside.left(), inside.top() - 5 + team * 25, inside.width(), 26)
                )

    def _paint_team(self, painter: QPainter, game: GameRecord, team: int, line: QRectF) -> None:
        now, won = current_theme(), game.winner == team
        color = now.team(game.colors[team - 1])
        draw_shape(painter, 1 if team == 1 else 2, QRectF(line.left(), line.top() + 6, 14, 14), color)
        wide = draw_text(painter, line, str(game.score[team - 1]), TextStyle(fonts.digits(24), color, RIGHT))
        font = fonts.text(16, QFont.Weight.DemiBold if won else QFont.Weight.Normal)
        ink = now.ink if won else now.quiet
        draw_text(painter, line.adjusted(24, 0, -wide - 10, 0), game.names[team - 1], TextStyle(font, ink, LEFT))


class GameList(QListView):
    """The list; a click or the arrow keys choose a game."""

    chosen = Signal(int)
    """The number of a game."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.games = GameModel()
        self.setModel(self.games)
        self.setItemDelegate(GameDelegate(self))
        self.setAccessibleName(t("Finished games, newest first"))
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._choose)

    def show_games(self, games: list[GameRecord], count: int) -> None:
        """Show the first `games` of `count`; the one that was chosen stays chosen if it is there."""
        chosen = self.game_id
        self.games.show_games(games, count)
        if self.game_id is None and games:
            ids = [game.game_id for game in games]
            self.setCurrentIndex(self.games.index(ids.index(chosen) if chosen in ids else 0))

    @property
    def game_id(self) -> int | None:
        """The game that is chosen."""
        row = self.currentIndex().row()
        return self.games.games[row].game_id if 0 <= row < len(self.games.games) else None

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.games.games[index.row()].game_id)
