"""Log of tournaments: append-only, one row an event, in a table beside the games' events.

It shares the games' database, writer thread, number space and hash chain (`domain.chain`), so a tournament is as safe
as a game, and a backup has both.
"""

from collections.abc import Iterable
from typing import NamedTuple

import apsw
import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.tournament import events
from goat_kiosk.tournament.events import AnyTournamentEvent, TournamentCreated

RawTournamentEvent = tuple[int, int, int, str | None, str, bytes]
"""The columns of an event, in order: tournament_id, seq, at, key, body, hash."""


class TournamentRow(NamedTuple):
    """A stored event of a tournament: its number within it, and when it happened (milliseconds since 1970 UTC)."""

    tournament_id: int
    seq: int
    at: int
    key: str | None
    event: AnyTournamentEvent
    hash: str = ""
    """Of this event and all before it, 64 hex digits; empty before it is stored."""


class TournamentLog:
    """The table of tournaments. `create` and `append` are for the thread that writes events."""

    def __init__(self, log: EventLog) -> None:
        self._log = log

    def create(self, event: TournamentCreated, at_ms: int, key: str | None = None) -> TournamentRow:
        """Save the first event of a new tournament and return it with its number. Raises `NotSaved`."""

        def work(database: apsw.Connection) -> TournamentRow:
            return _insert(database, TournamentRow(self._log.next_number(), 1, at_ms, key, event), chain.GENESIS)

        return self._log.change(work)

    def append_all(self, rows: Iterable[TournamentRow]) -> list[TournamentRow]:
        """Save `rows` in one transaction, and return them with their hashes. Raises `NotSaved`, or `InvalidValue`."""

        def work(database: apsw.Connection) -> list[TournamentRow]:
            return [_insert(database, row, _hash_before(database, row)) for row in rows]

        return self._log.change(work)

    def events(self, tournament_id: int) -> list[TournamentRow]:
        """Return a tournament's events in order, none if there is no such tournament. Raises `Unavailable`."""
        sql = """
            SELECT tournament_id, seq, at, key, body, hash FROM tournament_event WHERE tournament_id = ? ORDER BY seq
        """
        return self._read(sql, tournament_id)

    def event_by_key(self, key: str) -> TournamentRow | None:
        """Return the event with an idempotency key. Raises `Unavailable`."""
        rows = self._read("SELECT tournament_id, seq, at, key, body, hash FROM tournament_event WHERE key = ?", key)
        return rows[0] if rows else None

    def newest_events(self) -> list[TournamentRow]:
        """Return the newest event of each tournament, the newest tournament first. Raises `Unavailable`."""
        sql = """
            SELECT tournament_id, seq, at, key, body, hash FROM tournament_event
            WHERE (tournament_id, seq) IN (SELECT tournament_id, max(seq) FROM tournament_event GROUP BY tournament_id)
            ORDER BY at DESC, tournament_id DESC
        """
        return self._read(sql)

    def _read(self, sql: str, *values: int | str) -> list[TournamentRow]:
        try:
            return [_row_of(columns) for columns in self._log.reading_connection.execute(sql, values)]
        except apsw.Error as error:
            raise Unavailable("The tournaments cannot be read: {reason}", reason=reason(error)) from error


def _insert(database: apsw.Connection, row: TournamentRow, hash_before: str) -> TournamentRow:
    body = events.encode(row.event)
    events.decode(body)  # what cannot be read back must not be stored
    saved = row._replace(hash=chain.event_hash(hash_before, *row[:3], body))
    try:
        database.execute(
            "INSERT INTO tournament_event VALUES (?, ?, ?, ?, ?, ?)",
            (*row[:4], body.decode(), bytes.fromhex(saved.hash)),
        )
    except apsw.ConstraintError as error:
        raise InvalidValue(
            "Event {seq} of tournament {id} is in the log already.", seq=row.seq, id=row.tournament_id
        ) from error
    return saved


def _hash_before(database: apsw.Connection, row: TournamentRow) -> str:
    sql = "SELECT hash FROM tournament_event WHERE tournament_id = ? AND seq = ?"
    return "".join(digest.hex() for (digest,) in database.execute(sql, (row.tournament_id, row.seq - 1)))


def _row_of(values: RawTournamentEvent) -> TournamentRow:
    tournament_id, seq, at, key, body, hashed = values
    try:
        return TournamentRow(tournament_id, seq, at, key, events.decode(body), hashed.hex())
    except msgspec.DecodeError as error:
        raise Unavailable(
            "Event {seq} of tournament {id} cannot be read: {error}.", seq=seq, id=tournament_id, error=error
        ) from error
