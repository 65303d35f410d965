"""Verified copy of a log in one file: made while the kiosk writes, and checked before it gets its name.

SQLite's backup API copies what one read transaction sees, so the next bag does not wait for it and is not in it. The
copy has no write-ahead log beside it: it can be carried away, and opened on a disk that is read-only.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.host.atomic_write import sync_folder
from goat_kiosk.host.private_files import make_private
from goat_kiosk.store.log import schema
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_tables import event_tables

Progress = Callable[[float], None]
"""Called with the part that is done, from 0 to 1. May raise to give up."""

UNFINISHED = ".unfinished"
"""Suffix of a copy's name until the copy is verified."""

_PAGES = 256
"""Pages copied between two calls of `progress`: a megabyte."""
_INSTRUCTIONS = 20_000
"""Steps of SQLite's virtual machine between two checks for an interruption: a millisecond."""


class Contents(NamedTuple):
    """What a log holds."""

    log: str
    """Its name."""
    games: int
    events: int
    newest: int
    """When the newest event happened, milliseconds since 1970 UTC; 0 in an empty log."""
    tournaments: int = 0

    @property
    def in_words(self) -> str:
        """The numbers in words, for a sentence."""
        return counts(self.games, self.events, self.tournaments)


def counts(games: int, events: int, tournaments: int = 0) -> str:
    """Return the numbers of games, of tournaments if there are any, and of the events of both in words."""
    of_games, of_events = "game" if games == 1 else "games", "entry" if events == 1 else "entries"
    of_tournaments = "tournament" if tournaments == 1 else "tournaments"
    with_tournaments = f" and {tournaments} {of_tournaments}" if tournaments else ""
    return f"{games} {of_games}{with_tournaments} with {events} {of_events}"


def no_progress(_done: float) -> None:
    """Ignore the progress."""


def copy(log: Path, target: Path, progress: Progress = no_progress, unfinished_suffix: str = UNFINISHED) -> Contents:
    """Copy the log at `log` to `target`, verify the copy, and return what it holds.

    It gets its name when it is on the disk; until then the name ends with `unfinished_suffix`. Raises `Unavailable`,
    or what `progress` raises; then there is no copy.
    """
    unfinished = target.with_name(target.name + unfinished_suffix)
    try:
        unfinished.touch(mode=0o600)
        make_private(unfinished)
        contents = _verify(unfinished, _copy_pages(log, unfinished, progress), progress)
        unfinished.replace(target)
        sync_folder(target.parent)
    except apsw.Error as error:
        raise Unavailable(
            "The event log cannot be copied to {file}: {reason}", file=target, reason=reason(error)
        ) from error
    except OSError as error:
        raise Unavailable("{file} cannot be written: {reason}.", file=target, reason=error.strerror) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def verify_copy(file: Path, progress: Progress = no_progress) -> Contents:
    """Verify that `file` is a complete log of this or an older version, and return its contents.

    Raises `Unavailable` when it is none, or what `progress` raises.
    """
    if not file.is_file():
        raise Unavailable("There is no file {file}. “goat-kiosk restore” lists the backups.", file=file)
    try:
        with closing(open_read_only(file)) as database, interruptible(database, progress):
            if database.pragma("application_id") != schema.APPLICATION_ID:
                raise Unavailable("{file} is no event log of GOaT Kiosk.", file=file)
            if database.pragma("user_version") > schema.VERSION:
                raise Unavailable("{file} was written by a newer GOaT Kiosk. Install that one to use it.", file=file)
            if (result := database.execute("PRAGMA integrity_check(1)").get) != "ok":
                raise Unavailable("{file} is damaged: {found}.", file=file, found=result)
            return summarize(database)
    except apsw.Error as error:
        raise Unavailable("{file} cannot be read as an event log: {error}.", file=file, error=error) from error


def summarize(database: apsw.Connection) -> Contents:
    """Return the contents of an open log. Raises `apsw.Error`."""
    name = str(database.execute("SELECT log FROM identity").get)
    return summarize_tables(database, name)


def summarize_tables(database: apsw.Connection, name: str) -> Contents:
    """Return the contents of the event tables of a log with this name. Raises `apsw.Error`."""
    found = [
        database.execute(
            f"SELECT count(DISTINCT {table.number_column}), count(*), ifnull(max(at), 0) FROM main.{table.name}"  # noqa: S608  ours
        ).get
        for table in event_tables(database)
    ]
    numbers, events, newest = zip(*found, strict=True)
    return Contents(name, numbers[0], sum(events), max(newest), sum(numbers[1:]))


def name_of(file: Path) -> str:
    """Return the name of the log in `file`; "" when it cannot be read."""
    try:
        with closing(open_read_only(file)) as database:
            return str(database.execute("SELECT log FROM identity").get)
    except (apsw.Error, UnicodeDecodeError):
        return ""


