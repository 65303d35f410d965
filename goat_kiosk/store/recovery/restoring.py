"""Restore of a backup in place of the log, which is set aside; nothing is lost.

The games, the rules and the names are those of the backup. The paired phones stay those of the current log if it can be
read, and else all are revoked: a key that was revoked since the backup must not work again. What is known of games and
tournaments that other kiosks have taken over stays, too.
"""

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw

from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.backups.verified_copy import Contents, Progress, no_progress
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.event_tables import EVENT_TABLES
from goat_kiosk.store.recovery.file_replacement import install_prepared, prepare_replacement
from goat_kiosk.store.recovery.recovery import copy_table, renew_lineage, revoke_all_devices


class RestoreReport(NamedTuple):
    """The result of a restore."""

    contents: Contents
    """What the backup holds."""
    aside: Path | None
    """The folder with the log that was replaced."""


def restore(file: Path, log: Path, progress: Progress = no_progress) -> RestoreReport:
    """Put a copy of the backup `file` in the place of the log at `log`, whose folder the caller has claimed.

    Raises `Unavailable` when `file` is no whole log, or the folder cannot be written to; then everything is as it was.
    """
    verified_copy.verify_copy(file, progress)
    install_prepared(log)
    with prepare_replacement(log) as path:
        contents = verified_copy.copy(file, path, progress)
        schema.upgrade(path)
        with EventLog(path) as new:
            if not log.exists() or not copy_table(new.reading_connection, log, "device"):
                revoke_all_devices(new.reading_connection)
            if log.exists():
                _carry_ownership(new.reading_connection, log)
            renew_lineage(new.reading_connection, log)
    return RestoreReport(contents, install_prepared(log))


def _carry_ownership(new: apsw.Connection, log: Path) -> None:
    """Take over what the log knows of what has changed hands; it is newer than what the backup knows."""
    for table in EVENT_TABLES:
        try:
            with closing(verified_copy.open_read_only(log)) as old:
                rows = list(old.execute(f"SELECT {table.number_column}, epoch, kiosk, shared FROM {table.ownership}"))  # noqa: S608  ours
        except apsw.Error:
            continue  # a log of an older version, or a damaged one
        new.executemany(
            f"""
            INSERT INTO {table.ownership} VALUES (?, ?, ?, ?) ON CONFLICT ({table.number_column}) DO UPDATE
            SET epoch = excluded.epoch, kiosk = excluded.kiosk, shared = excluded.shared WHERE excluded.epoch >= epoch
            """,  # noqa: S608  tables of ours
            rows,
        )
