"""Private copy of a log, for commands that only read: nothing they do reaches the data folder.

A log of an older version can be read only after an upgrade, and a kiosk of that version may be writing to it: so the
copy is upgraded (`schema.upgrade`), and the log stays as it is.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.folder_lock import is_locked


@contextmanager
def snapshot(log: Path) -> Iterator[Path]:
    """Yield where a copy of the log at `log` is until the block ends, of whatever version and however damaged.

    Not for a process that has the log open: closing a file drops SQLite's locks on it
    (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_). Raises
    `Unavailable`.
    """
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-") as folder:
        copy = Path(folder, log.name)
        try:
            # Locked or not is asked again after the copy of the files: a kiosk that started meanwhile may have changed
            # them while they were copied, and then SQLite's own copy replaces them.
            if not is_locked(log.parent):
                _copy_files(log, copy)
            if is_locked(log.parent):
                _copy_while_written(log, copy)
        except apsw.Error as error:
            raise Unavailable("The event log cannot be read: {reason}", reason=reason(error)) from error
        except OSError as error:
            raise Unavailable("The event log cannot be copied to be read: {reason}.", reason=error.strerror) from error
        yield copy


def _copy_files(log: Path, copy: Path) -> None:
    """Copy the files unchanged, also commits that SQLite skips."""
    for part in ("", "-wal"):
        file = log.with_name(log.name + part)
        if file.exists():
            shutil.copyfile(file, copy.with_name(copy.name + part))


def _copy_while_written(log: Path, copy: Path) -> None:
    """Copy the state that one read transaction sees, while a kiosk may be writing."""
    for part in ("", "-wal"):
        copy.with_name(copy.name + part).unlink(missing_ok=True)
    with closing(verified_copy.open_read_only(log)) as source, closing(apsw.Connection(str(copy))) as target:
        verified_copy.copy_all(source, target)
