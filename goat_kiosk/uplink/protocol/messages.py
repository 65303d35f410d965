"""The messages between kiosks: the text of a server-sent event without the blank line that ends it.

Games and tournaments are published alike, under keys and channels of their own (`PublishedKind`). Older hubs write a
game's message to their clients as it is, so they show our games and we show theirs. Our messages begin with an `id:`
line; theirs have none, and may hold no more than a game's score.
"""

import re
from typing import Annotated, NamedTuple

import msgspec

from goat_kiosk.domain.names.sanitizing import has_control_characters
from goat_kiosk.domain.state.decoding import FullState, SparseState, decode_state
from goat_kiosk.domain.state.state import GameId
from goat_kiosk.hub import frames

MAX_BYTES = 64 * 1024
"""Bytes of a message. A game of a hundred rounds has a fifth of it."""

_REASON = re.compile(rb"[a-z][a-z-]{0,39}")


class InvalidMessage(ValueError):
    """A message that cannot be shown, with the reason."""


class PublishedLog(NamedTuple):
    """The log of a game or a tournament as kiosks publish it: its keys and its channel."""

    kind: "PublishedKind"
    number: int

    @property
    def channel(self) -> str:
        """The channel that carries its messages."""
        return f"{self.kind.name}:{self.number}:events"

    def key(self, part: str) -> str:
        """Return the key of one part: its `state`, its `owner`, its `log`."""
        return f"{self.kind.key_prefix}:{self.number}:{part}"


class PublishedKind(NamedTuple):
    """A kind of logs that kiosks publish."""

    name: str
    key_prefix: str
    """The beginning of its keys, before the number."""

    @property
    def channels(self) -> str:
        """The pattern of all channels."""
        return f"{self.name}:*:events"

    @property
    def restored(self) -> bytes:
        """The reason of a `refresh` after which a log goes on without some events that were shown."""
        return f"{self.name}-restored".encode()

    def log(self, number: int) -> PublishedLog:
        """Return the log of this number."""
        return PublishedLog(self, number)

    def keys(self, part: str) -> str:
        """Return the pattern of all keys of that part."""
        return f"{self.key_prefix}:*:{part}"

    def number_in_channel(self, channel: bytes) -> int:
        """Return the number in the name of a channel. Raises `InvalidMessage`."""
        return _number(self.channels, channel)

    def number_in_key(self, key: bytes) -> int:
        """Return the number in the key of a state. Raises `InvalidMessage`."""
        return _number(self.keys("state"), key)


GAMES = PublishedKind("game", "game")
TOURNAMENTS = PublishedKind("tournament", "goat:tournament")


class RefreshMessage(NamedTuple):
    """A request to fetch server-rendered pages again."""

    number: int
    reason: bytes


class TournamentHead(msgspec.Struct, frozen=True):
    """What is read of a tournament's state: which event of which log is its newest. Its log has the rest."""

    tournament_id: GameId
    log: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
    seq: Annotated[int, msgspec.Meta(ge=1, lt=1 << 31)]
    kiosk: Annotated[str, msgspec.Meta(max_length=200)] = ""


GameMessage = FullState | SparseState | RefreshMessage
TournamentMessage = TournamentHead | RefreshMessage


def payload(name: str, data: bytes, event_id: str | None = None) -> bytes:
    """Return an event as a message; with empty data, its lines up to the data."""
    return frames.event(name, data, event_id)[:-2]


def parse(channel: bytes, payload: bytes) -> GameMessage:
    """Return a parsed message of a game. Raises `InvalidMessage`."""
    game_id = GAMES.number_in_channel(channel)
    name, data = _event(payload)
    return _state(game_id, data) if name == b"state" else _refresh(game_id, name, data)


def parse_tournament(channel: bytes, payload: bytes) -> TournamentMessage:
    """Return a parsed message of a tournament. Raises `InvalidMessage`."""
    number = TOURNAMENTS.number_in_channel(channel)
    name, data = _event(payload)
    return _head(number, data) if name == b"state" else _refresh(number, name, data)


def parse_stored(key: bytes, data: bytes | None) -> FullState | None:
    """Return the state of a game stored under a key, or None when it has expired. Raises `InvalidMessage`."""
    game_id = GAMES.number_in_key(key)
    if data is None:
        return None
    read = _state(game_id, _checked(data))
    if isinstance(read, SparseState):
        raise InvalidMessage("it has no event id")
    return read


def parse_stored_tournament(key: bytes, data: bytes | None) -> TournamentHead | None:
    """Return what is stored of a tournament under a key; as `parse_stored`."""
    number = TOURNAMENTS.number_in_key(key)
    return _head(number, _checked(data)) if data is not None else None


def _number(pattern: str, name: bytes) -> int:
    beginning, end = pattern.encode().split(b"*")
    match = re.fullmatch(re.escape(beginning) + rb"([1-9][0-9]{0,9})" + re.escape(end), name)
    if match is None:
        raise InvalidMessage("its name is no game's and no tournament's")
    return int(match[1])


def _checked(data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise InvalidMessage("it is too large")
    return data


def _event(payload: bytes) -> tuple[bytes, bytes]:
    """Return the event's name and data, each of which must be there once, on one line."""
    fields: dict[bytes, bytes] = {}
    for line in _checked(payload).rstrip(b"\r\n").split(b"\n"):
        name, colon, value = line.rstrip(b"\r").partition(b":")
        if not colon or name not in {b"id", b"event", b"data"} or name in fields:
            raise InvalidMessage("it is no server-sent event")
        fields[name] = value.removeprefix(b" ")
    return fields.get(b"event", b""), fields.get(b"data", b"")


def _refresh(number: int, name: bytes, data: bytes) -> RefreshMessage:
    if name == b"refresh" and _REASON.fullmatch(data):
        return RefreshMessage(number, data)
    raise InvalidMessage("it is no event of a game or a tournament")


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


def _head(number: int, data: bytes) -> TournamentHead:
    try:
        head = msgspec.json.decode(data, type=TournamentHead)
    except (ValueError, RecursionError) as error:
        raise InvalidMessage(f"it is no state: {error}") from error
    if head.tournament_id != number:
        raise InvalidMessage("it tells of another tournament than its channel")
    if has_control_characters(head.kiosk):
        raise InvalidMessage("the name of its kiosk has control characters")
    return head
