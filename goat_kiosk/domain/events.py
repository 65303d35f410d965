"""Everything that can happen to a game. The log is a list of these and nothing else.

An event says what the scorekeeper saw or decided, never what follows from it: scores, throwers and winners are
derived by the fold in `moves`, so a correction changes them everywhere at once. Undo, redo and corrections are
events too: the log only grows. Each is a frozen value whose JSON form (tag ``type``) is what the log keeps; fields
may be added with a default, never renamed or removed. One that is added must be left out of the JSON while it has its
default: the `chain` is made over the JSON, and an event read back must give the very bytes that were kept.
"""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names import MAX_REASON_LENGTH
from goat_kiosk.domain.rules import ACL, MATCH_LENGTHS, Rules

Team = Literal[1, 2]
Result = Literal["hole", "board", "off", "foul"]

TEAMS: tuple[Team, Team] = (1, 2)
BAGS_PER_SIDE = 4
BAGS_PER_ROUND = 8
MAX_INCHES = 240.0

Inch = Annotated[float, msgspec.Meta(ge=-MAX_INCHES, le=MAX_INCHES)]
"""A place on the board's plane: inches from its front left corner, `x` to the right, `y` towards the hole. The board is
24 by 48; the hole's centre is at (12, 39). Bags lie beside it too, so the range is ten feet either way beyond that."""
BagNumbers = Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=BAGS_PER_ROUND)]
BagCount = Annotated[int, msgspec.Meta(ge=0, le=BAGS_PER_SIDE)]
Number = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
"""A count of anything in a game: its rounds, its players."""
Points = Annotated[int, msgspec.Meta(ge=-9_999, le=9_999)]
PointsOfBoth = tuple[Points, Points]


Reason = Annotated[str, msgspec.Meta(max_length=MAX_REASON_LENGTH, extra={"text": MAX_REASON_LENGTH})]


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"holes": "in", "boards": "on"}):
    """One side's bags of a round that lie in the hole and on the board; the rest are off."""

    holes: BagCount
    boards: BagCount


class TeamEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A side as it is entered: its name, colour and players in throwing order."""

    name: str
    color: str
    players: tuple[str, ...] = ()


GameNumber = Annotated[int, msgspec.Meta(ge=1, le=MATCH_LENGTHS[-1])]
WinCount = Annotated[int, msgspec.Meta(ge=0, le=MATCH_LENGTHS[-1])]


class MatchPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which game of a match this is, and the games each side won before it."""

    number: GameNumber = 1
    wins: tuple[WinCount, WinCount] = (0, 0)


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """The base of all events."""


class GameCreated(Event, frozen=True, tag="game-created"):
    """A game is set up at a court: who plays, by which rules, who throws first."""

    court: str
    team1: TeamEntry
    team2: TeamEntry
    rules: Rules = ACL
    first_throw: Team = 1
    match: MatchPlace = MatchPlace()
    previous: int | None = None
    """The number of the game before this one in its match; None for the first, and in logs from before it was kept."""


class PlayerJoined(Event, frozen=True, tag="player-joined"):
    """A player took a place in a team, from a phone or at the desk."""

    team: Team
    name: str


class PlayerLeft(Event, frozen=True, tag="player-left"):
    """A player gave the place up before the first bag."""

    player: int


class PlayerMoved(Event, frozen=True, tag="player-moved"):
    """A player changed to the other team before the first bag."""

    player: int
    team: Team


class GameStarted(Event, frozen=True, tag="game-started"):
    """The lobby closed."""

    first_throw: Team | None = None
    """Who throws first when the coin was tossed after the game was created."""


class BagThrown(Event, frozen=True, tag="bag-thrown"):
    """A bag landed."""

    team: Team
    result: Result
    x: Inch | None = None
    y: Inch | None = None


class BagMoved(Event, frozen=True, tag="bag-moved"):
    """A bag of this round was knocked in, on or off, fouled, or put back."""

    bag: int
    result: Result
    x: Inch | None = None
    y: Inch | None = None


class BagsReassigned(Event, frozen=True, tag="bags-reassigned"):
    """These bags of this round were keyed for the wrong side: each is the other's. Two at once are two swapped ones."""

    bags: BagNumbers


