"""Integrity check of the log at each start, before it is opened; it must cost next to nothing.

The log of an evening or a season is read whole. Of a larger one the schema and the newest games are read, and
`backup_worker` reads the rest once the kiosk runs; when that finds damage, it leaves a marker for the next start. The
write-ahead log is checked separately: SQLite takes everything after a damaged frame for the remains of a power cut and
skips it silently, acknowledged or not (https://sqlite.org/fileformat2.html#the_write_ahead_log).
"""

import struct
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import apsw

from goat_kiosk.errors import Unavailable
from goat_kiosk.store.backups import verified_copy
from goat_kiosk.store.backups.verified_copy import Progress, no_progress
from goat_kiosk.store.log import btree_pages, schema
from goat_kiosk.store.log.btree_pages import PageRow
from goat_kiosk.store.log.event_tables import event_tables

CHECK_WHOLE_BYTES = 32 * 1024 * 1024
"""Bytes. Up to here, some two hundred thousand bags, the whole log is read at the start: a quarter of a second."""
NEWEST_CHECKED = 5_000
"""Events that are read of a larger one: an evening's."""
MARK = "check-at-start"
"""A file beside the log that asks for the whole check."""

_WAL_HEAD, _FRAME_HEAD = struct.Struct(">8I"), struct.Struct(">6I")


class WalFrame(NamedTuple):
    """A page in the write-ahead log."""

    number: int
    """The page's number in the database, from 1."""
    is_commit: bool
    """Whether a transaction ends with it."""
    page: bytes


def find_damage(log: Path, *, whole: bool = False, progress: Progress = no_progress) -> Unavailable | None:
    """Return the damage of the log at `log`, as the end of a sentence; None when there is none, or no log.

    `whole` reads everything, however large. What the log holds is not changed. A file that is another program's, or
    cannot be opened for another reason than damage, is reported when it is opened.
    """
    frames = wal_frames(log)
    size = log.stat().st_size if log.exists() else 0
    if not size:
        return Unavailable("the file is empty") if frames else None
    whole = whole or size <= CHECK_WHOLE_BYTES or log.with_name(MARK).exists()
    try:
        with closing(_open_without_checkpoint(log)) as database, verified_copy.interruptible(database, progress):
            return (
                _outline_errors(database, size, frames)
                or _content_errors(database, whole=whole)
                or _lost_commits(database, frames)
            )
    except (apsw.CorruptError, apsw.NotADBError) as error:
        return Unavailable(str(error))
    except apsw.Error:
        return None


def request_full_check(log: Path) -> None:
    """Ask for the whole check at the next start."""
    log.with_name(MARK).touch()


def wal_frames(log: Path) -> list[WalFrame]:
    """Return the frames of the newest run in the write-ahead log, whole or not."""
    wal = log.with_name(log.name + "-wal")
    content = wal.read_bytes() if wal.exists() else b""
    frame_size = _FRAME_HEAD.size + btree_pages.SIZE
    starts = range(_WAL_HEAD.size, len(content) - frame_size + 1, frame_size)
    heads = [_FRAME_HEAD.unpack_from(content, start) for start in starts]
    if not heads:
        return []
    run = _WAL_HEAD.unpack_from(content)[4:6]
    if all(head[2:4] != run for head in heads):
        run = heads[0][2:4]
    return [
        WalFrame(head[0], head[1] != 0, content[start + _FRAME_HEAD.size : start + frame_size])
        for start, head in zip(starts, heads, strict=True)
        if head[2:4] == run
    ]


def _open_without_checkpoint(log: Path) -> apsw.Connection:
    """Open the log without checkpoints, so that closing it leaves the write-ahead log as it was."""
    database = apsw.Connection(str(log), flags=apsw.SQLITE_OPEN_READWRITE)
    database.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    return database


def _outline_errors(database: apsw.Connection, size: int, frames: list[WalFrame]) -> Unavailable | None:
    """Return the damage of the header and the schema, if there is any."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    is_event_log = database.pragma("application_id") == schema.APPLICATION_ID
    if not is_event_log:
        return Unavailable("its header is damaged") if {"identity", "event"} <= tables else None
    # Every version has had a shape of its own.
    if (schema.schema_objects(database) == schema.newest_schema_objects()) != (
        database.pragma("user_version") == schema.VERSION
    ):
        return Unavailable("its outline is damaged")
    if not frames and database.pragma("page_count") * btree_pages.SIZE > size:
        return Unavailable("its end is missing")
    return None


def _content_errors(database: apsw.Connection, *, whole: bool) -> Unavailable | None:
    """Read everything, or only the newest events; return the damage, if there is any."""
    if whole:
        result = str(database.execute("PRAGMA integrity_check(1)").get)
        if result != "ok":
            return Unavailable(result.splitlines()[-1])
    # Not whether it is an event: one of a newer kiosk is no damage.
    for table in event_tables(database):
        newest = f"SELECT body FROM {table.name} ORDER BY rowid DESC LIMIT ?"  # noqa: S608  ours
        sql = f"SELECT 1 FROM ({newest}) WHERE NOT json_valid(body) LIMIT 1"  # noqa: S608  the line above
        if list(database.execute(sql, (-1 if whole else NEWEST_CHECKED,))):
            return Unavailable("an entry is damaged")
    return None


def _lost_commits(database: apsw.Connection, frames: list[WalFrame]) -> Unavailable | None:
    """Look for commits that SQLite does not see.

    One is what a power cut leaves of a bag that was never acknowledged; from two on the first one was.
    """
    if not frames:
        return None
    # SQLite stops at the first frame whose checksum is wrong. A power cut tears only the last commit, which nobody was
    # told of; two or more commits beyond that frame mean that an acknowledged one is among the skipped. That frame
    # itself proves nothing: a new run that was torn lies over an old one, whose commits are all in the database.
    visible_frames, _ = database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_NOOP)
    unseen = frames[max(visible_frames, 0) :]
    if sum(frame.is_commit for frame in unseen) < 2:
        return None
    # Only frames are read, for a new row brings all its pages: closing the log's file would drop SQLite's locks on it.
    pages = {frame.number: frame.page for frame in unseen}
    rows = (row for frame in unseen[1:] for row in btree_pages.rows(frame.page, pages.get))
    tables = event_tables(database)
    lost = any(row.table not in tables or not _is_stored(database, row) for row in rows)
    return Unavailable("its write-ahead log is damaged") if lost else None


def _is_stored(database: apsw.Connection, row: PageRow) -> bool:
    sql = f"SELECT 1 FROM {row.table.name} WHERE {row.table.number_column} = ? AND seq = ?"  # noqa: S608  ours
    return bool(list(database.execute(sql, row.values[:2])))
