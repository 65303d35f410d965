"""Log of tournaments: append-only, one row an event, in a table beside the games' events.

It shares the games' database, writer thread, number space and hash chain (`domain.chain`), so a tournament is as safe
as a game, and a backup has both.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

import apsw
import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.errors import InvalidValue, Unavailable
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log.db_errors import reason
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.event_tables import TOURNAMENT_EVENTS
from goat_kiosk.store.log.rows import Ownership, RawEvent
from goat_kiosk.tournament import events
from goat_kiosk.tournament.events import AnyTournamentEvent, TournamentCreated


class TournamentRow(NamedTuple):
    """A stored event of a tournament: its number within it, and when it happened (milliseconds since 1970 UTC)."""

    tournament_id: int
    seq: int
    at: int
    key: str | None
    event: AnyTournamentEvent
    hash: str = ""
    """Of this event and all before it, 64 hex digits; empty before it is stored."""


class TournamentHeader(NamedTuple):
    """A tournament without its events."""

    tournament_id: int
    name: str
    """Its number where the event that named it cannot be read."""
    at: int
    """When its newest event happened, milliseconds since 1970 UTC."""
    is_closed: bool
    is_practice: bool


class _NamingEvent(msgspec.Struct):
    """What the list needs of an event that creates or changes a tournament, whichever program has written it."""

    name: str = ""
    is_practice: bool = False


# Where a query has max(), SQLite takes the other columns from the row that holds it:
# https://sqlite.org/lang_select.html#bareagg
_FIRST_EVENTS = "SELECT tournament_id, body FROM tournament_event WHERE seq = 1"
_NEWEST_EVENTS = """
    SELECT tournament_id, max(seq), at, body FROM tournament_event GROUP BY tournament_id
    ORDER BY at DESC, tournament_id DESC
"""
_NAMING_EVENTS = """
    SELECT tournament_id, max(seq), body FROM tournament_event
    WHERE seq = 1 OR body LIKE '{"type":"tournament-changed"%' GROUP BY tournament_id
"""
_UNSHARED_COUNTS = """
    SELECT tournament_id, count(*) FROM (
        SELECT tournament_id FROM tournament_aside
        UNION ALL SELECT tournament_id FROM tournament_event JOIN tournament_holding USING (tournament_id)
        WHERE kiosk != '' AND seq > shared
    ) GROUP BY tournament_id
