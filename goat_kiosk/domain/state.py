"""A game as everybody is shown it: the `state` of the stream, the answer of the API, the snapshot in Redis.

This is a contract (docs/protocol.md): other programs read these names, so fields are added and never renamed.
Fields with nothing to say (an out-of-turn mark, a match of one game) are left out, to keep what a thousand phones
receive small.
"""

from datetime import UTC, datetime
from functools import lru_cache, partial

import msgspec

from goat_kiosk.domain.events import TEAMS, MatchPlace, Result, Team
from goat_kiosk.domain.game import Correction, Game, Player, Status
from goat_kiosk.domain.history import History
from goat_kiosk.domain.match import wins_after
from goat_kiosk.domain.needed import Need, needed
from goat_kiosk.domain.rounds import Bag, out_of_turn, tally
from goat_kiosk.domain.rules import ACL, Rules
from goat_kiosk.domain.scoring import EndedBy, Pair

_ALWAYS_TOLD = ("name", "target", "bust_to", "win_by", "skunk", "wash", "mode")


class Identity(msgspec.Struct, frozen=True):
    """Whose game it is: its number, the log that holds it (8 hex digits), and the kiosk's name."""

    game_id: int
    log: str
    kiosk: str


class PlayerState(msgspec.Struct):
    """A player, with points per round and the differential to the opponents."""

    id: int
    name: str
    ppr: float
    dpr: float


class TeamState(msgspec.Struct):
    """A team as it stands."""

    name: str
    color: str
    score: int
    """The committed score; the bags fields are of the round in progress."""
    players: list[PlayerState]
    bags_used: int
    bags_in: int
    bags_on: int
    lane: str


class BagState(msgspec.Struct, omit_defaults=True):
    """A bag of the round in progress; places in inches, see `events.Inch`."""

    n: int
    team: Team
    result: Result
    x: float | None = None
    y: float | None = None
    out_of_turn: bool = False


class NextState(msgspec.Struct):
    """Whose turn it is."""

    team: Team
    player: int


class MatchState(msgspec.Struct):
    """The match this game belongs to; `wins` includes this game once it is over."""

    games: int
    number: int
    wins: Pair


class NeededState(msgspec.Struct, omit_defaults=True):
    """What each side needs to win in this round, see `needed.Need`."""

    team1: Need | None = None
    team2: Need | None = None


class AnswerState(msgspec.Struct):
    """What a team says of the result; `seated` when it was said on a player's own phone."""

    name: str
    right: bool
    seated: bool


class ReceiptState(msgspec.Struct, omit_defaults=True):
    """The result's hash (`chain`), and what the captains say of it."""

    hash: str
    team1: AnswerState | None = None
    team2: AnswerState | None = None


class State(msgspec.Struct, omit_defaults=True):
    """The whole game, newest first where order does not matter to machines: who, what, then the round by round."""

    game_id: int
    log: str
    seq: int
    status: Status
    court: str
    kiosk: str
    rules: msgspec.Raw
    round: int
    first_throw: Team
    next: NextState | None
    team1: TeamState
    team2: TeamState
    bags: list[BagState]
    rounds: msgspec.Raw
    winner: Team | None
    ended_by: EndedBy | None
    correction: Correction | None
    updated_at: str
    match: MatchState | None = None
    can_undo: bool = False
    can_redo: bool = False
    needed: NeededState | None = None
    receipt: ReceiptState | None = None


_encoder = msgspec.json.Encoder()


def state_of(history: History, identity: Identity, result: str = "") -> State:
    """Return what everybody is shown of the game; `result` is the hash of a finished one's last scored event."""
    game = history.game
    return State(
        game_id=identity.game_id,
        log=identity.log,
        seq=history.seq,
        status=game.status,
        court=game.court,
        kiosk=identity.kiosk,
        rules=_rules_json(game.rules),
        round=game.round_number,
        first_throw=game.first_throw,
        next=_next(game),
        team1=_team(game, 1),
        team2=_team(game, 2),
        bags=_bags(game),
        rounds=game.sheet.wire,
        winner=game.winner,
        ended_by=game.ended_by,
        correction=game.correction,
        updated_at=rfc3339(history.at),
        match=_match(game),
        can_undo=history.past is not None,
        can_redo=history.future is not None,
        needed=_needed(game, history.at),
        receipt=ReceiptState(result, *map(partial(_answer, game), TEAMS)) if result else None,
    )


def encoded(history: History, identity: Identity, result: str = "") -> bytes:
    """Return `state_of` as JSON on one line."""
    return _encoder.encode(state_of(history, identity, result))


def rfc3339(at: int) -> str:
    """Return milliseconds since 1970 as RFC 3339 in UTC."""
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@lru_cache(maxsize=64)
def _rules_json(rules: Rules) -> msgspec.Raw:
    """The fields every client may rely on, and those others in which the rules differ from the ACL's."""
    fields = msgspec.to_builtins(rules)
    told = {
        name: value for name, value in fields.items() if name in _ALWAYS_TOLD or value != msgspec.to_builtins(ACL)[name]
    }
    return msgspec.Raw(msgspec.json.encode(told))


def _next(game: Game) -> NextState | None:
    team = game.due
    thrower = game.thrower(team) if team else None
    return NextState(team, thrower.id) if team and thrower else None


def _team(game: Game, team: Team) -> TeamState:
    side, bags = game.side(team), tally(game.bags, team)
    players = [_player(player) for player in side.players]
    lane = _lane(game, team)
    return TeamState(side.name, side.color, game.score[team - 1], players, bags.thrown, bags.holes, bags.boards, lane)


def _player(player: Player) -> PlayerState:
    return PlayerState(player.id, player.name, player.line.ppr, player.line.dpr)


def _lane(game: Game, team: Team) -> str:
    changed = game.rules.lanes == "swap" and game.round_number % 2 == 0
    return "left" if (team == 1) != changed else "right"


def _bags(game: Game) -> list[BagState]:
    early = out_of_turn(game.bags, game.first_throw)
    return [_bag(bag, early=bag.n in early) for bag in game.bags]


def _bag(bag: Bag, *, early: bool) -> BagState:
    mark = bag.history[-1]
    return BagState(bag.n, bag.team, mark.result, mark.x, mark.y, early)


def _match(game: Game) -> MatchState | None:
    if game.rules.games == 1 and game.match == MatchPlace():
        return None
    wins = wins_after(game.match, game.winner) if game.winner else game.match.wins
    return MatchState(game.rules.games, game.match.number, wins)


def _needed(game: Game, at: int) -> NeededState | None:
    needs = needed(game, at)
    return NeededState(*needs) if needs else None


def _answer(game: Game, team: Team) -> AnswerState | None:
    said = game.answer(team)
    return AnswerState(said.name, said.right, said.seated) if said else None
