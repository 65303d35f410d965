"""Page of the games played before: filters at the top, below them either the games or their players.

Every query runs in the history worker's thread and answers by a signal, so the window never blocks; the old results
stay until the new ones arrive.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from goat_kiosk.domain.statistics.game_records import GameFilter, GameKind, GameRecord, PlayerRecord, filter_players
from goat_kiosk.domain.statistics.landings import heat_grid
from goat_kiosk.gui.history.empty_state import EmptyState
from goat_kiosk.gui.history.filter_bar import FilterBar
from goat_kiosk.gui.history.game_list import PAGE
from goat_kiosk.gui.history.games_view import GamesView
from goat_kiosk.gui.history.player_detail import PlayerDetail
from goat_kiosk.gui.history.player_table import PlayerTable
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.gui.services.roster_book import RosterBook
from goat_kiosk.gui.text.language import t
from goat_kiosk.gui.widgets.inputs.radio_group import Choice, RadioGroup
from goat_kiosk.gui.widgets.section_page import SectionPage
from goat_kiosk.store.history.history_worker import HistoryQueries, HistoryWorker

_DETAIL_WIDTH = 264


class HistoryPage(SectionPage):
    """Shows games and their players."""

    def __init__(
        self,
        worker: HistoryWorker,
        roster: RosterBook,
        now: Callable[[], int],
        exports: Path,
        parent: QWidget | None = None,
    ) -> None:
        """`now` returns the time in milliseconds since the epoch; files are written to the folder `exports`."""
        super().__init__(parent)
        self.filters = FilterBar(now, roster.find_players)
        views = {"games": Choice(t("Games")), "players": Choice(t("Players"), t("How the players threw"))}
        self.view = RadioGroup(t("Games or players"), views)
        self.games, self.empty = GamesView(worker, now, exports), EmptyState()
        self.table, self.player_detail = PlayerTable(), PlayerDetail()
        self._players = self._make_players_view()
        self._stack = QStackedWidget()
        self._queries = {name: HistoryQuery(worker) for name in ("games", "players", "player")}
        self._arrange()
        self._connect()

    def _make_players_view(self) -> QWidget:
        container, card = QWidget(), QFrame()
        card.setObjectName("card")
        QVBoxLayout(card).addWidget(self.table)
        self.player_detail.setFixedWidth(_DETAIL_WIDTH)
        row = QHBoxLayout(container)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(card, 1)
        row.addWidget(self.player_detail)
        return container

    def _arrange(self) -> None:
        column, header, kinds = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        for layout in (column, header, kinds):
            layout.setSpacing(8)
        header.addWidget(self.view)
        header.addWidget(self.filters, 1)
        column.addLayout(header)
        kinds.addWidget(self.filters.kinds)
        kinds.addStretch(1)
        column.addLayout(kinds)
        for view in (self.games, self._players, self.empty):
            self._stack.addWidget(view)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        self.view.chosen.connect(self._on_view)
        self.empty.clear_requested.connect(self.filters.clear)
        self.table.chosen.connect(self._ask_player)
        self.player_detail.games_requested.connect(self._show_games_of)
        for name, show in (
            ("games", self._show_games),
            ("players", self.table.show_players),
            ("player", self._show_player),
        ):
            self._queries[name].answered.connect(show)
            self._queries[name].failed.connect(self.refused)
        self._queries["games"].pending.connect(self._on_pending)
        self.games.notified.connect(self.notified)
        self.games.refused.connect(self.refused)
        self.games.reopen_requested.connect(self.reopen_requested)
        self.games.game_requested.connect(self.game_requested)

    def showEvent(self, event: QShowEvent) -> None:
        """Reload, because games may have changed since the last visit."""
        super().showEvent(event)
        self.filters.text.setFocus()
        self.reload()

    def show_unfinished(self) -> None:
        """Show all unfinished games."""
        self.view.buttons["games"].click()
        self.filters.clear("unfinished")

    @property
    def _shows_players(self) -> bool:
        return bool(self.view.value == "players")

    def reload(self) -> None:
        """Query the games that match the filter; in the view of players, query those too."""
        game_filter, page_size = self._filter, PAGE
        self._queries["games"].ask(
            lambda records: (
                *(game_filter, records.counts(game_filter), records.games(game_filter, 0, page_size)),
                records.courts(),
            )
        )
        if self._shows_players:
            self._queries["players"].ask(lambda records: filter_players(records.players(game_filter), game_filter))

    @property
    def _filter(self) -> GameFilter:
        """The filter; players are summed over finished games, since the others count nowhere."""
        game_filter = self.filters.current
        if not self._shows_players:
            return game_filter
        return replace(game_filter, kind="finished", player=None, text=self.filters.text.text())

    def _on_view(self) -> None:
        self.filters.kinds.setVisible(not self._shows_players)
        self.reload()

    def _show_games(self, answer: tuple[GameFilter, dict[GameKind, int], list[GameRecord], list[str]]) -> None:
        game_filter, counts, games, courts = answer
        self.filters.offer_courts(courts)
        self.filters.show_counts(counts)
        self.games.show_games(games, counts[game_filter.kind], game_filter)
        self.empty.show_filter(game_filter, self.filters.text.text())

    def _on_pending(self, pending: int) -> None:
        """Show the page for what was found; say that there is nothing only when every game is indexed."""
        self.games.show_pending(pending)
        is_empty = not self.games.list.games.count and not pending
        self._stack.setCurrentWidget(self.empty if is_empty else self._players if self._shows_players else self.games)

    def _ask_player(self, player: PlayerRecord | None) -> None:
        self.player_detail.setVisible(player is not None)
        if player is not None:
            game_filter = self._filter
            self._queries["player"].ask(lambda records: _find_bags(records, game_filter, player))

    def _show_player(self, answer: tuple[PlayerRecord, Any, Any]) -> None:
        self.player_detail.show_player(*answer)

    def _show_games_of(self, player: PlayerRecord) -> None:
        self.view.choose("games")
        self.filters.kinds.show()
        self.filters.choose_player(player)


def _find_bags(records: HistoryQueries, game_filter: GameFilter, player: PlayerRecord) -> tuple[PlayerRecord, Any, Any]:
    bags = records.landings(game_filter, player.key)
    return player, bags, heat_grid(bags)
