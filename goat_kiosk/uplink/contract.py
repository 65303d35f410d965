"""What another program's JSON must hold to be shown as a game: the `state` of docs/protocol.md, field by field.

Anybody on the network may write to Redis, and what is accepted here is drawn on walls and read by scripts that trust
it. So a state is either whole and in range and passes as the very bytes it came in, or it says no more than a score,
as those of older hubs do, and is filled up; anything else is refused. Fields of newer kiosks pass untouched.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from goat_kiosk.domain.events import BAGS_A_ROUND, BAGS_A_SIDE, BagCount, Hash, Result, Team
from goat_kiosk.domain.history import opened
from goat_kiosk.domain.names import LONGEST_NAME, LONGEST_REASON, clean_text, is_clean, is_color
from goat_kiosk.domain.new_game import NewGame, NewTeam
from goat_kiosk.domain.rules import Rules, problems
from goat_kiosk.domain.state import Identity, state_of

_PLAYERS = 8
"""More than a team has today."""
_ROUNDS = 1_000
_CENTURY = range(1970, 2100)

GameId = Annotated[int, msgspec.Meta(ge=1, lt=1 << 31)]
LogName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
Seq = Annotated[int, msgspec.Meta(ge=1, lt=1 << 31)]
Points = Annotated[int, msgspec.Meta(ge=-9_999, le=9_999)]
Number = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
Pair = tuple[Points, Points]
Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
Status = Literal["lobby", "live", "finished"]

_TOLD = frozenset(Rules.__struct_fields__)


class _Player(msgspec.Struct):
    id: int
    name: Name
    ppr: float
    dpr: float


class _Side(msgspec.Struct):
    name: Name
    color: str
    score: Points
    players: Annotated[list[_Player], msgspec.Meta(max_length=_PLAYERS)]
    bags_used: BagCount
    bags_in: BagCount
    bags_on: BagCount


class _Bag(msgspec.Struct):
    n: int
    team: Team
    result: Result


class _Next(msgspec.Struct):
    team: Team
    player: int


class _Count(msgspec.Struct, rename={"holes": "in", "boards": "on"}):
    holes: BagCount
    boards: BagCount

    def __post_init__(self) -> None:
        if self.holes + self.boards > BAGS_A_SIDE:
            raise ValueError("more bags than a side has")


class _Round(msgspec.Struct):
    n: Number
    team1: _Count
    team2: _Count
    points: Pair
    score: Pair
    busted: Team | None = None


class _Correction(msgspec.Struct):
    round: Number
    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)]
    before: Pair
    after: Pair


class _Match(msgspec.Struct):
    games: Number
    number: Number
    wins: Pair


class _Answer(msgspec.Struct):
    name: Name
    right: bool
    seated: bool


class _Receipt(msgspec.Struct):
    hash: Hash
    team1: _Answer | None = None
    team2: _Answer | None = None


class Whole(msgspec.Struct):
    """A state that holds everything the contract promises."""

    game_id: GameId
    log: LogName
    seq: Seq
    status: Status
    court: Name
    kiosk: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
    rules: dict[str, Any]
    round: Number
    first_throw: Team
    next: _Next | None
    team1: _Side
    team2: _Side
    bags: Annotated[list[_Bag], msgspec.Meta(max_length=BAGS_A_ROUND)]
    rounds: Annotated[list[_Round], msgspec.Meta(max_length=_ROUNDS)]
    winner: Team | None
    ended_by: str | None
    correction: _Correction | None
    updated_at: str
    match: _Match | None = None
    receipt: _Receipt | None = None

    def __post_init__(self) -> None:
        sides = self.team1, self.team2
        answers = (self.receipt.team1, self.receipt.team2) if self.receipt else ()
        names = [
            self.court,
            *(side.name for side in sides),
            *(player.name for side in sides for player in side.players),
            *(answer.name for answer in answers if answer),
        ]
        if any(name != clean_text(name, LONGEST_NAME) for name in names):
            raise ValueError("a name with characters that no name needs")
        if not all(is_color(side.color) for side in sides):
            raise ValueError("a colour that is none")
        if datetime.fromisoformat(self.updated_at).year not in _CENTURY:
            raise ValueError("a time that cannot be")
        if problems(msgspec.convert({name: told for name, told in self.rules.items() if name in _TOLD}, Rules)):
            raise ValueError("rules that contradict each other")


class _Score(msgspec.Struct):
    score: Points
    name: str = ""


class Sparse(msgspec.Struct):
    """A state that says no more than a score."""

    game_id: GameId
    team1: _Score
    team2: _Score
    court: str = ""
    status: Status = "live"
    log: None = None
    """A state with an event id is none of these: when it is not whole, something is wrong with it."""

    def filled(self, log: str, seq: int, at: int) -> bytes:
        """Return a whole state with this score, under an event id of our own; `at` in milliseconds since 1970."""
        court = _clean(self.court) or f"Game {self.game_id}"
        one, two = (NewTeam(_clean(side.name) or f"Team {n}") for n, side in enumerate((self.team1, self.team2), 1))
        state = state_of(opened(NewGame(court, "acl", one, two).event(), at), Identity(self.game_id, log, ""))
        state.seq, state.status = seq, self.status
        state.team1.score, state.team2.score = self.team1.score, self.team2.score
        return msgspec.json.encode(state)


def _clean(name: str) -> str:
    """Return the name as it may be shown, or "" when nothing readable is left."""
    cleaned = clean_text(name, LONGEST_NAME)
    return cleaned if is_clean(cleaned) else ""


_whole: msgspec.json.Decoder[Whole] = msgspec.json.Decoder(Whole)
_sparse: msgspec.json.Decoder[Sparse] = msgspec.json.Decoder(Sparse)


def read(state: bytes) -> Whole | Sparse:
    """Return what `state` says. Raises `ValueError` when it cannot be shown."""
    try:
        return _whole.decode(state)
    except (ValueError, RecursionError):
        pass
    try:
        return _sparse.decode(state)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
