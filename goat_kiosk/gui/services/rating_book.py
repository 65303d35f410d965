"""Rating cache of the window: loaded from the history worker, so that a draw knows at once how strong people are."""

from PySide6.QtCore import QObject, Signal

from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.gui.services.history_query import HistoryQuery
from goat_kiosk.store.history.history_worker import HistoryWorker


class RatingBook(QObject):
    """Caches the ratings of everybody who has played here."""

    changed = Signal()

    def __init__(self, history_worker: HistoryWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table = RatingTable()
        self._query = HistoryQuery(history_worker)
        self._query.answered.connect(self._on_answered)

    def refresh(self) -> None:
        """Query the current ratings."""
        self._query.ask(lambda records: records.ratings())

    def _on_answered(self, table: RatingTable) -> None:
        if table != self.table:
            self.table = table
            self.changed.emit()
