"""States with everything new, as a kiosk of the version before reads them: it shows the game all the same."""

from typing import Annotated, Literal

import msgspec
import pytest
from msgspec import inspect

from goat_kiosk.domain.events import (
    BAGS_PER_ROUND,
    AnyEvent,
    BagCount,
    BagThrown,
    Count,
    GameCreated,
    GameForfeited,
    Inch,
    Number,
    PlayerAdded,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    Points,
    PointsOfBoth,
    Result,
    RoundEntered,
    Team,
    TeamEntry,
    TeamUpdated,
)
from goat_kiosk.domain.games.game import Correction
from goat_kiosk.domain.history import History, open_history
from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.domain.state import decoding
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import (
    Color,
    GameId,
    HelpState,
    Identity,
    Lane,
    LogName,
    Name,
    NeededState,
    NextState,
    PlayerState,
    ReceiptState,
    RoundState,
    RulesState,
    Seq,
    StateStatus,
    Time,
    TimeLeft,
)
from goat_kiosk.web.live.view import view_of
from goat_kiosk.web.pages.render import words
from tests.games import AT, play


class OlderTeam(msgspec.Struct, frozen=True):
    name: Name
    color: Color
    score: Points
    players: Annotated[list[PlayerState], msgspec.Meta(max_length=8)]
    bags_used: BagCount
    bags_in: BagCount
    bags_on: BagCount
    lane: Lane = "left"


class OlderBag(msgspec.Struct, frozen=True, omit_defaults=True):
    n: Number
    team: Team
    result: Result
    x: Inch | None = None
    y: Inch | None = None
    out_of_turn: bool = False


class OlderMatch(msgspec.Struct, frozen=True, omit_defaults=True):
    games: Number
    number: Number
    wins: PointsOfBoth
    previous: GameId | None = None


class OlderState(msgspec.Struct, frozen=True, omit_defaults=True):
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
    team1: OlderTeam
    team2: OlderTeam
    bags: Annotated[list[OlderBag], msgspec.Meta(max_length=BAGS_PER_ROUND)]
    rounds: Annotated[list[RoundState], msgspec.Meta(max_length=1_000)]
    winner: Team | None
    ended_by: Literal["target", "skunk", "limit", "conceded", "canceled"] | None
    correction: Correction | None
    updated_at: Time
    match: OlderMatch | None = None
    can_undo: bool = False
    can_redo: bool = False
    needed: NeededState | None = None
    receipt: ReceiptState | None = None
    created_at: Time | None = None
    time_left_ms: TimeLeft | None = None
    last_round: bool = False
    aside: bool = False
    help: HelpState | None = None


def read_by_older_kiosk(state: bytes) -> bytes:
    """Return the state as the older kiosk keeps it: unknown values of an enumeration are as if they were absent."""
    fields = decoding._known(msgspec.json.decode(state), inspect.type_info(OlderState))
    return msgspec.json.encode(msgspec.convert(fields, OlderState))


def everything_new() -> History:
    """Return a game of a match, of teams of four without a name, that a substitute and a late partner play."""
    ants, bees = TeamEntry("", "#111111", ("Ada", "Bo", "Cy")), TeamEntry("", "#222222", ("Di",))
    history = open_history(GameCreated("Court 1", ants, bees, Rules(games=3), team_size=4), AT)
    events: list[AnyEvent] = [
        RoundEntered(Count(1, 0), Count(0, 0)),
        BagThrown(1, "hole"),
        PlayerSubstituted(2, "Ed"),
        PlayerAdded(2, "Flo"),
        PlayerRetired(3),
        PlayerRenamed(1, "Ida"),
        TeamUpdated(2, color="#333333"),
    ]
    return play(history, *events)


@pytest.mark.parametrize(
    ("history", "headline"),
    [
        (everything_new(), "Di throws next"),
        (play(everything_new(), GameForfeited(2)), "Di & Flo won"),
    ],
    ids=["live", "forfeited"],
)
def test_an_older_kiosk_shows_a_game_with_everything_new(history: History, headline: str) -> None:
    state = encode_state(history, Identity(7, "0ddba11e", "Kiosk"), "0" * 64 if history.game.is_over else "", scorers=2)
    old, new = view_of(read_by_older_kiosk(state)), view_of(state)
    assert words.headline(old) == headline
    assert (old.names, old.team1.score, old.team2.score) == (new.names, new.team1.score, new.team2.score)
    assert [player.name for player in old.team1.players] == ["Ida", "Ed"]
    assert (old.status, old.rounds, len(old.bags)) == (new.status, new.rounds, len(new.bags))
