"""Validation of game states that other programs have written, decoded into this kiosk's own `State`.

Anybody on the network may write to Redis, and scripts on displays trust what is accepted here. So a state must be
complete and in range, or hold a score and nothing more, as those of older hubs do, and is then completed; anything
else is refused. Additions of newer kiosks pass: unknown fields are ignored, and an unknown member of an enumeration (a
way to end, a kind of win condition) is read as if its field were absent.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import inspect
from msgspec.structs import replace

from goat_kiosk.domain.events import Points
from goat_kiosk.domain.games.new_game import NewGame, NewTeam
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH, clean_text, has_control_characters, is_clean
from goat_kiosk.domain.rules.rules import find_problems
from goat_kiosk.domain.state.encoding import build_state
from goat_kiosk.domain.state.state import GameId, Identity, State, StateStatus, parse_timestamp

_STATUSES = get_args(StateStatus)


class FullState(NamedTuple):
    """A complete state and its JSON for pages and programs: the bytes as received where nothing was changed."""

    state: State
    data: bytes

    @property
    def game_id(self) -> int:
        """The number of the game."""
        return self.state.game_id


class _Score(msgspec.Struct, frozen=True):
    score: Points
    name: str = ""


class SparseState(msgspec.Struct, frozen=True):
    """A state with a score and nothing more."""

    game_id: GameId
    team1: _Score
    team2: _Score
    court: str = ""
    status: str = "live"
    log: None = None
    """Always absent: a state with an event id that is not complete is an error, not an old hub's."""

    def to_full_state(self, log: str, seq: int, at_ms: int) -> bytes:
        """Return a complete state with this score, under our own event id; `at_ms` in milliseconds since 1970."""
        court = _readable(self.court) or f"Game {self.game_id}"
        new_team1, new_team2 = (
            NewTeam(_readable(side.name) or f"Team {n}") for n, side in enumerate((self.team1, self.team2), 1)
        )
        empty = build_state(
            open_history(NewGame(court, "acl", new_team1, new_team2).to_event(), at_ms), Identity(self.game_id, log, "")
        )
        team1, team2 = (
            replace(empty.team1, score=self.team1.score),
            replace(empty.team2, score=self.team2.score),
        )
        status = self.status if self.status in _STATUSES else "live"
        return msgspec.json.encode(replace(empty, seq=seq, status=status, team1=team1, team2=team2))


def decode_state(data: bytes) -> FullState | SparseState:
    """Return the state in `data`. Raises `ValueError` when it cannot be shown."""
    try:
        return _full(data)
    except (ValueError, OverflowError, RecursionError) as error:
        reason = str(error)
    try:
        return _decode_sparse(data)
    except (ValueError, RecursionError):
        raise ValueError(reason) from None


_decode_full = msgspec.json.Decoder(State).decode
_decode_sparse = msgspec.json.Decoder(SparseState).decode


def _full(data: bytes) -> FullState:
    data.decode()  # msgspec skips unknown fields unread, and other JSON readers would reject invalid UTF-8 in them
    try:
        state = _decode_full(data)
    except msgspec.ValidationError:
        state = None
    if state is None or any(text != clean_text(text, len(text)) for text in _texts(state)):
        fields = _known(_with_status(msgspec.json.decode(data)), _state_type())
        state, data = msgspec.convert(fields, State), msgspec.json.encode(fields)
    _check(state)
    return FullState(state, data)


def _texts(state: State) -> Iterator[str]:
    """Yield every text that people have typed."""
    yield from (state.court, state.kiosk, state.rules.name)
    for side in (state.team1, state.team2):
        yield from (side.name, *(player.name for player in (*side.players, *(side.former_players or ()))))
    if state.correction is not None:
        yield state.correction.reason
    if state.help is not None:
        yield state.help.reason
    if state.receipt is not None:
        yield from (answer.name for answer in (state.receipt.team1, state.receipt.team2) if answer is not None)


def _check(state: State) -> None:
    """Raise `ValueError` for what no type can express."""
    help_since = state.help.since if state.help is not None else None
    for time in filter(None, (state.updated_at, state.created_at, help_since)):
        parse_timestamp(time)
    if find_problems(state.rules):
        raise ValueError("rules that contradict each other")


def _with_status(fields: Any) -> Any:
    """Return a state with a status that this kiosk knows: it decides where a game is shown, so it is never left out."""
    if not isinstance(fields, dict) or fields.get("status") in _STATUSES or not isinstance(fields.get("status"), str):
        return fields
    default = "live" if fields.get("bags") or fields.get("rounds") else "lobby"
    return {**fields, "status": "finished" if fields.get("winner") else default}


def _cleaned(text: str, longest: int) -> str:
    if has_control_characters(text):
        raise ValueError("a text with characters that forge others")
    return clean_text(text, longest)


def _readable(name: str) -> str:
    """Return the name as it may be shown, or "" when nothing readable remains."""
    cleaned = clean_text(name, MAX_NAME_LENGTH)
    return cleaned if is_clean(cleaned) else ""


@cache
def _state_type() -> inspect.Type:
    return inspect.type_info(State)


class _Unknown:
    """Marks an enumeration member that this kiosk does not know."""


def _known(value: Any, shape: inspect.Type) -> Any:
    """Return `value` without unknown enumeration members, its texts cleaned; a value of a wrong type is unchanged."""
    # Invariant: only a member that is unknown is dropped, never one that is wrong: `_Unknown` moves up to the nearest
    # optional place (a list item, an optional value, a field with a default), and type errors stay for `convert`.
    match shape, value:
        case inspect.StructType(), dict():
            return _known_fields(value, shape)
        case inspect.ListType(), list():
            items = (_known(item, shape.item_type) for item in value)
            value = [item for item in items if item is not _Unknown]
        case inspect.UnionType(), _ if value is not None:
            (type_argument,) = (member for member in shape.types if not isinstance(member, inspect.NoneType))
            known = _known(value, type_argument)
            value = None if known is _Unknown else known
        case inspect.Metadata(extra={"text": longest}), str():
            value = _cleaned(value, longest)
        case inspect.Metadata(), _:
            value = _known(value, shape.type)
        case inspect.LiteralType(), str() if value not in shape.values:
            value = _Unknown
    return value


def _known_fields(fields: dict[str, Any], shape: inspect.StructType) -> Any:
    result = dict(fields)
    for field in shape.fields:
        if field.encode_name not in result:
            continue
        value = _known(result[field.encode_name], field.type)
        if value is not _Unknown:
            result[field.encode_name] = value
        elif field.required:
            return _Unknown
        else:
            del result[field.encode_name]
    return result
