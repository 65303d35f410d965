"""Replacement of one log by another: the old one is set aside and kept, and a power cut in between loses nothing.

The new log is made beside the old one and gets the name `PREPARED` when it is complete and on the disk. From then on it
is the log: the old one is moved into a folder with the date, and the new one into its place. If this process does not
get that far, the next start does it.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.host.atomic_write import sync_folder
from goat_kiosk.store.backups import integrity, verified_copy
from goat_kiosk.store.history import history_index
from goat_kiosk.store.log.set_aside import new_aside_folder

_UNFINISHED = "replacement.unfinished"
PREPARED = "replacement.db"

_FILE_SUFFIXES = ("", "-wal", "-shm", "-journal")


@contextmanager
def prepare_replacement(log: Path) -> Iterator[Path]:
    """Yield the path for a new log, which replaces the one at `log` when the block ends without an error.

    It must be closed by then. Raises `Unavailable`, and then everything is as it was.
    """
    unfinished = log.with_name(_UNFINISHED)
    try:
        _remove(unfinished)
        yield unfinished
        with closing(apsw.Connection(str(unfinished))) as database:
            database.pragma("journal_mode", "delete")
        verified_copy.sync_file(unfinished)
        unfinished.replace(log.with_name(PREPARED))
        sync_folder(log.parent)
    except OSError as error:
        raise _unwritable(log, error) from error
    finally:
        _remove(unfinished)


def install_prepared(log: Path) -> Path | None:
    """Put a prepared log in its place, if there is one; return the folder that holds what was there before, if any.

    Raises `Unavailable`; then it is tried again at the next start.
    """
    prepared = log.with_name(PREPARED)
    if not prepared.exists():
        return None
    try:
        before = [old for part in _FILE_SUFFIXES if (old := log.with_name(log.name + part)).exists()]
        aside_folder = new_aside_folder(log.parent) if before else None
        # The write-ahead log must be gone before the new log gets the name: SQLite would apply the old log's frames to
        # it. A crash at any point leaves `PREPARED` in place, and the next start continues here.
        if aside_folder is not None:
            for old in before:
                old.rename(aside_folder / old.name)
            sync_folder(aside_folder)
        _remove(log.with_name(history_index.FILE_NAME))
        log.with_name(integrity.MARK).unlink(missing_ok=True)
        prepared.replace(log)
        sync_folder(log.parent)
    except OSError as error:
        raise _unwritable(log, error) from error
    return aside_folder


def _unwritable(log: Path, error: OSError) -> Unavailable:
    return Unavailable(
        "The data folder {folder} cannot be written to: {error}.", folder=log.parent, error=error.strerror
    )


def _remove(database: Path) -> None:
    for part in _FILE_SUFFIXES:
        database.with_name(database.name + part).unlink(missing_ok=True)
