"""The messages between kiosks: the text of a server-sent event without the blank line that ends it.

Older hubs write it to their clients as it is, so they show our games and we show theirs. Our messages begin with an
`id:` line; theirs have none, and may hold no more than a game's score.
"""

import re
from typing import NamedTuple

from goat_kiosk.domain.state.decoding import FullState, SparseState, decode_state
from goat_kiosk.hub import frames

PATTERN = "game:*:events"
MAX_BYTES = 64 * 1024
"""Bytes of a message. A game of a hundred rounds has a fifth of it."""

_CHANNEL = re.compile(rb"game:([1-9][0-9]{0,9}):events")
_KEY = re.compile(rb"game:([1-9][0-9]{0,9}):state")
_REASON = re.compile(rb"[a-z][a-z-]{0,39}")


class InvalidMessage(ValueError):
    """A message that cannot be shown, with the reason."""


class RefreshMessage(NamedTuple):
    """A request to fetch server-rendered pages again."""

    game_id: int
    reason: bytes


UplinkMessage = FullState | SparseState | RefreshMessage


def channel(game_id: int) -> str:
    """Return the channel that carries a game."""
    return f"game:{game_id}:events"


def key(game_id: int, kind: str) -> str:
    """Return the key of one part of a game: its `state`, its `owner`, its `log`."""
    return f"game:{game_id}:{kind}"


def key_pattern(kind: str) -> str:
    """Return the pattern of all games' keys of that kind."""
    return f"game:*:{kind}"


def payload(name: str, data: bytes, event_id: str | None = None) -> bytes:
    """Return an event as a message; with empty data, its lines up to the data."""
    return frames.event(name, data, event_id)[:-2]


def parse(channel: bytes, payload: bytes) -> UplinkMessage:
    """Return a parsed message. Raises `InvalidMessage`."""
    game_id = _number(_CHANNEL, channel)
    if len(payload) > MAX_BYTES:
        raise InvalidMessage("it is too large")
    name, data = _fields(payload)
    if name == b"state":
        return _state(game_id, data)
    if name == b"refresh" and _REASON.fullmatch(data):
        return RefreshMessage(game_id, data)
    raise InvalidMessage("it is no event of a game")


def parse_stored(key: bytes, data: bytes | None) -> FullState | None:
    """Return the state stored under a key, or None when it has expired. Raises `InvalidMessage`."""
    game_id = _number(_KEY, key)
    if data is None:
        return None
    if len(data) > MAX_BYTES:
        raise InvalidMessage("it is too large")
    read = _state(game_id, data)
    if isinstance(read, SparseState):
        raise InvalidMessage("it has no event id")
    return read


def _number(pattern: re.Pattern[bytes], name: bytes) -> int:
    match = pattern.fullmatch(name)
    if match is None:
        raise InvalidMessage("its name is no game's")
    return int(match[1])


def _fields(payload: bytes) -> tuple[bytes, bytes]:
    """Return the event's name and data, each of which must be there once, on one line."""
    fields: dict[bytes, bytes] = {}
    for line in payload.rstrip(b"\r\n").split(b"\n"):
        name, colon, value = line.rstrip(b"\r").partition(b":")
        if not colon or name not in {b"id", b"event", b"data"} or name in fields:
            raise InvalidMessage("it is no server-sent event")
        fields[name] = value.removeprefix(b" ")
    return fields.get(b"event", b""), fields.get(b"data", b"")


def _state(game_id: int, data: bytes) -> FullState | SparseState:
    if b"\r" in data or b"\n" in data or b"\0" in data:
        raise InvalidMessage("it does not stand on one line")
    try:
        state = decode_state(data)
    except ValueError as error:
        raise InvalidMessage(f"it is no state: {error}") from error
    if state.game_id != game_id:
        raise InvalidMessage("it tells of another game than its channel")
    return state
