"""Encoding of events for Redis: rows of the log to JSON and back, of games and of tournaments.

The uplink does not know the store, so it passes these bytes on unread.
"""

from contextlib import suppress
from typing import Annotated, Protocol, TypeVar

import msgspec

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log.rows import Row
from goat_kiosk.store.tournament_log import TournamentRow
from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.uplink.published.ownership import EncodedEvents

_Time = Annotated[int, msgspec.Meta(ge=0, lt=LATEST_MS)]


class StoredEvent(msgspec.Struct, omit_defaults=True):
    """An event of a game as it is stored in Redis, under its number."""

    at: _Time
    event: AnyEvent
    key: str | None = None
    hash: str = ""
    """Made by `domain.chain`; a kiosk from before there was a chain writes none."""


class StoredTournamentEvent(msgspec.Struct, omit_defaults=True):
    """An event of a tournament as it is stored in Redis, under its number."""

    at: _Time
    event: AnyTournamentEvent
    hash: str
    """Made by `domain.chain`."""
    key: str | None = None


RowT = TypeVar("RowT", Row, TournamentRow)


class RowCodec(Protocol[RowT]):
    """Encodes and decodes the events of one kind of logs."""

    def encode(self, row: RowT) -> bytes:
        """Return an event as it is stored in Redis."""

    def decode(self, number: int, seq: int, encoded: bytes) -> RowT:
        """Return an event that was stored in Redis. Raises `Unavailable`."""


class GameRowCodec:
    """Encodes and decodes the events of games."""

    def encode(self, row: Row) -> bytes:
        """Return an event as it is stored in Redis."""
        return msgspec.json.encode(StoredEvent(row.at, row.event, row.key, row.hash))

    def decode(self, number: int, seq: int, encoded: bytes) -> Row:
        """Return an event that was stored in Redis. Raises `Unavailable`."""
        try:
            stored = msgspec.json.decode(encoded, type=StoredEvent)
        except (ValueError, RecursionError) as error:
            raise Unavailable(
                "Event {seq} of game {game_id} cannot be read from Redis: {error}.",
                seq=seq,
                game_id=number,
                error=error,
            ) from error
        return Row(number, seq, stored.at, stored.key, stored.event, stored.hash)


class TournamentRowCodec:
    """Encodes and decodes the events of tournaments."""

    def encode(self, row: TournamentRow) -> bytes:
        """Return an event as it is stored in Redis."""
        return msgspec.json.encode(StoredTournamentEvent(row.at, row.event, row.hash, row.key))

    def decode(self, number: int, seq: int, encoded: bytes) -> TournamentRow:
        """Return an event that was stored in Redis. Raises `Unavailable`."""
        try:
            stored = msgspec.json.decode(encoded, type=StoredTournamentEvent)
        except (ValueError, RecursionError) as error:
            raise Unavailable(
                "Event {seq} of tournament {number} cannot be read: {error}. Update GOaT Kiosk on this computer.",
                seq=seq,
                number=number,
                error=error,
            ) from error
        return TournamentRow(number, seq, stored.at, stored.key, stored.event, stored.hash)


def decode_prefix(codec: RowCodec[RowT], number: int, encoded: EncodedEvents) -> list[RowT]:
    """Return the events up to the first that cannot be read or has a gap before it."""
    rows: list[RowT] = []
    with suppress(Unavailable):
        for expected_seq, (seq, event) in enumerate(encoded, 1):
            if seq != expected_seq:
                break
            rows.append(codec.decode(number, seq, event))
    return rows
