"""The state of a game as published: in streams, API responses and Redis.

It is a contract (docs/protocol.md): other programs read these names, so fields are added and never renamed. Fields at
their default (an out-of-turn mark, a match of one game) are left out, to keep small what a thousand phones receive.

`State` is the only declaration: this kiosk encodes it, validates other kiosks' states with it (`decoding`), renders
pages from it and describes it in the OpenAPI document. So the types carry the ranges, too.
"""

from datetime import UTC, datetime
from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain import chain
from goat_kiosk.domain.events import (
    BAGS_PER_ROUND,
    BAGS_PER_SIDE,
    DOUBLES,
    MAX_MATCH_ID_LENGTH,
    BagCount,
    Hash,
    Inch,
    Number,
    Points,
    PointsOfBoth,
    Reason,
    Result,
    Team,
    TeamSize,
)
from goat_kiosk.domain.games.game import Correction
from goat_kiosk.domain.games.win_conditions import WinCondition
from goat_kiosk.domain.names.sanitizing import MAX_NAME_LENGTH
from goat_kiosk.domain.rounds.scoring import MS_PER_MINUTE, EndedBy
from goat_kiosk.domain.rules.rules import MAX_MINUTES, Rules

GameId = Annotated[int, msgspec.Meta(ge=1, lt=1 << 31)]
LogName = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$", max_length=8)]
"""The length is given beside the pattern: in Python a `$` also matches before a trailing line feed."""
Seq = Annotated[int, msgspec.Meta(ge=1, lt=1 << 31)]
Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH, extra={"text": MAX_NAME_LENGTH})]
"""A text that people have typed: `decoding` cleans it and cuts it to the length in `text`."""
Color = Annotated[str, msgspec.Meta(pattern="^#[0-9a-f]{6}$", max_length=7)]
TimeLeft = Annotated[int, msgspec.Meta(ge=0, le=MAX_MINUTES * MS_PER_MINUTE)]
Time = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^(19[789]|20[0-9])[0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
        r"(Z|[+-][01][0-9]:[0-5][0-9])$",
        max_length=35,
        extra_json_schema={"format": "date-time"},
    ),
]
"""RFC 3339, from 1970 to 2099."""
Average = Annotated[float, msgspec.Meta(ge=-9_999, le=9_999)]
Lane = Literal["left", "right"]
NamedByColor = Literal[True] | msgspec.UnsetType
"""Nobody has entered a name: `name` is the English word of the team's color, and a page shows that of its language."""
StateStatus = Literal["lobby", "live", "finished"]
"""A canceled game is published as finished, with no winner: older kiosks and pages know no other end."""
_PLAYERS = 8
"""More than a team has today."""
_ROUNDS = 1_000
MAX_FORMER_PLAYERS = 8
"""More than an evening's team ever had; a state stays small whatever is entered."""


class Identity(msgspec.Struct, frozen=True):
    """The identity of a game: its number, its log (8 hex digits), and its kiosk's name."""

    game_id: int
    log: str
    kiosk: str


class PlayerState(msgspec.Struct, frozen=True):
    """A player, with points per round and the differential per round."""

    id: Number
    name: Name
    ppr: Average
    dpr: Average
    named_by_color: NamedByColor = msgspec.UNSET


class TeamState(msgspec.Struct, frozen=True):
    """A team in a game."""

    name: Name
    color: Color
    score: Points
    """The committed score; the bags fields are of the round in progress."""
    players: Annotated[list[PlayerState], msgspec.Meta(max_length=_PLAYERS)]
    bags_used: BagCount
    bags_in: BagCount
    bags_on: BagCount
    lane: Lane = "left"
    unnamed: Literal[True] | msgspec.UnsetType = msgspec.UNSET
    """The team has no name of its own: `name` is made of its players' names."""
    named_by_color: NamedByColor = msgspec.UNSET
    former_players: Annotated[list[PlayerState], msgspec.Meta(max_length=MAX_FORMER_PLAYERS)] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    """Those who were substituted or have gone home, the last ones; left out where there are none."""


class BagState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A bag of the round in progress; coordinates in inches, see `events.Inch`."""

    n: Number
    team: Team
    result: Result
    x: Inch | None = None
    y: Inch | None = None
    out_of_turn: bool = False
    player: Number | None = None
    """Who threw it, if that was not the player who finishes the round."""


class CountState(msgspec.Struct, frozen=True, rename={"holes": "in", "boards": "on"}):
    """One team's bags of a finished round; the rest are off."""

    holes: BagCount
    boards: BagCount

    def __post_init__(self) -> None:
        if self.holes + self.boards > BAGS_PER_SIDE:
            raise ValueError("more bags than a side has")

    @property
    def results(self) -> list[str]:
        """The four bags, best first."""
        off = BAGS_PER_SIDE - self.holes - self.boards
        return ["hole"] * self.holes + ["board"] * self.boards + ["off"] * off


