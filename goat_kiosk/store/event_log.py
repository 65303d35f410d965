"""The append-only event log: one row an event, on the disk before anyone is told.

One table holds every game's events, numbered from 1 within the game; nothing is ever changed or removed (two
triggers see to it). Each append is one transaction. The log has a name of its own, eight hex digits, because a bare
number would mean another event in another kiosk's log.
"""

from pathlib import Path
from typing import Any, NamedTuple, Self

import apsw
import msgspec

from goat_kiosk.domain import chain, events
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import InvalidValue, Unusable
from goat_kiosk.store import schema
from goat_kiosk.store.failures import not_saved, reason
from goat_kiosk.store.schema import BLOCK_BITS, GAMES_A_BLOCK
from goat_kiosk.timings import Timings

FILE_NAME = "events.db"

LATEST = 4_102_444_800_000
"""The year 2100, in milliseconds: an event cannot be later, so a file cannot bring in a date that nothing can show."""


class Row(NamedTuple):
    """An event as it is kept: its number within the game, and when it happened (milliseconds since 1970 UTC)."""

    game_id: int
    seq: int
    at: int
    key: str | None
    event: AnyEvent
    hash: str = ""
    """Of this event and all before it (`domain.chain`), 64 hex digits; empty while it is not kept yet."""


class Holding(NamedTuple):
    """Who has a game that has changed hands: how often it has, and the other kiosk, or "" when it is here."""

    game_id: int
    epoch: int
    kiosk: str
    shared: int
    """Number of the last event that this log and the other kiosk's have in common."""


class EventLog:
    """The log in one database file. Not for more than one thread."""

    def __init__(self, path: Path) -> None:
        """Open the log at `path`, making it when there is none. Raises `Unusable`."""
        self._db = schema.connect(path)
        self.path = path
        self.commits = Timings()
        """From the insert to the answer of the disk, in seconds."""
        self.name = str(self._one("SELECT log FROM identity"))

    @property
    def database(self) -> apsw.Connection:
        """The connection, for the tables that stand beside the log: one thread, one connection."""
        return self._db

    def close(self) -> None:
        """Close the database; its write-ahead log is folded into the file."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, event: AnyEvent, at: int, key: str | None = None) -> int:
        """Keep the first event of a new game and return the game's number. Raises `NotSaved`."""
        game_id = self._next_game_id()
        self.append(Row(game_id, 1, at, key, event))
        return game_id

    def append(self, row: Row) -> Row:
        """Keep `row` and return it with its hash; it is on the disk then. Raises `NotSaved`, and nothing was kept.

        `InvalidValue`: the game already has an event of that number, or the key was used before.
        """
        body = events.encode(row.event)
        try:
            with self.commits.measured():
                kept = row._replace(hash=chain.link(self._hash(row.game_id, row.seq - 1), *row[:3], body))
                values = *row[:4], body.decode(), bytes.fromhex(kept.hash)
                self._db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", values)
        except apsw.ConstraintError as error:
            raise InvalidValue(
                "Event {seq} of game {game_id} is in the log already.", seq=row.seq, game_id=row.game_id
            ) from error
        except apsw.Error as error:
            raise not_saved(error) from error
        return kept

    def append_all(self, rows: list[Row]) -> None:
        """Keep `rows`, all of them or none, in one transaction. Raises as `append`."""
        try:
            self._db.execute("BEGIN IMMEDIATE")
            for row in rows:
                self.append(row)
            self._db.execute("COMMIT")
        except apsw.Error as error:
            raise not_saved(error) from error
        finally:
            # A full disk makes SQLite roll back by itself, and then there is nothing left to roll back.
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def events(self, game_id: int) -> list[Row]:
        """Return the game's events in order; an empty list when there is no such game.

        Raises `Unusable` when a row cannot be read as an event.
        """
        sql = "SELECT game_id, seq, at, key, body, hash FROM event WHERE game_id = ? ORDER BY seq"
        return [row_of(values) for values in self._read(sql, game_id)]

    def by_key(self, key: str) -> Row | None:
        """Return the event that was kept under an idempotency key."""
        found = self._read("SELECT game_id, seq, at, key, body, hash FROM event WHERE key = ?", key)
        return row_of(found[0]) if found else None

    def game_ids(self, since: int = 0) -> list[int]:
        """Return the games with an event at or after `since` (milliseconds since 1970), oldest first."""
        sql = "SELECT game_id FROM event WHERE at >= ? GROUP BY game_id ORDER BY min(at)"
        return [int(game_id) for (game_id,) in self._read(sql, since)]

    def end(self, game_id: int) -> str:
        """Return the hash of the game's newest event, empty when there is no such game. Raises `Unusable`."""
        sql = "SELECT hash FROM event WHERE game_id = ? ORDER BY seq DESC LIMIT 1"
        return "".join(found.hex() for (found,) in self._read(sql, game_id))

    def hold(self, holding: Holding) -> None:
        """Keep who has a game. Raises `NotSaved`."""
        try:
            self._db.execute("INSERT OR REPLACE INTO holding VALUES (?, ?, ?, ?)", holding)
        except apsw.Error as error:
            raise not_saved(error) from error

    def holdings(self) -> list[Holding]:
        """Return every game that has changed hands."""
        return [Holding(*row) for row in self._read("SELECT game_id, epoch, kiosk, shared FROM holding")]

    def damage(self) -> list[str]:
        """Return what SQLite's own integrity check finds wrong, as sentences; an empty list when all is well."""
        try:
            found = [message for (message,) in self._read("PRAGMA integrity_check")]
        except Unusable as error:
            return [error.sentence]
        return [] if found == ["ok"] else [f"The database is damaged: {message}." for message in found]

    def _hash(self, game_id: int, seq: int) -> str:
        found = self._db.execute("SELECT hash FROM event WHERE game_id = ? AND seq = ?", (game_id, seq)).get
        return found.hex() if found else chain.GENESIS

    def _next_game_id(self) -> int:
        first = int(self._one("SELECT block FROM identity")) << BLOCK_BITS
        last = first + GAMES_A_BLOCK - 1
        newest = self._one("SELECT ifnull(max(game_id), ?1) FROM event WHERE game_id BETWEEN ?1 AND ?2", first, last)
        if int(newest) < last:
            return int(newest) + 1
        try:
            self._db.execute("UPDATE identity SET block = ?", (schema.new_block(),))
        except apsw.Error as error:
            raise not_saved(error) from error
        return self._next_game_id()

    def _one(self, sql: str, *values: int) -> Any:
        ((value,),) = self._read(sql, *values)
        return value

    def _read(self, sql: str, *values: int | str) -> list[tuple[Any, ...]]:
        """Return the rows of a query. Raises `Unusable` when the database does not give them."""
        try:
            return list(self._db.execute(sql, values))
        except apsw.Error as error:
            raise Unusable("The event log cannot be read: {reason}", reason=reason(error)) from error


def row_of(values: tuple[int, int, int, str | None, str, bytes]) -> Row:
    """Return a row of the table, its columns in order, as an event. Raises `Unusable` when it cannot be read as one."""
    game_id, seq, at, key, body, hashed = values
    if not 0 <= at < LATEST:
        raise Unusable(
            "Event {seq} of game {game_id} has a time that cannot be: {at}.", seq=seq, game_id=game_id, at=at
        )
    try:
        return Row(game_id, seq, at, key, events.decode(body), hashed.hex())
    except msgspec.DecodeError as error:
        raise Unusable(
            "Event {seq} of game {game_id} cannot be read: {error}.", seq=seq, game_id=game_id, error=error
        ) from error
