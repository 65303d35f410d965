"""Rows of the event log as typed values: an event with its number and its hash, and who owns a game.

The tables are `store.log.schema`'s; `store.log.event_log` writes and reads them.
"""

from typing import NamedTuple

import msgspec

from goat_kiosk.domain import events
from goat_kiosk.domain.events import AnyEvent
from goat_kiosk.errors import Unavailable
from goat_kiosk.host.clock import LATEST_MS

RawEvent = tuple[int, int, int, str | None, str, bytes]
"""The columns of an event, in order: game_id, seq, at, key, body, hash."""


class Row(NamedTuple):
    """A stored event: its number within the game, and when it happened (milliseconds since 1970 UTC)."""

    game_id: int
    seq: int
    at: int
    key: str | None
    event: AnyEvent
    hash: str = ""
    """Of this event and all before it (`domain.chain`), 64 hex digits; empty before it is stored."""


class Ownership(NamedTuple):
    """The owner of a game or a tournament that has moved between kiosks: how often, and the other one, "" for this."""

    number: int
    epoch: int
    kiosk: str
    shared: int
    """Number of the last event that this log and the other kiosk's have in common."""


def row_of(values: RawEvent) -> Row:
    """Return a row of the table, its columns in order, as an event.

    Raises `Unavailable` when it cannot be read as one.
    """
    game_id, seq, at, key, body, hashed = values
    if not 0 <= at < LATEST_MS:
        raise Unavailable(
            "Event {seq} of game {game_id} has a time that cannot be: {at}.", seq=seq, game_id=game_id, at=at
        )
    try:
        return Row(game_id, seq, at, key, events.decode(body), hashed.hex())
    except msgspec.DecodeError as error:
        raise Unavailable(
            "Event {seq} of game {game_id} cannot be read: {error}.", seq=seq, game_id=game_id, error=error
        ) from error
