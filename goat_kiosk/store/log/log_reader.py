"""Queries of the event log: its games, its events and their owners, as the desk's thread reads them.

A query reads what is on the disk, and never waits for a write. Only a query of the thread with a write under way goes
to the connection that writes, because it must see that write; so both connections are opened here. `EventLog` writes.
"""

import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.rows import Ownership, Row, row_of

MAX_FORMER_NAMES = 64
"""Names that a log had before which are still known: a game is kept in Redis for a day."""


class LogReader:
    """The queries of one log. For the thread that opened it, and for the one with a write under way."""

    def __init__(self, path: Path) -> None:
        """Open the log at `path`, making it when there is none. Raises `Unavailable`."""
        self._writer_db = schema.connect(path)
        self._reader = schema.connect(path)
        self._writing_thread: int | None = None
        """The thread with a write under way: it reads what it has written, committed or not."""
        self.last_read_error: tuple[float, str] | None = None
        """When the last failed read was (`time.monotonic`), and its sentence."""

    @property
    def reading_connection(self) -> apsw.Connection:
        """The connection of the desk's thread, for the tables beside the log."""
        return self._reader

    @property
    def former_names(self) -> tuple[str, ...]:
        """The names that the log had before, the newest first. Raises `Unavailable`."""
        sql = "SELECT log FROM lineage GROUP BY log ORDER BY max(rowid) DESC LIMIT ?"
        return tuple(log for (log,) in self._read(sql, MAX_FORMER_NAMES))

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order; an empty list when there is no such game.

        Raises `Unavailable` when a row cannot be read as an event.
        """
        sql = "SELECT game_id, seq, at, key, body, hash FROM event WHERE game_id = ? ORDER BY seq"
        return [row_of(values) for values in self._read(sql, game_id)]

    def first_event(self, game_id: int) -> Row | None:
        """Return the event that created the game, or None when there is no such game. Raises `Unavailable`."""
        sql = "SELECT game_id, seq, at, key, body, hash FROM event WHERE game_id = ? AND seq = 1"
        return next(map(row_of, self._read(sql, game_id)), None)

    def created_between(self, since: int, until: int) -> list[Row]:
        """Return the first events of the games created in that time (milliseconds since 1970), oldest first."""
        sql = """
            SELECT game_id, seq, at, key, body, hash FROM event INDEXED BY event_at
            WHERE at BETWEEN ? AND ? AND seq = 1 ORDER BY at, game_id
        """
        return [row_of(values) for values in self._read(sql, since, until)]

    def event_by_key(self, key: str) -> Row | None:
        """Return the event with an idempotency key; None when there is none."""
        rows = self._read("SELECT game_id, seq, at, key, body, hash FROM event WHERE key = ?", key)
        return row_of(rows[0]) if rows else None

    def game_ids(self) -> list[int]:
        """Return every game, the oldest first."""
        sql = "SELECT game_id FROM event GROUP BY game_id ORDER BY min(at)"
        return [int(game_id) for (game_id,) in self._read(sql)]

    def unfinished_game_ids(self) -> list[int]:
        """Return the games that may be unfinished, however old; every unfinished game is among them."""
        return [int(game_id) for (game_id,) in self._read("SELECT game_id FROM unfinished")]

    def game_ids_between(self, since: int, until: int) -> list[int]:
        """Return the games with an event between two times, in milliseconds since 1970 UTC."""
        sql = "SELECT DISTINCT game_id FROM event WHERE at BETWEEN ? AND ?"
        return [int(game_id) for (game_id,) in self._read(sql, since, until)]

    def in_starting_order(self, game_ids: Iterable[int]) -> list[int]:
        """Return games in the order in which they began."""
        sql = "SELECT at, rowid FROM event WHERE game_id = ? AND seq = 1"
        began = {game_id: self._read(sql, game_id) for game_id in game_ids}
        return sorted(began, key=began.__getitem__)

    def hash_of(self, game_id: int, seq: int) -> str:
        """Return the hash of one event, empty when there is none of that number. Raises `Unavailable`."""
        sql = "SELECT hash FROM event WHERE game_id = ? AND seq = ?"
        return "".join(digest.hex() for (digest,) in self._read(sql, game_id, seq))

    def ownerships(self) -> list[Ownership]:
        """Return every game that has changed hands."""
        return [Ownership(*row) for row in self._read("SELECT game_id, epoch, kiosk, shared FROM holding")]

    def events_set_aside(self, game_id: int) -> list[Row]:
        """Return the events of a game that were set aside, in the order in which they were."""
        sql = "SELECT game_id, seq, at, key, body, hash FROM aside WHERE game_id = ? ORDER BY rowid"
        return [row_of(values) for values in self._read(sql, game_id)]

    def set_aside_counts(self) -> dict[int, int]:
        """Return the number of events by game that only this log has: set aside, or beyond what the new owner has."""
        sql = """
            SELECT game_id, count(*) FROM (
                SELECT game_id FROM aside
                UNION ALL SELECT game_id FROM event JOIN holding USING (game_id) WHERE kiosk != '' AND seq > shared
            ) GROUP BY game_id
        """
        return dict(self._read(sql))

    def integrity_errors(self) -> list[str]:
        """Return what SQLite's own integrity check finds wrong, as sentences; an empty list when all is well."""
        try:
            messages = [message for (message,) in self._read("PRAGMA integrity_check")]
        except Unavailable as error:
            return [error.sentence]
        return [] if messages == ["ok"] else [f"The database is damaged: {message}." for message in messages]

    def _one(self, sql: str, *values: int) -> Any:
        ((value,),) = self._read(sql, *values)
        return value

    def _read(self, sql: str, *values: int | str) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises `Unavailable` when the database does not give them.

        The writing thread reads what it has written, committed or not; `_translate_errors` then translates errors.
        """
        if self._writing_thread == threading.get_ident():
            return list(self._writer_db.execute(sql, values))
        try:
            return list(self._reader.execute(sql, values))
        except apsw.Error as error:
            refusal = Unavailable("The event log cannot be read: {reason}", reason=reason(error))
            self.last_read_error = time.monotonic(), refusal.sentence
            raise refusal from error
