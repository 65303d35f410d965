"""View of the games that match the filter: the list, the chosen one in detail, and the export of those found."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from goat_kiosk.domain.statistics.game_records import GameFilter, GameRecord
from goat_kiosk.exports.exporting import FileFormat
from goat_kiosk.gui.history.export import Export
from goat_kiosk.gui.history.export_bar import ExportBar
from goat_kiosk.gui.history.game_detail import GameDetail
from goat_kiosk.gui.history.game_list import PAGE, GameList
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.text.dates import local_time
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.text.numbers import format_count
from goat_kiosk.store.history.history_worker import HistoryWorker

_LIST_WIDTH = 348


class GamesView(QWidget):
    """Lists games, shows one, and saves one or many to a file."""

    notified = Signal(str)
    refused = Signal(str)
    reopen_requested = Signal(int)
    game_requested = Signal(int)
    """The id of an unfinished game to show."""

    def __init__(
        self, worker: HistoryWorker, now: Callable[[], int], exports: Path, parent: QWidget | None = None
    ) -> None:
        """`now` returns the time in milliseconds since the epoch; files are written to the folder `exports`."""
        super().__init__(parent)
        self._now, self._exports = now, exports
        self._filter = GameFilter()
        self._pending = 0
        self._export_format: FileFormat = "csv"
        self._found_ids: list[int] = []
        self.list, self.detail, self.export_bar = GameList(now), GameDetail(worker), ExportBar()
        self.export_task = Export(worker.log_path)
        self._queries = {name: HistoryQuery(worker) for name in ("more", "game", "export")}
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        card, row = QFrame(), QHBoxLayout(self)
        card.setObjectName("card")
        card.setFixedWidth(_LIST_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(8, 8, 4, 8)
        column.addWidget(self.list, 1)
        column.addWidget(self.export_bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(card)
        row.addWidget(self.detail, 1)

    def _connect(self) -> None:
        self.list.chosen.connect(self._ask_game)
        self.list.selection_changed.connect(self._show_count)
        self.list.games.more_requested.connect(self._ask_more)
        self.detail.reopen_requested.connect(lambda: self._with_chosen(self.reopen_requested.emit))
        self.detail.resume_requested.connect(lambda: self._with_chosen(self.game_requested.emit))
        self.detail.export_requested.connect(self._export_one)
        self.export_bar.export_requested.connect(self._export_many)
        self.export_bar.several_toggled.connect(lambda several: self.list.set_several(several=several))
        self.export_bar.stop_requested.connect(self.export_task.stop)
        for name, show in (
            ("more", self.list.games.append),
            ("game", self.detail.show_history),
            ("export", self._keep_found),
        ):
            self._queries[name].answered.connect(show)
            self._queries[name].failed.connect(self.refused)
        self._queries["export"].pending.connect(self._export_found)
        self.export_task.progressed.connect(self.export_bar.show_progress)
        self.export_task.finished.connect(lambda: self.export_bar.show_progress(None))
        self.export_task.saved.connect(self.notified)
        self.export_task.failed.connect(self.refused)

    def show_games(self, games: list[GameRecord], count: int, game_filter: GameFilter) -> None:
        """Show `games`, the first page of the `count` games that match the filter."""
        self._filter = game_filter
        self.list.show_games(games, count)
        self.detail.setVisible(bool(games))
        self._show_count()

    def show_pending(self, pending: int) -> None:
        """Say how many games the index has not read yet."""
        self._pending = pending
        self._show_count()

    def _show_count(self) -> None:
        count, selected = self.list.games.count, len(self.list.selected_ids)
        pending = (
            t("{count:game is|games are} still being read…", count=format_count(self._pending)) if self._pending else ""
        )
        several = t("{count} selected", count=format_count(selected)) if selected > 1 else ""
        self.export_bar.show_games(selected if selected > 1 else count, several or pending)

    def _ask_more(self, first: int) -> None:
        game_filter = self._filter
        self._queries["more"].ask(lambda records: records.games(game_filter, first, PAGE))

    def _ask_game(self, game_id: int) -> None:
        self._queries["game"].ask(lambda records: records.index.history(game_id))

    def _with_chosen(self, action: Callable[[int], object]) -> None:
        if self.list.game_id is not None:
            action(self.list.game_id)

    def _export_one(self, file_format: FileFormat) -> None:
        self._with_chosen(lambda game_id: self._write(file_format, f"game-{game_id}", [game_id]))

    def _export_many(self, file_format: FileFormat) -> None:
        """Export the selected games if they are several, otherwise all that match the filter."""
        self._export_format = file_format
        if len(selected := self.list.selected_ids) > 1:
            self._write(file_format, self._file_name(), selected)
            return
        game_filter = self._filter
        self._queries["export"].ask(lambda records: [game.game_id for game in records.games(game_filter)])

    def _keep_found(self, game_ids: list[int]) -> None:
        self._found_ids = game_ids

    def _export_found(self, pending: int) -> None:
        """Export the games found, once the index has read every game; until then the query is repeated."""
        if not pending:
            self._write(self._export_format, self._file_name(), self._found_ids)

    def _file_name(self) -> str:
        return f"games-{local_time(self._now()).date().toString('yyyy-MM-dd')}"

    def _write(self, file_format: FileFormat, name: str, game_ids: list[int]) -> None:
        self.export_task.start(game_ids, self._exports, name, file_format)
        if len(game_ids) > 1:
            self.export_bar.show_progress(0)
