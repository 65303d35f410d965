"""Encoding of a game into its published `State`, and of that into JSON.

Once for each event, whatever the number of subscribers; the parts that most events leave as they are, the rules and the
rounds that are over, are cached as JSON.
"""

from functools import lru_cache, partial
from typing import cast

import msgspec

from goat_kiosk.domain.events import TEAMS, MatchPlace, Team
from goat_kiosk.domain.games.game import Game, Player
from goat_kiosk.domain.games.match import is_over, match_winner, wins_after
from goat_kiosk.domain.games.time_limit import is_last_round, time_left
from goat_kiosk.domain.games.win_conditions import win_conditions
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import Bag, out_of_turn_bags, tally
from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.domain.state.state import (
    MAX_FORMER_PLAYERS,
    AnswerState,
    BagState,
    FixtureState,
    HelpState,
    Identity,
    Lane,
    MatchState,
    NamedByColor,
    NeededState,
    NextState,
    PlayerState,
    ReceiptState,
    RoundState,
    RulesState,
    State,
    TeamState,
    format_timestamp,
)
from goat_kiosk.errors import TranslatableWord

_ALWAYS_INCLUDED = ("name", "target", "bust_to", "win_by", "skunk", "wash", "mode")
"""Fields of the rules that every state has; others are left out where they are as in the ACL's."""

_encoder = msgspec.json.Encoder()


def build_state(
    history: History, identity: Identity, result: str = "", at_ms: int | None = None, scorers: int = 0
) -> State:
    """Return the published state of the game.

    `result` is the hash of a finished game's last scored event. `at_ms` is the time in milliseconds since 1970 UTC,
    that of the newest event by default: the time left of a time limit depends on it. `scorers` is how many devices
    score the game.
    """
    game, at_ms = history.game, history.at if at_ms is None else at_ms
    return State(
        game_id=identity.game_id,
        log=identity.log,
        seq=history.seq,
        status="finished" if game.status == "canceled" else game.status,
        court=game.court,
        kiosk=identity.kiosk,
        rules=_rules_json(game.rules),
        round=game.round_number,
        first_throw=game.first_throw,
        next=_next(game),
        team1=_team(game, 1),
        team2=_team(game, 2),
        bags=_bags(game),
        rounds=cast("list[RoundState]", game.sheet.json),  # cached JSON: msgspec writes `Raw` as it is
        winner=game.winner,
        ended_by=game.ended_by,
        correction=game.correction,
        updated_at=format_timestamp(history.at),
        match=_match(game),
        can_undo=history.undo_stack is not None and history.allows_undo,
        can_redo=history.redo_stack is not None and history.allows_undo,
        needed=_needed(game, at_ms),
        receipt=ReceiptState(result, *map(partial(_answer, game), TEAMS)) if result else None,
        created_at=format_timestamp(game.created_at),
        time_left_ms=time_left(game, at_ms),
        last_round=is_last_round(game, at_ms),
        aside=game.is_set_aside,
        team_size=game.team_size,
        scorers=scorers if scorers > 1 else None,
        help=_help(game),
        fixture=FixtureState(*msgspec.structs.astuple(game.fixture)) if game.fixture is not None else None,
    )


def encode_state(
    history: History, identity: Identity, result: str = "", at_ms: int | None = None, scorers: int = 0
) -> bytes:
    """Return `build_state` as JSON on one line."""
    return _encoder.encode(build_state(history, identity, result, at_ms, scorers))


@lru_cache(maxsize=64)
def _rules_json(rules: Rules) -> RulesState:
    """Return the fields every client may rely on, and the others that differ from the ACL's; cached as JSON."""
    fields = msgspec.to_builtins(rules)
    included = {
        name: value
        for name, value in fields.items()
        if name in _ALWAYS_INCLUDED or value != msgspec.to_builtins(ACL)[name]
    }
    return cast("RulesState", msgspec.Raw(msgspec.json.encode(included)))


def _next(game: Game) -> NextState | None:
    team = game.next_team
    thrower = game.thrower(team) if team else None
    return NextState(team, thrower.id) if team and thrower else None


def _team(game: Game, team: Team) -> TeamState:
    side, bags = game.side(team), tally(game.bags, team)
    players = [_player(player) for player in side.players]
    lane = _lane(game, team)
    former = [_player(player) for player in side.former_players[-MAX_FORMER_PLAYERS:]]
    return TeamState(
        str(side.name),
        side.color,
        game.score[team - 1],
        players,
        bags.thrown,
        bags.holes,
        bags.boards,
        lane,
        unnamed=msgspec.UNSET if side.entered_name else True,
        named_by_color=named_by_color(side.name),
        former_players=former or msgspec.UNSET,
    )


def _player(player: Player) -> PlayerState:
    stats = player.stats
    return PlayerState(player.id, str(player.name), stats.ppr, stats.dpr, named_by_color(player.name))


def named_by_color(name: str) -> NamedByColor:
    """Return the mark of a name that is the word of a color. Such a name is encoded by `str`: JSON has no words."""
    return True if isinstance(name, TranslatableWord) else msgspec.UNSET


def _lane(game: Game, team: Team) -> Lane:
    changed = game.rules.lanes == "swap" and game.round_number % 2 == 0
    return "left" if (team == 1) != changed else "right"


def _bags(game: Game) -> list[BagState]:
    out_of_turn = out_of_turn_bags(game.bags, game.first_throw)
    return [_bag(bag, out_of_turn=bag.n in out_of_turn) for bag in game.bags]


def _bag(bag: Bag, *, out_of_turn: bool) -> BagState:
    step = bag.history[-1]
    return BagState(bag.n, bag.team, step.result, step.x, step.y, out_of_turn, bag.thrown_by)


def _match(game: Game) -> MatchState | None:
    if game.rules.games == 1 and game.match == MatchPlace():
        return None
    wins = wins_after(game.match, game.winner) if game.winner else game.match.wins
    return MatchState(game.rules.games, game.match.number, wins, game.previous, is_over(game), match_winner(game))


def _needed(game: Game, at_ms: int) -> NeededState | None:
    needs = win_conditions(game, at_ms)
    return NeededState(*needs) if needs else None


def _help(game: Game) -> HelpState | None:
    return HelpState(format_timestamp(game.help.since), game.help.reason) if game.help else None


def _answer(game: Game, team: Team) -> AnswerState | None:
    answer = game.answer(team)
    if answer is None:
        return None
    name = game.captain_name(answer)
    return AnswerState(str(name), answer.right, answer.seated, named_by_color(name))
