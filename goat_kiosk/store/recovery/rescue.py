"""Rescue of an open log whose write-ahead log another program has removed or truncated.

It copies what SQLite still returns and adds the newest events, which may be lost, from memory. The copy is prepared as
the log (`file_replacement`): the next start puts it in place and sets the old one aside.
"""

from contextlib import closing

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.recovery.file_replacement import prepare_replacement


def rescue(log: EventLog) -> None:
    """Prepare a log of everything that `log` has acknowledged; in the thread that writes. Raises `Unavailable`."""
    try:
        with prepare_replacement(log.path) as path, closing(apsw.Connection(str(path))) as new:
            new.pragma("synchronous", "off")  # it is brought to the disk as a whole when it is done
            _copy(log, new)
            for table, values in log.recent_rows:
                new.execute(f"INSERT OR IGNORE INTO {table.name} VALUES (?, ?, ?, ?, ?, ?)", values)  # noqa: S608  ours
    except apsw.Error as error:
        raise Unavailable("The event log could not be saved anew: {reason}", reason=reason(error)) from error


def _copy(log: EventLog, new: apsw.Connection) -> None:
    """Copy what the open log returns; if it is truncated, copy the database file alone. Raises `apsw.Error`."""
    try:
        verified_copy.copy_all(log.writing_connection, new)
    except apsw.Error:
        with closing(verified_copy.without_wal(log.path)) as file:
            verified_copy.copy_all(file, new)
