"""Lock on the data folder: one kiosk per folder, since two would each hold half of a game's events.

The lock is an exclusive transaction on a tiny database beside the log. The operating system drops it when the process
ends, however it ends, so a crash leaves nothing to clean up; a file with a process id would stay.

Nothing is ever written to it, so a file with something in it is not ours, and is kept.
"""

import logging
import shutil
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.log.set_aside import new_aside_folder

FILE_NAME = "claim.db"
_SQLITE = b"SQLite format 3\0"
"""How a database with something in it begins (https://sqlite.org/fileformat2.html#magic_header_string)."""

_log = logging.getLogger(__name__)


class FolderInUse(Unavailable):
    """Another kiosk has locked the folder."""


class FolderLock:
    """An exclusive lock on a folder, until `release`."""

    def __init__(self, folder: Path) -> None:
        """Lock `folder`.

        Raises `FolderInUse` when another process has locked it, `Unavailable` when it cannot be written to, or another
        program's file or folder has the name of the lock file.
        """
        try:
            _clear_name(folder / FILE_NAME)
            self._db = _lock(folder / FILE_NAME)
        except (apsw.BusyError, apsw.LockedError) as error:
            raise FolderInUse(
                "Another GOaT Kiosk is using {folder}. Use its window, stop it, or choose another --data-dir.",
                folder=folder,
            ) from error
        except (apsw.Error, OSError) as error:
            raise Unavailable(
                "The data folder {folder} cannot be written to: {error}.", folder=folder, error=error
            ) from error

    def release(self) -> None:
        """Unlock the folder."""
        self._db.close()


def _clear_name(file: Path) -> None:
    """Empty a file that is not ours, and keep a copy. Raises `Unavailable` for a database or folder, or `OSError`."""
    if not file.exists() or (file.is_file() and not file.stat().st_size):
        return
    if not file.is_file() or _is_database(file):
        raise Unavailable(
            "{file} is not GOaT Kiosk’s, which needs that name for its lock file. Move it to another folder, or choose "
            "another --data-dir.",
            file=file,
        )
    aside_folder = new_aside_folder(file.parent)
    shutil.copy2(file, aside_folder)
    # Not renamed: of two kiosks that start at once, one would move the file that the other has locked by then.
    file.write_bytes(b"")
    _log.warning("%s was not the lock file of GOaT Kiosk. It is in %s now", file, aside_folder)


def _is_database(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(_SQLITE)) == _SQLITE


def _lock(file: Path) -> apsw.Connection:
    """Return the lock. Raises `apsw.Error`."""
    database = apsw.Connection(str(file))
    try:
        database.execute("BEGIN EXCLUSIVE")
    except apsw.Error:
        database.close()
        raise
    return database


def is_locked(folder: Path) -> bool:
    """Whether a kiosk has locked `folder`; the check changes nothing."""
    file = folder / FILE_NAME
    if not file.is_file() or file.stat().st_size:
        return False
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    try:
        with closing(apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)) as database:
            database.pragma("schema_version")
    except (apsw.BusyError, apsw.LockedError):
        return True
    except apsw.Error:
        return False
    return False