def is_empty(log: Path) -> bool:
    """Whether there is no event in the log at `log`. Raises `Unavailable`."""
    try:
        with closing(open_read_only(log)) as database:
            if database.pragma("schema_version") == 0:
                return True  # nothing was ever written: the first start found the disk full
            rows = (database.execute(f"SELECT 1 FROM {table.name} LIMIT 1") for table in event_tables(database))  # noqa: S608  ours
            return not any(list(found) for found in rows)
    except apsw.Error as error:
        raise Unavailable("The event log cannot be read: {reason}", reason=reason(error)) from error


def is_older(log: Path) -> bool:
    """Whether the log at `log` is of an older version than this program's. Raises `Unavailable`."""
    try:
        with closing(open_read_only(log)) as database:
            is_event_log = database.pragma("application_id") == schema.APPLICATION_ID
            return bool(is_event_log and database.pragma("user_version") < schema.VERSION)
    except apsw.Error as error:
        raise Unavailable("The event log cannot be read: {reason}", reason=reason(error)) from error


def open_read_only(file: Path) -> apsw.Connection:
    """Open `file` for reading only, so that nothing of it changes, nor beside it. Raises `apsw.Error`.

    Without ``readonly_shm`` even a reader writes to the index of the write-ahead log
    (https://sqlite.org/src/file/src/os_unix.c, `unixOpenSharedMemory`).
    """
    wal, index = (file.with_name(file.name + part) for part in ("-wal", "-shm"))
    if wal.exists() and not index.exists():
        return _in_memory(file, wal)
    return _opened(file, "readonly_shm") if wal.exists() else without_wal(file)


def without_wal(file: Path) -> apsw.Connection:
    """Open the database file alone for reading only, as the last checkpoint left it. Raises `apsw.Error`."""
    return _opened(file, "immutable")


def _opened(file: Path, flags: str) -> apsw.Connection:
    address = f"file:{quote(str(file.absolute()))}?mode=ro&{flags}=1"
    return apsw.Connection(address, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)


def _in_memory(file: Path, wal: Path) -> apsw.Connection:
    """Return a copy in memory: SQLite would make the index that is missing, as where only two files were copied."""
    with tempfile.TemporaryDirectory(prefix="goat-kiosk-") as folder:
        for part in (file, wal):
            shutil.copyfile(part, Path(folder, part.name))
        memory = apsw.Connection(":memory:")
        with closing(apsw.Connection(str(Path(folder, file.name)))) as source:
            copy_all(source, memory)
    return memory


def copy_all(source: apsw.Connection, target: apsw.Connection) -> None:
    """Copy what one transaction of `source` sees into `target`. Raises `apsw.Error`."""
    with target.backup("main", source, "main") as page_copy:
        page_copy.step(-1)


@contextmanager
def interruptible(database: apsw.Connection, progress: Progress) -> Iterator[None]:
    """Let `progress` raise during a long query: the query ends, and the block raises the same."""
    raised: list[BaseException] = []

    def ask() -> bool:
        try:
            progress(1.0)
        except BaseException as error:  # noqa: BLE001  handed on below
            raised.append(error)
        return bool(raised)

    database.set_progress_handler(ask, _INSTRUCTIONS)
    try:
        yield
    except apsw.InterruptError:
        if raised:
            raise raised[0] from None
        raise
    finally:
        database.set_progress_handler(None)


def _copy_pages(log: Path, target_file: Path, progress: Progress) -> int:
    """Copy, and return how many events there were."""
    with closing(open_read_only(log)) as source:
        source.set_busy_timeout(5_000)
        source.execute("BEGIN")
        events = _count_events(source)
        with closing(apsw.Connection(str(target_file))) as target:
            # Half a copy is thrown away, so nothing needs to be taken back.
            target.pragma("journal_mode", "off")
            with target.backup("main", source, "main") as page_copy:
                while not page_copy.done:
                    page_copy.step(_PAGES)
                    progress(1 - page_copy.remaining / max(page_copy.page_count, 1))
            target.pragma("journal_mode", "delete")
    return events


def _count_events(database: apsw.Connection) -> int:
    sql = "SELECT count(*) FROM {}"
    return sum(database.execute(sql.format(table.name)).get for table in event_tables(database))


def _verify(into: Path, events: int, progress: Progress) -> Contents:
    sync_file(into)
    try:
        contents = verify_copy(into, progress)
    except Unavailable as error:
        raise Unavailable(
            "The copy is not whole: {error} Either its disk cannot be relied on, or the event log is damaged: run "
            "“goat-kiosk check”, and “goat-kiosk recover” if it is.",
            error=error,
        ) from error
    if contents.events != events:
        raise Unavailable(
            "The copy {file} holds {held} of {events:entry|entries}: its disk cannot be relied on.",
            file=into,
            held=contents.events,
            events=events,
        )
    return contents


def sync_file(file: Path) -> None:
    """Sync `file` and drop it from the page cache, so that the next read comes from the disk."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
        if sys.platform == "linux":
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
