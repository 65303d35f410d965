"""Lock on the data folder: one kiosk per folder, since two would each hold half of a game's events.

The lock is an exclusive transaction on a tiny database beside the log. The operating system drops it when the process
ends, however it ends, so a crash leaves nothing to clean up; a file with a process id would stay.
"""

from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import apsw

from goat_kiosk.errors import Unavailable

FILE_NAME = "claim.db"


class FolderInUse(Unavailable):
    """Another kiosk has the folder."""


class FolderLock:
    """A folder held for this process until `release`."""

    def __init__(self, folder: Path) -> None:
        """Claim `folder`.

        Raises `FolderInUse` when another process holds it, `Unavailable` when it cannot be written to.
        """
        try:
            self._db = _lock(folder / FILE_NAME)
        except (apsw.BusyError, apsw.LockedError) as error:
            raise FolderInUse(
                "Another GOaT Kiosk is using {folder}. Use its window, stop it, or choose another --data-dir.",
                folder=folder,
            ) from error
        except apsw.Error as error:
            raise Unavailable(
                "The data folder {folder} cannot be written to: {error}.", folder=folder, error=error
            ) from error

    def release(self) -> None:
        """Give the folder up."""
        self._db.close()


def _lock(file: Path) -> apsw.Connection:
    """Lock the file; one that is no database is made anew, since it holds nothing. Raises `apsw.Error`."""
    database = apsw.Connection(str(file))
    try:
        database.execute("BEGIN EXCLUSIVE")
    except (apsw.NotADBError, apsw.CorruptError):
        database.close()
        file.write_bytes(b"")
        return _lock(file)
    return database


def is_locked(folder: Path) -> bool:
    """Whether a kiosk has `folder` just now; asking changes nothing."""
    file = folder / FILE_NAME
    if not file.exists():
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
