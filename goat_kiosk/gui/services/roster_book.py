"""Roster cache of the window: loaded from the history worker and kept in memory, so names complete at once."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from goat_kiosk.domain.names.roster import Person, Roster, TeamRecord
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.store.history.history_worker import HistoryWorker


class RosterBook(QObject):
    """Caches every player and team that was ever entered."""

    changed = Signal()

    def __init__(self, history_worker: HistoryWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.roster = Roster()
        self._query = HistoryQuery(history_worker)
        self._query.answered.connect(self._on_answered)

    def find_players(self, text: str) -> Sequence[Person]:
        """Return the players that match a text."""
        return self.roster.find_players(text)

    def find_teams(self, text: str) -> Sequence[TeamRecord]:
        """Return the teams that match a text."""
        return self.roster.find_teams(text)

    def refresh(self) -> None:
        """Query the current players and teams."""
        self._query.ask(lambda records: records.roster())

    def _on_answered(self, roster: Roster) -> None:
        if roster != self.roster:
            self.roster = roster
            self.changed.emit()