class BagPosition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where a bag of this round is put back to."""

    bag: int
    result: Result
    x: Inch | None = None
    y: Inch | None = None


class FoulCalled(Event, frozen=True, tag="foul-called"):
    """Bags of this round are fouls and taken away; those they had moved are put back, all in one.

    Before the first bag of a round it is the round just over that is meant: its eighth bag ended it.
    """

    bags: BagNumbers
    restored: Annotated[tuple[BagPosition, ...], msgspec.Meta(max_length=BAGS_PER_ROUND)] = ()


class RestOff(Event, frozen=True, tag="rest-off"):
    """The bags of this round that are still to be thrown are off, or not worth throwing: the round is over."""


class RoundEntered(Event, frozen=True, tag="round-entered"):
    """A whole round entered by its counts, at the end."""

    team1: Count
    team2: Count


class RoundInserted(Event, frozen=True, tag="round-inserted"):
    """A forgotten round, put before round `round`."""

    round: int
    team1: Count
    team2: Count
    reason: Reason = ""


class RoundCorrected(Event, frozen=True, tag="round-corrected"):
    """A round that is over was counted wrongly; these are its counts."""

    round: int
    team1: Count
    team2: Count
    reason: Reason = ""


class RoundDeleted(Event, frozen=True, tag="round-deleted"):
    """A round that is over was never played."""

    round: int
    reason: Reason = ""


class PartnersSwitched(Event, frozen=True, tag="partners-switched"):
    """The partners of a team changed ends: the other one throws from this round on."""

    team: Team


class PointsAwarded(Event, frozen=True, tag="points-awarded"):
    """Points given by hand; they count at the end of the round, with its own."""

    team: Team
    points: Annotated[int, msgspec.Meta(ge=1, le=12)]
    reason: Reason


class BagsTouched(Event, frozen=True, tag="bags-touched"):
    """`team` touched so many live bags; what follows is the rule set's `touch`."""

    team: Team
    bags: Annotated[int, msgspec.Meta(ge=1, le=BAGS_PER_ROUND)] = 1


class GameConceded(Event, frozen=True, tag="game-conceded"):
    """One side gave up; `winner` is the other."""

    winner: Team


class GameCanceled(Event, frozen=True, tag="game-canceled"):
    """The game does not count: it stays in the log, and in no history, statistics or standings."""

    reason: Reason = ""


class GameSetAside(Event, frozen=True, tag="game-set-aside"):
    """The game is interrupted and its court is free; it goes on when it gets a court again."""


class CourtChanged(Event, frozen=True, tag="court-changed"):
    """The game goes on at this court."""

    court: str


class StandingUpdated(Event, frozen=True, tag="standing-updated"):
    """An earlier game of the match has another outcome now: the games each side has won before this one.

    The standing is derived from the games wherever they are; this tells those who have only this game.
    """

    wins: tuple[WinCount, WinCount]


Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Confirmed(Event, frozen=True, tag="confirmed"):
    """A captain said, after the end, whether the result is right."""

    team: Team
    name: str
    hash: Hash
    """Of the last scored event: which result was confirmed (`chain`)."""
    right: bool = True
    seated: bool = False
    """Said on the phone that this player joined with; otherwise the name is only what somebody typed."""


class Undone(Event, frozen=True, tag="undone"):
    """The last play event is taken back."""


class Redone(Event, frozen=True, tag="redone"):
    """The last play event taken back is played again."""


AnyEvent = (
    GameCreated
    | PlayerJoined
    | PlayerLeft
    | PlayerMoved
    | GameStarted
    | BagThrown
    | BagMoved
    | BagsReassigned
    | FoulCalled
    | RestOff
    | RoundEntered
    | RoundInserted
    | RoundCorrected
    | RoundDeleted
    | PartnersSwitched
    | PointsAwarded
    | BagsTouched
    | GameConceded
    | GameCanceled
    | GameSetAside
    | CourtChanged
    | StandingUpdated
    | Confirmed
    | Undone
    | Redone
)

UNSCORED = Confirmed, StandingUpdated
"""Events that leave a game's own result as it is: what captains confirm is the hash of the last other one."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """Return the event as the log keeps it."""
    return _encoder.encode(event)


def decode(body: bytes | str) -> AnyEvent:
    """Return the event kept as `body`. Raises `msgspec.DecodeError` (and so `ValidationError`) when it is none."""
    return _decoder.decode(body)


def opponent(team: Team) -> Team:
    """Return the opponent."""
    return 2 if team == 1 else 1
