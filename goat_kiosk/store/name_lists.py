"""Table of imported name lists: players and teams that are offered before they have played.

A list is added and removed whole, so an import is undone by removing its list: the names go with it, but for those that
are in a game or in another list. A name that is forgotten or renamed is an alias (`aliases`), whatever list it is in.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import apsw
import msgspec

from goat_kiosk.domain.names.name_list import ListedName
from goat_kiosk.errors import InvalidValue, NotFound, Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.write_queue import Write, WriteQueue

Written = TypeVar("Written")
Done = TypeVar("Done")


class ImportedList(msgspec.Struct, frozen=True):
    """An import."""

    id: int
    at: int
    """When it was imported, milliseconds since 1970 UTC."""
    source: str
    """The name of the file; "" if it came over the API without one."""
    players: int
    teams: int


class NameLists:
    """The lists, and their tables."""

    def __init__(self, log: EventLog, write_queue: WriteQueue) -> None:
        """Lists are written through `write_queue`, in one order with the log's events."""
        self._log = log
        self._write_queue = write_queue

    def all(self) -> list[ImportedList]:
        """Return every list, the newest first. Raises `Unavailable`."""
        sql = """
            SELECT id, at, source, count(*) FILTER (WHERE kind = 'player'), count(*) FILTER (WHERE kind = 'team')
            FROM name_list LEFT JOIN listed_name ON list = id GROUP BY id ORDER BY id DESC
        """
        try:
            return [ImportedList(*row) for row in self._log.reading_connection.execute(sql)]
        except apsw.Error as error:
            raise Unavailable("The names cannot be read: {reason}", reason=reason(error)) from error

    def add(self, names: Sequence[ListedName], source: str, now: int) -> ImportedList:
        """Add a list and return it. Raises `InvalidValue` without a name, `NotSaved`, or `WritePending`."""
        if not names:
            raise InvalidValue("The list has no new name.")

        def write(database: apsw.Connection) -> ImportedList:
            database.execute("INSERT INTO name_list (at, source) VALUES (?, ?)", (now, source))
            list_id = database.last_insert_rowid()
            rows = [
                (list_id, name.kind, name.key, name.name, name.team, name.color, place)
                for place, name in enumerate(names)
            ]
            database.executemany("INSERT INTO listed_name VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            players = sum(name.kind == "player" for name in names)
            return ImportedList(list_id, now, source, players, len(names) - players)

        return self._write(write, lambda added: added)

    def remove(self, list_id: int) -> None:
        """Remove a list with its names. Raises `NotFound`, `NotSaved` or `WritePending`."""

        def write(database: apsw.Connection) -> bool:
            database.execute("DELETE FROM name_list WHERE id = ?", (list_id,))
            removed = database.changes() > 0
            database.execute("DELETE FROM listed_name WHERE list = ?", (list_id,))
            return removed

        def on_removed(removed: bool) -> None:  # noqa: FBT001  the result of `write`
            if not removed:
                raise NotFound("There is no list of names {number}: it was removed already.", number=list_id)

        self._write(write, on_removed)

    def _write(self, work: Callable[[apsw.Connection], Written], on_committed: Callable[[Written], Done]) -> Done:
        def start() -> Write[Written, Done]:
            return Write(partial(self._log.change, work), on_committed)

        done: Done = self._write_queue.submit(start)
        return done
