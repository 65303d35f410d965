"""Table of name aliases: one name counts as another (renamed, or merged with a duplicate), or is forgotten.

It is kept beside the log, which keeps every name as it was written. A rename and a merge are the same thing: the name
counts as another from now on, and deleting the entry separates them again. An entry leads to its final name in one
step, so a lookup follows nothing and no cycle can form.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import apsw

from goat_kiosk.domain.names.roster import Alias, RosterKind
from goat_kiosk.domain.names.sanitizing import clean_name
from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import Write, WriteQueue

Written = TypeVar("Written")


class AliasTable:
    """The table of aliases."""

    def __init__(self, log: EventLog, write_queue: WriteQueue) -> None:
        """Entries are written through `write_queue`, in one order with the log's events."""
        self._log = log
        self._write_queue = write_queue

    def all(self) -> list[Alias]:
        """Return every entry, the newest first. Raises `Unavailable`."""
        try:
            return [
                Alias(*row)
                for row in self._log.reading_connection.execute("SELECT * FROM known_as ORDER BY at DESC, key")
            ]
        except apsw.Error as error:
            raise Unavailable("The names cannot be read: {reason}", reason=reason(error)) from error

    def rename(self, kind: RosterKind, original: str, name: str, now: int) -> str:
        """Make the name `original` count as `name` from now on, and return the key that it is found by.

        Aliases of `original` follow. Raises `InvalidValue` or `NotSaved`, and then nothing changed; or
        `WritePending`, as the others do.
        """
        key, cleaned = original.casefold(), clean_name(name)

        def write(database: apsw.Connection) -> str:
            name, as_key = _final_name(database, kind, key, cleaned)
            follow = "UPDATE known_as SET name = ?, as_key = ? WHERE kind = ? AND as_key = ?"
            database.execute(follow, (name, as_key, kind, key))
            _put(database, Alias(kind, key, original, name, as_key, now))
            return as_key

        return self._write(write)

    def forget(self, kind: RosterKind, original: str, now: int) -> None:
        """Hide the name from the roster until it plays again. Raises `NotSaved`."""
        self._write(lambda database: _put(database, Alias(kind, original.casefold(), original, None, None, now)))

    def restore(self, kind: RosterKind, key: str) -> None:
        """Delete an alias. Raises `NotSaved`."""
        sql = "DELETE FROM known_as WHERE kind = ? AND key = ?"
        self._write(lambda database: database.execute(sql, (kind, key)))

    def _write(self, work: Callable[[apsw.Connection], Written]) -> Written:
        def start() -> Write[Written, Written]:
            return Write(partial(self._log.change, work), lambda written: written)

        written: Written = self._write_queue.submit(start)
        return written


def _final_name(database: apsw.Connection, kind: RosterKind, key: str, name: str) -> tuple[str, str]:
    """Return the final name that `name` is an alias of, and its key; `name` itself if that is the one being renamed."""
    sql = "SELECT name, as_key FROM known_as WHERE kind = ? AND key = ? AND name IS NOT NULL AND as_key != ?"
    aliases = list(database.execute(sql, (kind, name.casefold(), key)))
    return aliases[0] if aliases else (name, name.casefold())


def _put(database: apsw.Connection, alias: Alias) -> None:
    values = alias.kind, alias.key, alias.original, alias.name, alias.as_key, alias.at
    database.execute("INSERT OR REPLACE INTO known_as VALUES (?, ?, ?, ?, ?, ?)", values)
