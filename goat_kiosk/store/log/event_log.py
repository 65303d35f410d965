"""Append-only event log in SQLite: one row an event, on the disk before any listener is notified.

One table holds every game's events, numbered from 1 within the game; two triggers keep rows from being changed or
deleted. Each append is one transaction. The log has a name of its own, eight hex digits, because a number alone would
mean another event in another kiosk's log.

There are two connections. One writes, in `writer_thread` while the kiosk runs; the other belongs to the desk's thread,
reads what is on the disk, and never waits for a write.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, TypeVar

import apsw

from goat_kiosk.domain import chain, events
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import InvalidValue
from goat_kiosk.host.histogram import LatencyHistogram
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.db_errors import missing_error, not_saved_error, wal_lost_error
from goat_kiosk.store.log.event_tables import GAME_EVENTS, EventTable
from goat_kiosk.store.log.log_reader import LogReader
from goat_kiosk.store.log.rows import Ownership, RawEvent, Row, row_of
from goat_kiosk.store.log.schema import BLOCK_BITS, GAMES_PER_BLOCK
from goat_kiosk.store.log.wal_watch import WalWatch
from goat_kiosk.store.log.writer import LogWriter

FILE_NAME = "events.db"
Changed = TypeVar("Changed")


_NEWEST_NUMBER = """
    SELECT max(
        (SELECT ifnull(max(game_id), ?1) FROM event WHERE game_id BETWEEN ?1 AND ?2),
        (SELECT ifnull(max(tournament_id), ?1) FROM tournament_event WHERE tournament_id BETWEEN ?1 AND ?2)
    )