class RoundState(msgspec.Struct, frozen=True, omit_defaults=True):
    """A finished round; `busted` is the team that went over the target."""

    n: Number
    team1: CountState
    team2: CountState
    points: PointsOfBoth
    score: PointsOfBoth
    busted: Team | None = None

    def count(self, team: Team) -> CountState:
        """Return the team's bags."""
        return self.team1 if team == 1 else self.team2


class NextState(msgspec.Struct, frozen=True):
    """The team and player who throw next."""

    team: Team
    player: Number


class MatchState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The match this game belongs to; `wins` includes this game once it is over, `previous` is the game before it."""

    games: Number
    number: Number
    wins: PointsOfBoth
    previous: GameId | None = None
    over: bool = False
    """Whether the match is over with this game."""
    winner: Team | None = None
    """Who has won the match; absent where it goes on or is tied."""


class NeededState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The win condition of each team in this round."""

    team1: WinCondition | None = None
    team2: WinCondition | None = None


class AnswerState(msgspec.Struct, frozen=True):
    """A team's answer to the result; `seated` when it came from a player's own phone."""

    name: Name
    right: bool
    seated: bool
    named_by_color: NamedByColor = msgspec.UNSET


class ReceiptState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The result's hash (`chain`), and the captains' answers to it."""

    hash: Hash
    team1: AnswerState | None = None
    team2: AnswerState | None = None

    @property
    def code(self) -> str:
        """The hash as people compare it."""
        return chain.short_code(self.hash)

    @property
    def is_confirmed(self) -> bool:
        """Whether both teams have confirmed the result."""
        return all(answer is not None and answer.right for answer in (self.team1, self.team2))

    def answer(self, team: Team) -> AnswerState | None:
        """Return the team's answer."""
        return self.team1 if team == 1 else self.team2


class HelpState(msgspec.Struct, frozen=True, omit_defaults=True):
    """The scorer at the court waits for somebody from the desk."""

    since: Time
    reason: Reason = ""


class FixtureState(msgspec.Struct, frozen=True):
    """The match of a tournament that a game belongs to, and which game of it this is."""

    tournament_id: Annotated[int, msgspec.Meta(ge=1)]
    division: Number
    match: Annotated[str, msgspec.Meta(max_length=MAX_MATCH_ID_LENGTH, extra={"text": MAX_MATCH_ID_LENGTH})]
    game: Number = 1
    practice: bool | msgspec.UnsetType = msgspec.UNSET


class RulesState(Rules, frozen=True, forbid_unknown_fields=False):
    """The rules in force: the fields that every game has, and the others where they differ from the ACL's."""


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole game: identity, setup, the round in progress, finished rounds, result."""

    game_id: GameId
    log: LogName
    seq: Seq
    status: StateStatus
    court: Name
    kiosk: Name
    rules: RulesState
    round: Number
    first_throw: Team
    next: NextState | None
    team1: TeamState
    team2: TeamState
    bags: Annotated[list[BagState], msgspec.Meta(max_length=BAGS_PER_ROUND)]
    rounds: Annotated[list[RoundState], msgspec.Meta(max_length=_ROUNDS)]
    winner: Team | None
    ended_by: EndedBy | None
    correction: Correction | None
    updated_at: Time
    match: MatchState | None = None
    can_undo: bool = False
    can_redo: bool = False
    needed: NeededState | None = None
    receipt: ReceiptState | None = None
    created_at: Time | None = None
    """When the game was created; absent from an older kiosk."""
    time_left_ms: TimeLeft | None = None
    """As of this state; 0 in the last round, None while no clock runs."""
    last_round: bool = False
    """Whether the game ends with this round unless that leaves it tied."""

    aside: bool = False
    """Set aside: the game is on no court."""
    team_size: TeamSize = DOUBLES
    """How many players a team can have."""
    scorers: Number | None = None
    """How many devices have recorded bags of it in the last two minutes, if more than one has."""
    help: HelpState | None = None
    """Until somebody at the desk takes it."""
    fixture: FixtureState | None = None
    """The match of a tournament that it is a game of."""

    @property
    def started_at_s(self) -> float:
        """The start time that orders games, seconds since 1970: their creation, or an older kiosk's newest event."""
        return parse_timestamp(self.created_at or self.updated_at)

    @property
    def changed_at_s(self) -> float:
        """When its newest event happened, seconds since 1970."""
        return parse_timestamp(self.updated_at)

    @property
    def is_canceled(self) -> bool:
        """Whether the game was canceled and counts nowhere."""
        return self.ended_by == "canceled"

    @property
    def is_disputed(self) -> bool:
        """Whether a team disputes the result."""
        answers = (self.receipt.team1, self.receipt.team2) if self.receipt else ()
        return any(answer is not None and not answer.right for answer in answers)


def format_timestamp(at_ms: int) -> str:
    """Return milliseconds since 1970 as RFC 3339 in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def parse_timestamp(time: str) -> float:
    """Return an RFC 3339 time as seconds since 1970. Raises `ValueError`."""
    return datetime.fromisoformat(time).timestamp()
