"""Page of finished games: filters at the top, below them either the games or their players.

Every query runs in the history worker's thread and answers by a signal, so the window never blocks; the old results
stay until the new ones arrive.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from goat_kiosk.domain.statistics.game_records import GameFilter, GameRecord, PlayerRecord, filter_players
from goat_kiosk.domain.statistics.landings import heat_grid
from goat_kiosk.exports.exporting import FileFormat
from goat_kiosk.gui.history.export import Export
from goat_kiosk.gui.history.filter_bar import FilterBar
from goat_kiosk.gui.history.game_detail import GameDetail
from goat_kiosk.gui.history.game_list import PAGE, GameList
from goat_kiosk.gui.history.player_detail import PlayerDetail
from goat_kiosk.gui.history.player_table import PlayerTable
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.text.dates import local_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.named_button import Tab
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.store.history.history_worker import HistoryQueries, HistoryWorker

_LIST_WIDTH, _DETAIL_WIDTH = 372, 300


class HistoryPage(SectionPage):
    """Shows finished games and their players."""

    def __init__(
        self, worker: HistoryWorker, now: Callable[[], int], exports: Path, parent: QWidget | None = None
    ) -> None:
        """`now` returns the time in milliseconds since the epoch; files are written to the folder `exports`."""
        super().__init__(parent)
        self._now, self._exports = now, exports
        self.filters = FilterBar(now)
        self.games_button, self.players_button = (
            Tab(t("Games"), t("Finished games")),
            Tab(t("Players"), t("How the players threw")),
        )
        self.list, self.game_detail = GameList(), GameDetail(worker)
        self.table, self.player_detail = PlayerTable(), PlayerDetail()
        self.count = QLabel()
        self.count.setProperty("role", "quiet")
        self.export_button = QPushButton(t("Save all as CSV"))
        self.export_button.setAccessibleName(t("Save all these games as CSV"))
        self.export_button.setToolTip(t("Write the rounds of all games that are found to a file for a spreadsheet"))
        self.export_task = Export(worker.log_path)
        self._found_ids: list[int] = []
        self._views = QStackedWidget()
        self._queries = {
            name: HistoryQuery(worker) for name in ("games", "more", "game", "players", "player", "export")
        }
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        column, header = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        header.setSpacing(8)
        tabs = QButtonGroup(self)
        for button in (self.games_button, self.players_button):
            tabs.addButton(button)
            header.addWidget(button)
        self.games_button.setChecked(True)
        header.addWidget(self.filters, 1)
        column.addLayout(header)
        left = QFrame()
        left.setObjectName("card")
        left.setFixedWidth(_LIST_WIDTH)
        card_column = QVBoxLayout(left)
        card_column.setContentsMargins(8, 8, 4, 8)
        card_column.addWidget(self.list, 1)
        footer = QHBoxLayout()
        footer.setContentsMargins(8, 0, 4, 0)
        footer.addWidget(self.count, 1)
        footer.addWidget(self.export_button)
        card_column.addLayout(footer)
        self.player_detail.setMinimumWidth(_DETAIL_WIDTH)
        self._views.addWidget(_side_by_side(left, 0, self.game_detail, 1))
        table = QFrame()
        table.setObjectName("card")
        QVBoxLayout(table).addWidget(self.table)
        self._views.addWidget(_side_by_side(table, 5, self.player_detail, 2))
        column.addWidget(self._views, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        for index, button in enumerate((self.games_button, self.players_button)):
            button.clicked.connect(lambda _=False, index=index: self._show_view(index))
        self.list.chosen.connect(self._ask_game)
        self.list.games.more_requested.connect(self._ask_more)
        self.table.chosen.connect(self._ask_player)
        self.game_detail.reopen_requested.connect(self._reopen)
        self.game_detail.export_requested.connect(self._export_one)
        self.export_button.clicked.connect(self._export_all)
        for name, show in (
            ("games", self._show_games),
            ("more", self.list.games.append),
            ("game", self.game_detail.show_history),
            ("players", self.table.show_players),
            ("player", self._show_player),
            ("export", self._keep_found),
        ):
            self._queries[name].answered.connect(show)
            self._queries[name].failed.connect(self.refused)
        self._queries["games"].pending.connect(self._show_count)
        self._queries["export"].pending.connect(self._export_found)
        self.export_task.progressed.connect(self._show_progress)
        self.export_task.finished.connect(self._reset_export_button)
        self.export_task.saved.connect(self.notified)
        self.export_task.failed.connect(self.refused)

    def showEvent(self, event: QShowEvent) -> None:
        """Reload, because games may have ended since the last visit."""
        super().showEvent(event)
        self.filters.text.setFocus()
        self.reload()

    def reload(self) -> None:
        """Query the games that match the filter; in the view of players, query those too."""
        game_filter, page_size = self.filters.current, PAGE
        self._queries["games"].ask(
            lambda records: (records.count(game_filter), records.games(game_filter, 0, page_size), records.courts())
        )
        if self._views.currentIndex() == 1:
            self._queries["players"].ask(lambda records: filter_players(records.players(game_filter), game_filter))

    def _show_view(self, index: int) -> None:
        self._views.setCurrentIndex(index)
        self.reload()

    def _show_games(self, answer: tuple[int, list[GameRecord], list[str]]) -> None:
        count, games, courts = answer
        self.filters.offer_courts(courts)
        self.list.show_games(games, count)
        self.game_detail.setVisible(bool(games))
        self.export_button.setEnabled(bool(games))
        self._show_count(0)

    def _show_count(self, pending: int) -> None:
        count = self.list.games.count
        games = (
            t("No game is found")
            if not count
            else t("1 game")
            if count == 1
            else t("{count} games", count=f"{count:,}")
        )
        self.count.setText(
            t("{games}, {behind} still being read…", games=games, behind=f"{pending:,}") if pending else games
        )

    def _ask_more(self, first: int) -> None:
        game_filter = self.filters.current
        self._queries["more"].ask(lambda records: records.games(game_filter, first, PAGE))

    def _ask_game(self, game_id: int) -> None:
        self._queries["game"].ask(lambda records: records.index.history(game_id))

    def _ask_player(self, player: PlayerRecord | None) -> None:
        self.player_detail.setVisible(player is not None)
        if player is not None:
            game_filter = self.filters.current
            self._queries["player"].ask(lambda records: _find_bags(records, game_filter, player))

    def _show_player(self, answer: tuple[PlayerRecord, Any, Any]) -> None:
        self.player_detail.show_player(*answer)

    def _reopen(self) -> None:
        if self.list.game_id is not None:
            self.reopen_requested.emit(self.list.game_id)

    def _export_one(self, file_format: FileFormat) -> None:
        if self.list.game_id is not None:
            self._start_export(file_format, f"game-{self.list.game_id}", [self.list.game_id])

    def _export_all(self) -> None:
        """Query all games that match the filter, and export them; a second click cancels the export."""
        if self.export_task.is_running:
            self.export_task.stop()
            return
        game_filter = self.filters.current
        self._queries["export"].ask(lambda records: [game.game_id for game in records.games(game_filter)])

    def _keep_found(self, game_ids: list[int]) -> None:
        self._found_ids = game_ids

    def _export_found(self, pending: int) -> None:
        """Export the games found, once the index has read every game; until then the query is repeated."""
        if not pending:
            self._start_export("csv", f"games-{local_time(self._now()).date().toString('yyyy-MM-dd')}", self._found_ids)

    def _start_export(self, file_format: FileFormat, name: str, game_ids: list[int]) -> None:
        self.export_task.start(game_ids, self._exports, name, file_format)
        if len(game_ids) > 1:
            self.export_button.setText(t("Stop writing"))

    def _show_progress(self, share: int) -> None:
        self.export_button.setText(t("Stop writing: {share} %", share=share))

    def _reset_export_button(self) -> None:
        self.export_button.setText(t("Save all as CSV"))


def _find_bags(records: HistoryQueries, game_filter: GameFilter, player: PlayerRecord) -> tuple[PlayerRecord, Any, Any]:
    bags = records.landings(game_filter, player.key)
    return player, bags, heat_grid(bags)


def _side_by_side(left: QWidget, left_stretch: int, right: QWidget, right_stretch: int) -> QWidget:
    container = QWidget()
    row = QHBoxLayout(container)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    row.addWidget(left, left_stretch)
    row.addWidget(right, right_stretch)
    return container
