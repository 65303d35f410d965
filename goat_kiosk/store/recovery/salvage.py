"""Rows salvaged from a damaged log: first those that SQLite returns, then those on its bare pages.

It works on a copy, since SQLite changes what it opens; the damaged log stays as it is.
"""

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import apsw
import msgspec

from goat_kiosk.domain import events
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.backups import integrity
from goat_kiosk.store.log import btree_pages
from goat_kiosk.store.log.btree_pages import RawRow
from goat_kiosk.store.log.rows import Row


def copy_damaged(log: Path, work: Path) -> Path:
    """Copy a log with its write-ahead log into the folder `work`; return where it is then. Raises `OSError`."""
    for part in ("", "-wal"):
        file = log.with_name(log.name + part)
        if file.exists():
            shutil.copyfile(file, work / file.name)
    return work / log.name


def rows_by_sqlite(log: Path) -> Iterator[RawRow]:
    """Yield the events that SQLite gives, until it gives no more."""
    try:
        with closing(apsw.Connection(str(log), flags=apsw.SQLITE_OPEN_READWRITE)) as database:
            for raw in database.execute("SELECT game_id, seq, at, key, body FROM event NOT INDEXED"):
                if _is_event(raw):
                    yield raw
    except (apsw.Error, UnicodeDecodeError):
        return


def rows_by_pages(log: Path) -> Iterator[RawRow]:
    """Yield the events on the bare pages of the write-ahead log, the newest first, and of the log."""
    for frame in reversed(integrity.wal_frames(log)):
        yield from btree_pages.rows(frame.page)
    if log.exists():
        with log.open("rb") as file:
            while page := file.read(btree_pages.SIZE):
                yield from btree_pages.rows(page)


def row_of(raw: RawRow) -> Row:
    """Return a salvaged row as an event. Raises `Unavailable` when it is none."""
    game_id, seq, at, key, body = raw
    try:
        if game_id > 0 and seq > 0 and 0 <= at < LATEST_MS:
            return Row(game_id, seq, at, key, events.decode(body))
    except (TypeError, msgspec.DecodeError):
        pass
    raise Unavailable("Event {seq} of game {game_id} cannot be read.", seq=seq, game_id=game_id)


def _is_event(raw: RawRow) -> bool:
    try:
        row_of(raw)
    except Unavailable:
        return False
    return True
