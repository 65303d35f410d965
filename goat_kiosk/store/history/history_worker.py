"""Worker thread for history queries, so that no query ever delays a bag.

Ten thousand games are summed in tens of milliseconds and indexed in seconds: too long for the window, which has sixteen
for a frame. One thread and one queue are enough, since SQLite releases the interpreter's lock while it works, and
Python switches threads every 5 ms in its own part; a reader in WAL mode never blocks the writer. Each query first
indexes for a short while what is new in the log, and its answer says how many games are left: the caller can ask again
until none is.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Generic, NamedTuple, Self, TypeVar

from goat_kiosk.domain.names.roster import Roster
from goat_kiosk.domain.statistics.ratings import RatingTable
from goat_kiosk.store.history import history_index
from goat_kiosk.store.history.history_index import HistoryIndex
from goat_kiosk.store.history.history_queries import HistoryQueries

__all__ = ["Answer", "HistoryQueries", "HistoryWorker", "Question"]

T = TypeVar("T")
Question = Callable[[HistoryQueries], T]

_CATCH_UP_SECONDS = 0.2
"""A list that is still being read shows something new five times a second."""


class Answer(NamedTuple, Generic[T]):
    """A result, and how many games are not indexed yet."""

    value: T
    pending: int


class HistoryWorker:
    """A thread that answers queries from its own index, which it opens at the first query."""

    def __init__(self, log_path: Path) -> None:
        """Answer from the log at `log_path`; the index is kept beside it."""
        self.log_path = log_path
        self._index: HistoryIndex | None = None
        self._closed = False
        self._thread = ThreadPoolExecutor(1, "history")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(self, question: Question[T]) -> Future[Answer[T]]:
        """Run `question` in the thread.

        The future raises what it raises, or `Unavailable`. After `close` it is cancelled.
        """
        if self._closed:
            unanswered: Future[Answer[T]] = Future()
            unanswered.cancel()
            return unanswered
        return self._thread.submit(self._answer, question)

    def close(self) -> None:
        """Cancel the queries without an answer, and close the index."""
        self._closed = True
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._index is not None:
            # Made in the thread that is over; apsw lets any thread use a connection, one at a time.
            self._index.close()
            self._index = None

    def _answer(self, question: Question[T]) -> Answer[T]:
        if self._index is None:
            self._index = HistoryIndex(self.log_path.with_name(history_index.FILE_NAME), self.log_path)
        pending = self._index.catch_up(_CATCH_UP_SECONDS)
        return Answer(question(HistoryQueries(self._index)), pending)


def read_roster(log_path: Path) -> Roster:
    """Return the roster of the log; as `_read_all`."""
    return _read_all(log_path, HistoryQueries.roster)


def read_ratings(log_path: Path) -> RatingTable:
    """Return the ratings of everybody who has played; as `_read_all`."""
    return _read_all(log_path, HistoryQueries.ratings)


def read_game_minutes(log_path: Path) -> list[float]:
    """Return how long the newest games took; as `_read_all`."""
    return _read_all(log_path, HistoryQueries.game_minutes)


def _read_all(log_path: Path, question: Question[T]) -> T:
    """Return the answer with every game indexed; for a thread that may wait seconds for it.

    The index may be in use by a worker too: SQLite lets one of them write at a time. Raises `Unavailable`.
    """
    with closing(HistoryIndex(log_path.with_name(history_index.FILE_NAME), log_path)) as index:
        while index.catch_up(_CATCH_UP_SECONDS):
            pass
        return question(HistoryQueries(index))
