"""Encoding of events for Redis: rows of the log to JSON and back.

The uplink does not know the store, so it passes these bytes on unread.
"""

from contextlib import suppress
from typing import Annotated

import msgspec

from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.clock import LATEST_MS
from goat_kiosk.store.log.rows import Row
from goat_kiosk.uplink.games.ownership import EncodedEvents


class StoredEvent(msgspec.Struct, omit_defaults=True):
    """An event as it is stored in Redis, under its number."""

    at: Annotated[int, msgspec.Meta(ge=0, lt=LATEST_MS)]
    event: AnyEvent
    key: str | None = None
    hash: str = ""
    """Made by `domain.chain`; a kiosk from before there was a chain writes none."""


def encode_row(row: Row) -> bytes:
    """Return an event as it is stored in Redis."""
    return msgspec.json.encode(StoredEvent(row.at, row.event, row.key, row.hash))


def decode_prefix(game_id: int, encoded: EncodedEvents) -> list[Row]:
    """Return the events up to the first that cannot be read or has a gap before it."""
    rows: list[Row] = []
    with suppress(Unavailable):
        for expected_seq, (seq, event) in enumerate(encoded, 1):
            if seq != expected_seq:
                break
            rows.append(decode_row(game_id, seq, event))
    return rows


def decode_row(game_id: int, seq: int, encoded: bytes) -> Row:
    """Return an event that was stored in Redis. Raises `Unavailable`."""
    try:
        stored = msgspec.json.decode(encoded, type=StoredEvent)
    except (ValueError, RecursionError) as error:
        raise Unavailable(
            "Event {seq} of game {game_id} cannot be read from Redis: {error}.", seq=seq, game_id=game_id, error=error
        ) from error
    return Row(game_id, seq, stored.at, stored.key, stored.event, stored.hash)
