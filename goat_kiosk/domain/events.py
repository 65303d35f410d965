"""The events of a game: the log is a list of these and nothing else.

An event records what the scorekeeper saw or decided, never what follows from it: scores, throwers and winners are
derived by `transitions`, so a correction changes them everywhere at once. Undo, redo and corrections are events too:
the log only grows. Each is a frozen value whose JSON form (tag ``type``) is what the log stores; fields may be added
with a default, never renamed or removed. An added field must be left out of the JSON while it has its default: the
`chain` is computed over the JSON, and an event read back must give the very bytes that were stored.
"""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.names.sanitizing import MAX_REASON_LENGTH
from goat_kiosk.domain.rules.rules import ACL, MATCH_LENGTHS, Rules
from goat_kiosk.errors import TranslatableWord

Team = Literal[1, 2]
Result = Literal["hole", "board", "off", "foul"]

TEAMS: tuple[Team, Team] = (1, 2)
BAGS_PER_SIDE = 4
BAGS_PER_ROUND = 8
MAX_INCHES = 240.0

Inch = Annotated[float, msgspec.Meta(ge=-MAX_INCHES, le=MAX_INCHES)]
"""A coordinate on the board's plane: inches from its front left corner, `x` to the right, `y` towards the hole. The
board is 24 by 48; the center of the hole is at (12, 39). Bags land beside it too, so the range is far larger.
"""
BagNumbers = Annotated[tuple[int, ...], msgspec.Meta(min_length=1, max_length=BAGS_PER_ROUND)]
BagCount = Annotated[int, msgspec.Meta(ge=0, le=BAGS_PER_SIDE)]
Number = Annotated[int, msgspec.Meta(ge=0, le=9_999)]
"""A count of anything in a game: its rounds, its players."""
Points = Annotated[int, msgspec.Meta(ge=-9_999, le=9_999)]
PointsOfBoth = tuple[Points, Points]


Reason = Annotated[str, msgspec.Meta(max_length=MAX_REASON_LENGTH, extra={"text": MAX_REASON_LENGTH})]


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"holes": "in", "boards": "on"}):
    """One team's bags of a round in the hole and on the board; the rest are off."""

    holes: BagCount
    boards: BagCount


class TeamEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A team as entered: its name, color and players in throwing order. Without a name it has its players' names."""

    name: str
    color: str
    players: tuple[str, ...] = ()


DEFAULT_NAMES = TranslatableWord("Orange"), TranslatableWord("Blue")
"""The names of teams without a name and without players; their colors by default."""
DOUBLES = 2
MAX_TEAM_SIZE = 4
"""Leagues have rosters of two to four; the players of a team throw in turn, a round each."""
TeamSize = Annotated[int, msgspec.Meta(ge=1, le=MAX_TEAM_SIZE)]
GameNumber = Annotated[int, msgspec.Meta(ge=1, le=MATCH_LENGTHS[-1])]
WinCount = Annotated[int, msgspec.Meta(ge=0, le=MATCH_LENGTHS[-1])]


class MatchPlace(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which game of a match this is, and the games each side won before it."""

    number: GameNumber = 1
    wins: tuple[WinCount, WinCount] = (0, 0)


MAX_MATCH_ID_LENGTH = 16


class Fixture(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The match of a tournament that a game belongs to, and which game of it this is."""

    tournament_id: Annotated[int, msgspec.Meta(ge=1)]
    division: Annotated[int, msgspec.Meta(ge=1, le=99)]
    match: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_MATCH_ID_LENGTH)]
    game: GameNumber = 1
    practice: bool | msgspec.UnsetType = msgspec.UNSET
    """Whether it counts in no history and no statistics; left out where it does."""


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="type"):
    """The base of all events."""


class GameCreated(Event, frozen=True, tag="game-created"):
    """A game was created at a court: who plays, by which rules, who throws first."""

    court: str
    team1: TeamEntry
    team2: TeamEntry
    rules: Rules = ACL
    first_throw: Team = 1
    match: MatchPlace = MatchPlace()
    previous: int | None = None
    """The number of the game before this one in its match; None for the first, and in logs older than this field."""
    team_size: TeamSize = DOUBLES
    """How many players a team can have."""
    lobby: bool = True
    """Whether players can join before the first bag; without a lobby the game is under way at once."""
    fixture: Fixture | None = None
    """The match of a tournament that it is a game of."""


class PlayerJoined(Event, frozen=True, tag="player-joined"):
    """A player joined a team, from a phone or at the desk."""

    team: Team
    name: str


class PlayerLeft(Event, frozen=True, tag="player-left"):
    """A player left the game before the first bag."""

    player: int


class PlayerMoved(Event, frozen=True, tag="player-moved"):
    """A player changed to the other team before the first bag."""

    player: int
    team: Team


class TeamUpdated(Event, frozen=True, tag="team-updated"):
    """A team's name or color was corrected; None leaves it, an empty name stands for the players' names."""

    team: Team
    name: str | None = None
    color: str | None = None


class PlayerRenamed(Event, frozen=True, tag="player-renamed"):
    """A player's name was corrected: the same person, with the statistics so far."""

    player: int
    name: str


class PlayerAdded(Event, frozen=True, tag="player-added"):
    """A partner who came late joined a team after the first bag, and throws from the next round on."""

    team: Team
    name: str


class PlayerSubstituted(Event, frozen=True, tag="player-substituted"):
    """Another person took a player's place in the throwing order, from the next bag on."""

    player: int
    name: str
    """The substitute, who may have played for the team before."""


