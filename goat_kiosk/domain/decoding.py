"""Decoding of a state that another program has written, into the `State` that this kiosk writes itself.

Anybody on the network may write to Redis, and what is accepted here is drawn on walls and read by scripts that trust
it. So a state is whole and in range, or says no more than a score, as those of older hubs do, and is filled up;
anything else is refused. What a newer kiosk adds passes: fields that this one does not know are left as they are, and
where it does not know the member of a set (a way to end, a kind of need) the field is read as if it were not there.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

import msgspec
from msgspec import inspect
from msgspec.structs import replace

from goat_kiosk.domain.events import Points
from goat_kiosk.domain.history import open_history
from goat_kiosk.domain.names import MAX_NAME_LENGTH, clean_text, has_control_characters, is_clean
from goat_kiosk.domain.new_game import NewGame, NewTeam
from goat_kiosk.domain.rules import find_problems
from goat_kiosk.domain.state import GameId, Identity, State, StateStatus, parse_timestamp, state_of

_STATUSES = get_args(StateStatus)


class FullState(NamedTuple):
    """A whole state, and the JSON that pages and programs are sent: the bytes as they came where nothing is changed."""

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
    """A state that says no more than a score."""

    game_id: GameId
    team1: _Score
    team2: _Score
    court: str = ""
    status: str = "live"
    log: None = None
    """A state with an event id is none of these: when it is not whole, something is wrong with it."""

    def to_full_state(self, log: str, seq: int, at: int) -> bytes:
        """Return a whole state with this score, under an event id of our own; `at` in milliseconds since 1970."""
        court = _readable(self.court) or f"Game {self.game_id}"
        one, two = (NewTeam(_readable(side.name) or f"Team {n}") for n, side in enumerate((self.team1, self.team2), 1))
        empty = state_of(open_history(NewGame(court, "acl", one, two).to_event(), at), Identity(self.game_id, log, ""))
        team1, team2 = replace(empty.team1, score=self.team1.score), replace(empty.team2, score=self.team2.score)
        status = self.status if self.status in _STATUSES else "live"
        return msgspec.json.encode(replace(empty, seq=seq, status=status, team1=team1, team2=team2))


def decode_state(data: bytes) -> FullState | SparseState:
    """Return what `data` says. Raises `ValueError` when it cannot be shown."""
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
    data.decode()  # a field that is passed over may hold anything, and not every program's JSON reader would
    try:
        state = _decode_full(data)
    except msgspec.ValidationError:
        state = None
    if state is None or any(text != clean_text(text, len(text)) for text in _texts(state)):
        told = _understood(_with_status(msgspec.json.decode(data)), _shape())
        state, data = msgspec.convert(told, State), msgspec.json.encode(told)
    _check(state)
    return FullState(state, data)


def _texts(state: State) -> Iterator[str]:
    """Yield every text that people have typed."""
    yield from (state.court, state.kiosk, state.rules.name)
    for side in (state.team1, state.team2):
        yield from (side.name, *(player.name for player in side.players))
    if state.correction is not None:
        yield state.correction.reason
    if state.receipt is not None:
        yield from (answer.name for answer in (state.receipt.team1, state.receipt.team2) if answer is not None)


def _check(state: State) -> None:
    """Raise `ValueError` for what no type can say."""
    for time in filter(None, (state.updated_at, state.created_at)):
        parse_timestamp(time)
    if find_problems(state.rules):
        raise ValueError("rules that contradict each other")


def _with_status(told: Any) -> Any:
    """Return a state with a status that this kiosk knows: it decides where a game is shown, so it is never left out."""
    if not isinstance(told, dict) or told.get("status") in _STATUSES or not isinstance(told.get("status"), str):
        return told
    begun = "live" if told.get("bags") or told.get("rounds") else "lobby"
    return {**told, "status": "finished" if told.get("winner") else begun}


def _cleaned(text: str, longest: int) -> str:
    if has_control_characters(text):
        raise ValueError("a text with characters that forge others")
    return clean_text(text, longest)


def _readable(name: str) -> str:
    """Return the name as it may be shown, or "" when nothing readable is left."""
    cleaned = clean_text(name, MAX_NAME_LENGTH)
    return cleaned if is_clean(cleaned) else ""


@cache
def _shape() -> inspect.Type:
    return inspect.type_info(State)


class _Unknown:
    """What stands for the member of a set that this kiosk does not know."""


def _understood(value: Any, shape: inspect.Type) -> Any:
    """Return `value` without unknown members of sets and with its texts cleaned; what has a wrong type stays."""
    match shape, value:
        case inspect.StructType(), dict():
            return _understood_fields(value, shape)
        case inspect.ListType(), list():
            items = (_understood(item, shape.item_type) for item in value)
            value = [item for item in items if item is not _Unknown]
        case inspect.UnionType(), _ if value is not None:
            (inner,) = (one for one in shape.types if not isinstance(one, inspect.NoneType))
            understood = _understood(value, inner)
            value = None if understood is _Unknown else understood
        case inspect.Metadata(extra={"text": longest}), str():
            value = _cleaned(value, longest)
        case inspect.Metadata(), _:
            value = _understood(value, shape.type)
        case inspect.LiteralType(), str() if value not in shape.values:
            value = _Unknown
    return value


def _understood_fields(fields: dict[str, Any], shape: inspect.StructType) -> Any:
    known = dict(fields)
    for field in shape.fields:
        if field.encode_name not in known:
            continue
        understood = _understood(known[field.encode_name], field.type)
        if understood is not _Unknown:
            known[field.encode_name] = understood
        elif field.required:
            return _Unknown
        else:
            del known[field.encode_name]
    return known