"""
MAX_RECENT_ROWS = 5_000
"""Events held in memory as they were kept, a megabyte: far more than the write-ahead log holds between checkpoints."""


class EventLog(LogReader):
    """The log in one database file. One thread writes at a time; the thread that opened it may read meanwhile."""

    def __init__(self, path: Path) -> None:
        """Open the log at `path`, making it when there is none. Raises `Unavailable`."""
        super().__init__(path)
        self._file_identity = _identity(path)
        self.path = path
        self.writer_thread = LogWriter()
        self.closed = False
        self.commit_latency = LatencyHistogram()
        """Seconds from the insert to the commit."""
        self.name = str(self._one("SELECT log FROM identity"))
        self.wal = WalWatch(path)
        self.recent_rows: deque[tuple[EventTable, RawEvent]] = deque(maxlen=MAX_RECENT_ROWS)
        """The newest rows, oldest first, each with its table, for `rescue`."""
        self._uncommitted: list[tuple[EventTable, RawEvent]] = []
        """The rows of the transaction under way."""

    @property
    def writing_connection(self) -> apsw.Connection:
        """The connection that writes, for a process that has the log to itself and changes its pragmas."""
        return self._writer_db

    def close(self) -> None:
        """Finish the queued writes and close the database, which moves the write-ahead log into the file."""
        self.closed = True
        self.writer_thread.close()
        self._reader.close()
        self._writer_db.close()

    def missing_reason(self) -> str | None:
        """Return why the file is not where it was opened, so that a write would be lost; None when it is."""
        try:
            return None if _identity(self.path) == self._file_identity else "another file lies in its place"
        except OSError as error:
            return error.strerror or str(error)

    def probe(self) -> None:
        """Write without a change. Raises `NotSaved` when an event could not be saved either."""
        with self._translate_errors():
            self._writer_db.pragma("user_version", schema.VERSION)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, event: AnyEvent, at_ms: int, key: str | None = None) -> Row:
        """Save the first event of a new game and return it with the game's number. Raises `NotSaved`."""
        with self._translate_errors():
            return self.append(Row(self.next_number(), 1, at_ms, key, event))

    def append(self, row: Row, *, is_over: bool = False) -> Row:
        """Save `row` and return it with its hash; it is on the disk then. Raises `NotSaved`; nothing is saved then.

        `is_over` says that the game has ended with it. `InvalidValue`: the game already has an event of that number, or
        the key was used before. `Unavailable`: the event could not be read back.
        """
        body = events.encode(row.event)
        try:
            with self._translate_errors(), self.commit_latency.measure():
                before = self.hash_of(row.game_id, row.seq - 1) or chain.GENESIS
                saved = row._replace(hash=chain.event_hash(before, *row[:3], body))
                values = *row[:4], body.decode(), bytes.fromhex(saved.hash)
                row_of(values)
                self._insert(values, is_over=is_over)
        except apsw.ConstraintError as error:
            raise InvalidValue(
                "Event {seq} of game {game_id} is in the log already.", seq=row.seq, game_id=row.game_id
            ) from error
        return saved

    def _insert(self, values: RawEvent, *, is_over: bool) -> None:
        if not is_over:
            self.insert(GAME_EVENTS, values)
            return
        with self._writer_db:
            self.insert(GAME_EVENTS, values)
            self._writer_db.execute("DELETE FROM unfinished WHERE game_id = ?", values[:1])

    def insert(self, table: EventTable, values: RawEvent) -> None:
        """Insert a row of an event table, within `change` or `transaction`. Raises `apsw.Error`."""
        self._uncommitted.append((table, values))
        self._writer_db.execute(f"INSERT INTO {table.name} VALUES (?, ?, ?, ?, ?, ?)", values)  # noqa: S608  ours

    def append_all(self, rows: Iterable[Row]) -> None:
        """Save `rows`, all or none, in one transaction. Raises as `append`."""
        with self.transaction():
            for row in rows:
                self.append(row)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit all writes of the block, or none. Raises `NotSaved`."""
        try:
            with self._translate_errors():
                self._writer_db.execute("BEGIN IMMEDIATE")
                yield
                self._writer_db.execute("COMMIT")
        finally:
            # A full disk makes SQLite roll back by itself, and then there is nothing left to roll back.
            if self._writer_db.in_transaction:
                self._writer_db.execute("ROLLBACK")

    def adopt(self, rows: Iterable[Row], ownership: Ownership, after_seq: int) -> None:
        """Save another kiosk's `rows` of a game, and the `ownership`, in one transaction. Raises as `append`.

        Events above number `after_seq` in this log differ from that kiosk's, and are set aside.
        """
        with self.transaction():
            self.set_aside(GAME_EVENTS, ownership, after_seq)
            for row in rows:
                self.append(row)
            self.save_ownership(ownership)

    def mark_finished(self, game_ids: Iterable[int]) -> None:
        """Mark games as finished whose last event was written without `is_over`. Raises `NotSaved`."""
        with self._translate_errors(), self._writer_db:
            self._writer_db.executemany(
                "DELETE FROM unfinished WHERE game_id = ?", [(game_id,) for game_id in game_ids]
            )

    def change(self, work: Callable[[apsw.Connection], Changed]) -> Changed:
        """Change a table that stands beside the log, in one transaction: all of `work` or nothing. Raises `NotSaved`.

        For the thread that writes events; read such tables through `reading_connection`.
        """
        with self._translate_errors():
            with self._writer_db:
                changed = work(self._writer_db)
            return changed  # noqa: RET504  by its type, apsw's connection might swallow what `work` raises

    def save_ownership(self, ownership: Ownership, table: EventTable = GAME_EVENTS) -> None:
        """Save who owns a game or a tournament. Raises `NotSaved`."""
        with self._translate_errors():
            self._writer_db.execute(
                f"INSERT OR REPLACE INTO {table.ownership} VALUES (?, ?, ?, ?)",  # noqa: S608  a table of ours
                ownership,
            )

    def renew_identity(self) -> None:
        """Give the log another name, which follows the old one (`schema.new_identity`). Raises `NotSaved`."""
        with self._translate_errors():
            schema.new_identity(self._writer_db)
            self.name = str(self._one("SELECT log FROM identity"))

    def next_number(self) -> int:
        """Return the next number of a game or a tournament; for the thread that writes."""
        first = int(self._one("SELECT block FROM identity")) << BLOCK_BITS
        last = first + GAMES_PER_BLOCK - 1
        newest = self._one(_NEWEST_NUMBER, first, last)
        if int(newest) < last:
            return int(newest) + 1
        self._writer_db.execute("UPDATE identity SET block = ?", (schema.new_block(),))
        return self.next_number()

    def set_aside(self, table: EventTable, ownership: Ownership, after_seq: int) -> None:
        """Move the events of a game or a tournament above number `after_seq` aside, within a `transaction`.

        The trigger that forbids it is dropped and restored in the same transaction, so no other write can delete.
        """
        name, values = f"{table.name}_never_goes", (ownership.number, after_seq)
        ((trigger,),) = self._writer_db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
        condition = f"FROM {table.name} WHERE {table.number_column} = ? AND seq > ?"
        if not list(self._writer_db.execute(f"SELECT 1 {condition} LIMIT 1", values)):
            return
        columns = f"{table.number_column}, seq, at, key, body, hash"
        copy_sql = f"INSERT INTO {table.aside} SELECT {columns}, ? {condition}"
        self._writer_db.execute(copy_sql, (ownership.kiosk, *values))
        self._writer_db.execute(f"DROP TRIGGER {name}")
        self._writer_db.execute(f"DELETE {condition}", values)
        self._writer_db.execute(trigger)

    @contextmanager
    def _translate_errors(self) -> Iterator[None]:
        """Translate database errors, and check the file before and after a write. Raises `NotSaved`."""
        # Blocks nest (`create` calls `append`): only the outermost checks the file and publishes `recent_rows`, after
        # its commit, since an inner block's rows may still be rolled back with the transaction around it.
        previous_thread, self._writing_thread = self._writing_thread, threading.get_ident()
        try:
            if previous_thread is None:
                self._check_file()
            yield
            if previous_thread is None:
                self._check_file()
                self.wal.on_write()
                self.recent_rows.extend(self._uncommitted)
        except apsw.ConstraintError:
            raise
        except apsw.Error as error:
            raise not_saved_error(error) from error
        finally:
            self._writing_thread = previous_thread
            if previous_thread is None:
                self._uncommitted.clear()

    def _check_file(self) -> None:
        """Check that the file still has its name: a write to a deleted file is lost. Raises `NotSaved`."""
        if (missing_reason := self.missing_reason()) is not None:
            raise missing_error(missing_reason)
        if self.wal.check(self._writer_db):
            raise wal_lost_error(self.wal.file)


def _identity(file: Path) -> tuple[int, int]:
    status = file.stat()
    return status.st_dev, status.st_ino
