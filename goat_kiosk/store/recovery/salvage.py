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
from goat_kiosk.store.backups.integrity import WalFrame
from goat_kiosk.store.log import btree_pages
from goat_kiosk.store.log.btree_pages import PageRow, RawRow, ReadPage
from goat_kiosk.store.log.event_tables import GAME_EVENTS, EventTable
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentRow, tournament_row_of


def copy_damaged(log: Path, work: Path) -> Path:
    """Copy a log with its write-ahead log into the folder `work`; return where it is then. Raises `OSError`."""
    for part in ("", "-wal"):
        file = log.with_name(log.name + part)
        if file.exists():
            shutil.copyfile(file, work / file.name)
    return work / log.name


def rows_by_sqlite(log: Path, table: EventTable) -> Iterator[PageRow]:
    """Yield the events of a table that SQLite gives, until it gives no more."""
    sql = f"SELECT {table.number_column}, seq, at, key, body FROM {table.name} NOT INDEXED"  # noqa: S608  ours
    try:
        with closing(apsw.Connection(str(log), flags=apsw.SQLITE_OPEN_READWRITE)) as database:
            for raw in database.execute(sql):
                if _is_event(table, raw):
                    yield PageRow(table, raw)
    except (apsw.Error, UnicodeDecodeError):
        return


def rows_by_pages(log: Path) -> Iterator[PageRow]:
    """Yield the events on the bare pages of the write-ahead log, the newest first, and of the log."""
    frames = integrity.wal_frames(log)
    read_page = _page_reader(log, frames)
    for frame in reversed(frames):
        yield from btree_pages.rows(frame.page, read_page)
    if log.exists():
        with log.open("rb") as file:
            while page := file.read(btree_pages.SIZE):
                yield from btree_pages.rows(page, read_page)


def _page_reader(log: Path, frames: list[WalFrame]) -> ReadPage:
    """Return a function that gives a page of the log as it was last written."""
    newest = {frame.number: frame.page for frame in frames}

    def read_page(number: int) -> bytes | None:
        if number in newest or number < 1 or not log.exists():
            return newest.get(number)
        with log.open("rb") as file:
            file.seek((number - 1) * btree_pages.SIZE)
            return file.read(btree_pages.SIZE)

    return read_page


def row_of(raw: RawRow) -> Row:
    """Return a salvaged row as an event. Raises `Unavailable` when it is none."""
    game_id, seq, at, key, body = raw
    try:
        if game_id > 0 and seq > 0 and 0 <= at < LATEST_MS:
            return Row(game_id, seq, at, key, events.decode(body))
    except (TypeError, msgspec.DecodeError):
        pass
    raise Unavailable("Event {seq} of game {game_id} cannot be read.", seq=seq, game_id=game_id)


def salvaged_tournament_row(raw: RawRow) -> TournamentRow:
    """Return a salvaged row as an event of a tournament. Raises `Unavailable` when it is none."""
    try:
        return tournament_row_of((*raw, b""))
    except TypeError as error:
        raise Unavailable("The tournaments cannot be read: {reason}", reason=error) from error


def _is_event(table: EventTable, raw: RawRow) -> bool:
    try:
        row_of(raw) if table == GAME_EVENTS else salvaged_tournament_row(raw)
    except Unavailable:
        return False
    return True