"""
_CLOSED = '{"type":"tournament-closed"'


class LogConnection(Protocol):
    """A log that is open for reading."""

    @property
    def reading_connection(self) -> apsw.Connection:
        """The connection to read through."""


class TournamentReader:
    """The table of tournaments of a log, to be read."""

    def __init__(self, log: LogConnection) -> None:
        self._source = log

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

    def headers(self) -> list[TournamentHeader]:
        """Return every tournament, the newest event first, without reading its other events. Raises `Unavailable`."""
        names = {number: _naming_event(body).name for number, _, body in self._select(_NAMING_EVENTS)}
        practice = {number for number, body in self._select(_FIRST_EVENTS) if _naming_event(body).is_practice}
        return [
            TournamentHeader(
                number, names.get(number) or f"#{number}", at, body.startswith(_CLOSED), number in practice
            )
            for number, _, at, body in self._select(_NEWEST_EVENTS)
        ]

    def ids(self) -> list[int]:
        """Return every tournament, the oldest first, also where an event cannot be read. Raises `Unavailable`."""
        sql = "SELECT tournament_id FROM tournament_event GROUP BY tournament_id ORDER BY min(at), tournament_id"
        return [number for (number,) in self._select(sql)]

    def open_ids(self) -> list[int]:
        """Return the tournaments whose newest event does not close them, also where one cannot be read.

        Raises `Unavailable`.
        """
        return sorted(number for number, _, _, body in self._select(_NEWEST_EVENTS) if not body.startswith(_CLOSED))

    def ownerships(self) -> list[Ownership]:
        """Return every tournament that has changed hands between kiosks. Raises `Unavailable`."""
        sql = "SELECT tournament_id, epoch, kiosk, shared FROM tournament_holding"
        return [Ownership(*columns) for columns in self._select(sql)]

    def events_set_aside(self, tournament_id: int) -> list[TournamentRow]:
        """Return the events that were set aside, in the order in which they were. Raises `Unavailable`."""
        sql = """
            SELECT tournament_id, seq, at, key, body, hash FROM tournament_aside WHERE tournament_id = ? ORDER BY rowid
        """
        return self._read(sql, tournament_id)

    def set_aside_counts(self) -> dict[int, int]:
        """Return the number of events by tournament that only this log has. Raises `Unavailable`."""
        return dict(self._select(_UNSHARED_COUNTS))

    def _select(self, sql: str) -> list[tuple[Any, ...]]:
        try:
            return list(self._source.reading_connection.execute(sql))
        except apsw.Error as error:
            raise Unavailable("The tournaments cannot be read: {reason}", reason=reason(error)) from error

    def _read(self, sql: str, *values: int | str) -> list[TournamentRow]:
        try:
            return [tournament_row_of(columns) for columns in self._source.reading_connection.execute(sql, values)]
        except apsw.Error as error:
            raise Unavailable("The tournaments cannot be read: {reason}", reason=reason(error)) from error


class TournamentLog(TournamentReader):
    """The table of tournaments. `create` and `append_all` are for the thread that writes events."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self._log = log

    def create(self, event: TournamentCreated, at_ms: int, key: str | None = None) -> TournamentRow:
        """Save the first event of a new tournament and return it with its number. Raises `NotSaved`."""

        def work(database: apsw.Connection) -> TournamentRow:
            return self._insert(database, TournamentRow(self._log.next_number(), 1, at_ms, key, event))

        return self._log.change(work)

    def append_all(self, rows: Iterable[TournamentRow]) -> list[TournamentRow]:
        """Save `rows` in one transaction, and return them with their hashes. Raises `NotSaved`, or `InvalidValue`."""

        def work(database: apsw.Connection) -> list[TournamentRow]:
            return [self._insert(database, row) for row in rows]

        return self._log.change(work)

    def adopt(self, rows: Iterable[TournamentRow], ownership: Ownership, after_seq: int) -> None:
        """Save another kiosk's `rows` of a tournament, and the `ownership`, in one transaction. Raises `NotSaved`.

        Events above number `after_seq` in this log differ from that kiosk's, and are set aside.
        """

        def work(database: apsw.Connection) -> None:
            self._log.set_aside(TOURNAMENT_EVENTS, ownership, after_seq)
            for row in rows:
                self._insert(database, row)
            self._log.save_ownership(ownership, TOURNAMENT_EVENTS)

        self._log.change(work)

    def save_ownership(self, ownership: Ownership) -> None:
        """Save who owns a tournament. Raises `NotSaved`."""
        self._log.save_ownership(ownership, TOURNAMENT_EVENTS)

    def _insert(self, database: apsw.Connection, row: TournamentRow) -> TournamentRow:
        body = events.encode(row.event)
        saved = row._replace(hash=chain.event_hash(_hash_before(database, row), *row[:3], body))
        values = *row[:4], body.decode(), bytes.fromhex(saved.hash)
        tournament_row_of(values)  # what cannot be read back must not be stored
        try:
            self._log.insert(TOURNAMENT_EVENTS, values)
        except apsw.ConstraintError as error:
            raise InvalidValue(
                "Event {seq} of tournament {id} is in the log already.", seq=row.seq, id=row.tournament_id
            ) from error
        return saved


def _hash_before(database: apsw.Connection, row: TournamentRow) -> str:
    sql = "SELECT hash FROM tournament_event WHERE tournament_id = ? AND seq = ?"
    stored = "".join(digest.hex() for (digest,) in database.execute(sql, (row.tournament_id, row.seq - 1)))
    return stored or chain.GENESIS


def verify_tournament_chain(rows: Iterable[TournamentRow], before: str = "") -> None:
    """Raise `InvalidValue` at the first event that is not what was recorded; `before` is the hash before `rows`."""
    expected = before or chain.GENESIS
    for row in rows:
        expected = chain.event_hash(expected, *row[:3], events.encode(row.event))
        if row.hash != expected:
            raise InvalidValue(
                "Tournament {id}: event {seq} is not what was recorded; what follows it cannot be trusted.",
                id=row.tournament_id,
                seq=row.seq,
            )


def _naming_event(body: str) -> _NamingEvent:
    try:
        return msgspec.json.decode(body, type=_NamingEvent)
    except msgspec.DecodeError:
        return _NamingEvent()


def tournament_row_of(values: RawEvent) -> TournamentRow:
    """Return a row of the table, its columns in order, as an event.

    Raises `Unavailable` when it cannot be read as one.
    """
    tournament_id, seq, at, key, body, hashed = values
    if not 0 <= at < LATEST_MS:
        raise Unavailable(
            "Event {seq} of tournament {id} has a time that cannot be: {at}.", seq=seq, id=tournament_id, at=at
        )
    try:
        return TournamentRow(tournament_id, seq, at, key, events.decode(body), hashed.hex())
    except msgspec.DecodeError as error:
        raise Unavailable(
            "Event {seq} of tournament {id} cannot be read: {error}.", seq=seq, id=tournament_id, error=error
        ) from error