class PlayerRetired(Event, frozen=True, tag="player-retired"):
    """A player went home after the first bag, and the others of the team throw on without."""

    player: int


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
    """These bags of this round were entered for the wrong team; each belongs to the other. Two at once are a swap."""

    bags: BagNumbers


class BagPosition(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The position to which a bag of this round is restored."""

    bag: int
    result: Result
    x: Inch | None = None
    y: Inch | None = None


class FoulCalled(Event, frozen=True, tag="foul-called"):
    """Bags of this round are fouls and removed; the bags that they had moved are restored, in one event.

    Before the first bag of a round it applies to the round just over: its eighth bag ended it before the call.
    """

    bags: BagNumbers
    restored: Annotated[tuple[BagPosition, ...], msgspec.Meta(max_length=BAGS_PER_ROUND)] = ()


class RestOff(Event, frozen=True, tag="rest-off"):
    """The remaining bags of this round are off, or not worth throwing: the round is over."""


class RoundEntered(Event, frozen=True, tag="round-entered"):
    """A whole round was entered by its counts, at the end."""

    team1: Count
    team2: Count


class RoundInserted(Event, frozen=True, tag="round-inserted"):
    """A forgotten round was inserted before round `round`."""

    round: int
    team1: Count
    team2: Count
    reason: Reason = ""


class RoundCorrected(Event, frozen=True, tag="round-corrected"):
    """The counts of a finished round were corrected."""

    round: int
    team1: Count
    team2: Count
    reason: Reason = ""


class RoundDeleted(Event, frozen=True, tag="round-deleted"):
    """A round was deleted because it was never played."""

    round: int
    reason: Reason = ""


class PartnersSwitched(Event, frozen=True, tag="partners-switched"):
    """The partners of a team switched ends: the other one throws from this round on."""

    team: Team


class PointsAwarded(Event, frozen=True, tag="points-awarded"):
    """The scorekeeper awarded points; they count at the end of the round, with its own."""

    team: Team
    points: Annotated[int, msgspec.Meta(ge=1, le=12)]
    reason: Reason


class BagsTouched(Event, frozen=True, tag="bags-touched"):
    """`team` touched this many live bags; the rule set's `touch` decides the penalty."""

    team: Team
    bags: Annotated[int, msgspec.Meta(ge=1, le=BAGS_PER_ROUND)] = 1


class GameConceded(Event, frozen=True, tag="game-conceded"):
    """One team conceded; `winner` is the other."""

    winner: Team


class GameForfeited(Event, frozen=True, tag="game-forfeited"):
    """One team did not come, or may not go on; `winner` is the other and gets the target to nothing."""

    winner: Team
    reason: Reason = ""


class GameCanceled(Event, frozen=True, tag="game-canceled"):
    """The game does not count: it stays in the log, and in no history, statistics or standings."""

    reason: Reason = ""


class GameSetAside(Event, frozen=True, tag="game-set-aside"):
    """The game was suspended and its court freed; it resumes when it gets a court again."""


class CourtChanged(Event, frozen=True, tag="court-changed"):
    """The game moved to this court."""

    court: str


class StandingUpdated(Event, frozen=True, tag="standing-updated"):
    """The outcome of an earlier game of the match changed: the games each team has won before this one.

    The standing is derived from the games themselves; this event informs logs that have only this game.
    """

    wins: tuple[WinCount, WinCount]


Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", max_length=64)]


class Confirmed(Event, frozen=True, tag="confirmed"):
    """A captain confirmed or disputed the result after the end."""

    team: Team
    name: str
    hash: Hash
    """Of the last scored event: the result that was confirmed (`chain`)."""
    right: bool = True
    seated: bool = False
    """Whether it came from the phone that this player joined with; otherwise the name was only typed…"""
    desk: bool = False
    """…or this captain answered at the desk, without a phone."""


class HelpRequested(Event, frozen=True, tag="help-requested"):
    """The scorer at the court asks the desk for help; a later request replaces the reason."""

    reason: Reason = ""


class HelpCleared(Event, frozen=True, tag="help-cleared"):
    """Somebody at the desk has taken the request for help, or the court needs none any more."""


class Undone(Event, frozen=True, tag="undone"):
    """The last play event was undone."""


class Redone(Event, frozen=True, tag="redone"):
    """The last undone play event was redone."""


AnyEvent = (
    GameCreated
    | PlayerJoined
    | PlayerLeft
    | PlayerMoved
    | TeamUpdated
    | PlayerRenamed
    | PlayerAdded
    | PlayerSubstituted
    | PlayerRetired
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
    | GameForfeited
    | GameCanceled
    | GameSetAside
    | CourtChanged
    | StandingUpdated
    | Confirmed
    | HelpRequested
    | HelpCleared
    | Undone
    | Redone
)

UNSCORED = Confirmed, StandingUpdated, HelpRequested, HelpCleared
"""Events that do not change the game's own result: captains confirm the hash of the last event that does."""

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode(event: AnyEvent) -> bytes:
    """Return the event's JSON as the log stores it."""
    return _encoder.encode(event)


def decode(body: bytes | str) -> AnyEvent:
    """Return the event stored as `body`. Raises `msgspec.DecodeError` (or its `ValidationError`) when it is invalid."""
    return _decoder.decode(body)


def opponent(team: Team) -> Team:
    """Return the other team."""
    return 2 if team == 1 else 1
