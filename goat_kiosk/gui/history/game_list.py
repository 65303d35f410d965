"""List of games, newest first, loaded in pages while scrolling, so that ten thousand games stay fast."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from goat_kiosk.domain.events import TEAMS
from goat_kiosk.domain.statistics.game_records import GameRecord
from goat_kiosk.gui.history.badges import Badge, badges, draw_badges, is_marked
from goat_kiosk.gui.text.dates import format_day_and_time
from goat_kiosk.gui.text.language import local_name, t
from goat_kiosk.gui.theme import fonts
from goat_kiosk.gui.theme.glyphs import draw_shape
from goat_kiosk.gui.theme.scale import canvas, px
from goat_kiosk.gui.theme.style import current_theme
from goat_kiosk.gui.theme.text_style import LEFT, RIGHT, TextStyle, draw_text
from goat_kiosk.gui.widgets.row import draw_row

Index = QModelIndex | QPersistentModelIndex
PAGE = 200
"""Games per page: more than a screen shows, few enough to load at once."""
_ROW_HEIGHT, _BADGE_HEIGHT = 84, 30


class GameModel(QAbstractListModel):
    """The games loaded so far, and the total number."""

    more_requested = Signal(int)
    """Load the next page; carries the number of games loaded so far."""

    def __init__(self, now: Callable[[], int]) -> None:
        """`now` returns the current time in milliseconds since the epoch, for the age of unfinished games."""
        super().__init__()
        self._now = now
        self.games: list[GameRecord] = []
        self.count = 0
        self._requested = 0

    def show_games(self, games: list[GameRecord], count: int) -> None:
        """Show `games`, the first page of `count` games."""
        self.count = count
        if games == self.games:
            return
        self.beginResetModel()
        self.games, self._requested = games, 0
        self.endResetModel()

    def append(self, games: list[GameRecord]) -> None:
        """Append the next page."""
        if games:
            self.beginInsertRows(QModelIndex(), len(self.games), len(self.games) + len(games) - 1)
            self.games += games
            self.endInsertRows()

    def rowCount(self, _parent: Index | None = None) -> int:
        """Return the number of games loaded so far."""
        return len(self.games)

    def canFetchMore(self, _parent: Index) -> bool:
        """Whether there are games that are neither loaded nor requested."""
        return len(self.games) < self.count and self._requested < len(self.games)

    def fetchMore(self, _parent: Index) -> None:
        """Request the next page."""
        self._requested = len(self.games)
        self.more_requested.emit(self._requested)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a game as text; the delegate draws it."""
        if not 0 <= index.row() < len(self.games):
            return None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._game_text(self.games[index.row()])
        return None

    def badges_at(self, row: int) -> list[Badge]:
        """Return the badges of the game in `row`."""
        return badges(self.games[row], self._now())

    def _game_text(self, game: GameRecord) -> str:
        first, second = (f"{local_name(name)} {score}" for name, score in zip(game.names, game.score, strict=True))
        text = f"{first}, {second}. {game.court}, {format_day_and_time(game.at)}"
        return ", ".join([text, *(badge.text for badge in badges(game, self._now()))])


class GameDelegate(QStyledItemDelegate):
    """Draws one game: date and court, both teams with their scores, the winner in bold, and its badges."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines, and one for badges."""
        model = index.model()
        has_badges = isinstance(model, GameModel) and is_marked(model.games[index.row()])
        return QSize(px(240), px(_ROW_HEIGHT + _BADGE_HEIGHT * has_badges))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the game."""
        model = index.model()
        if not isinstance(model, GameModel) or not 0 <= index.row() < len(model.games):
            return
        game, theme = model.games[index.row()], current_theme()
        with canvas(painter, option.rect) as row:
            area = row.adjusted(0, 2, -4, -2)
            draw_row(painter, option, area)
            content = area.adjusted(14, 5, -14, 0)
            header = QRectF(content.left(), content.top(), content.width(), 20)
            width = draw_text(
                painter, header, format_day_and_time(game.at), TextStyle(fonts.text(13), theme.quiet, RIGHT)
            )
            court = TextStyle(fonts.text(13), theme.quiet, LEFT)
            draw_text(painter, header.adjusted(0, 0, -width - 8, 0), game.court, court)
            for team in TEAMS:
                self._paint_team(
                    painter, game, team, QRectF(content.left(), content.top() - 5 + team * 25, content.width(), 26)
                )
            draw_badges(painter, model.badges_at(index.row()), content.left(), area.top() + _ROW_HEIGHT - 6)

    def _paint_team(self, painter: QPainter, game: GameRecord, team: int, line: QRectF) -> None:
        theme, has_won = current_theme(), game.winner in {team, None}
        color = theme.team(game.colors[team - 1])
        draw_shape(painter, 1 if team == 1 else 2, QRectF(line.left(), line.top() + 6, 14, 14), color)
        width = draw_text(painter, line, str(game.score[team - 1]), TextStyle(fonts.digits(24), color, RIGHT))
        font = fonts.text(16, QFont.Weight.DemiBold if has_won else QFont.Weight.Normal)
        ink = theme.ink if has_won else theme.quiet
        name = local_name(game.names[team - 1])
        draw_text(painter, line.adjusted(24, 0, -width - 10, 0), name, TextStyle(font, ink, LEFT))


class GameList(QListView):
    """The list; a click or the arrow keys choose a game, with Ctrl or Shift several."""

    chosen = Signal(int)
    """The id of a game."""
    selection_changed = Signal()

    def __init__(self, now: Callable[[], int], parent: QWidget | None = None) -> None:
        """`now` returns the current time in milliseconds since the epoch."""
        super().__init__(parent)
        self.games = GameModel(now)
        self.setModel(self.games)
        self.setItemDelegate(GameDelegate(self))
        self.setAccessibleName(t("Games, newest first"))
        self.set_several(several=False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.selectionModel().currentChanged.connect(self._choose)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        self.games.modelReset.connect(self.selection_changed)

    def set_several(self, *, several: bool) -> None:
        """Set whether each click adds a game to the selection or takes it out, for a screen without a keyboard."""
        mode = QListView.SelectionMode
        self.setSelectionMode(mode.MultiSelection if several else mode.ExtendedSelection)
        if not several and self.currentIndex().isValid():
            self.setCurrentIndex(self.currentIndex())

    @property
    def selected_ids(self) -> list[int]:
        """The ids of the selected games, from the top of the list."""
        return [self.games.games[row].game_id for row in sorted(index.row() for index in self.selectedIndexes())]

    def show_games(self, games: list[GameRecord], count: int) -> None:
        """Show `games`, the first page of `count` games; the chosen game stays chosen if it is among them."""
        current_id = self.game_id
        self.games.show_games(games, count)
        if self.game_id is None and games:
            ids = [game.game_id for game in games]
            self.setCurrentIndex(self.games.index(ids.index(current_id) if current_id in ids else 0))

    @property
    def game_id(self) -> int | None:
        """The id of the chosen game, or None."""
        row = self.currentIndex().row()
        return self.games.games[row].game_id if 0 <= row < len(self.games.games) else None

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.games.games[index.row()].game_id)
