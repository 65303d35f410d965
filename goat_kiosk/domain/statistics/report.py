"""Report of a game's statistics: each player's, and where every bag landed whose position was recorded.

It is too large for a state that goes to every phone with every bag, and it changes only when a round is over, so
clients request it then. The statistics are those of the ACL's feed, see `stats`.
"""

import msgspec

from goat_kiosk.domain.events import TEAMS, Result, Team
from goat_kiosk.domain.games.game import Game, Player, Round
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import Bag
from goat_kiosk.domain.state.encoding import named_by_color
from goat_kiosk.domain.state.state import Identity, NamedByColor


class PlayerReport(msgspec.Struct, frozen=True, rename={"holes_pct": "in_pct", "boards_pct": "on_pct"}):
    """A player's statistics over the rounds thrown; percentages and points per round to two decimals."""

    id: int
    team: Team
    name: str
    rounds: int
    points: int
    """Raw points, before bags cancel."""
    ppr: float
    oppr: float
    dpr: float
    holes_pct: float
    boards_pct: float
    off_pct: float
    four_baggers: int
    four_bagger_pct: float
    round_wins: int
    round_win_pct: float
    washes: int
    until_round: int | msgspec.UnsetType = msgspec.UNSET
    """Of a player who was substituted or has gone home: the last round that they were in the team for, 0 for none."""
    named_by_color: NamedByColor = msgspec.UNSET


class ReportedLanding(msgspec.Struct, frozen=True):
    """Where a bag landed, even if another moved it later: inches, see `events.Inch`."""

    round: int
    player: int
    team: Team
    result: Result
    x: float
    y: float


class GameReport(msgspec.Struct, frozen=True):
    """The statistics of the rounds that are over, as of event `seq`."""

    game_id: int
    log: str
    seq: int
    players: list[PlayerReport]
    landings: list[ReportedLanding]


def make_report(history: History, identity: Identity) -> GameReport:
    """Return the game's statistics."""
    game = history.game
    players = [_player(game, player, team) for team in TEAMS for player in game.side(team).everyone]
    landings = [landing for played in game.rounds for landing in _landings(played)]
    return GameReport(identity.game_id, identity.log, history.seq, players, landings)


def _player(game: Game, player: Player, team: Team) -> PlayerReport:
    line = player.stats
    is_gone = player in game.side(team).former_players
    return PlayerReport(
        id=player.id,
        team=team,
        name=str(player.name),
        rounds=line.rounds,
        points=line.points,
        ppr=line.ppr,
        oppr=line.oppr,
        dpr=line.dpr,
        holes_pct=line.in_pct,
        boards_pct=line.on_pct,
        off_pct=line.off_pct,
        four_baggers=line.four_baggers,
        four_bagger_pct=line.four_bagger_pct,
        round_wins=line.wins,
        round_win_pct=line.round_win_pct,
        washes=line.washes,
        until_round=_last_round(game, player, team) if is_gone else msgspec.UNSET,
        named_by_color=named_by_color(player.name),
    )


def _last_round(game: Game, player: Player, team: Team) -> int:
    rounds = (
        played.n
        for played in reversed(game.rounds)
        if player.id in played.facts.lineups[team - 1]
        or any(bag.team == team and bag.thrown_by == player.id for bag in played.facts.bags)
    )
    return next(rounds, 0)


def _landings(played: Round) -> list[ReportedLanding]:
    return [_landing(played, bag) for bag in played.facts.bags if bag.history[0].x is not None]


def _landing(played: Round, bag: Bag) -> ReportedLanding:
    step = bag.history[0]
    player = bag.thrown_by or played.players[bag.team - 1]
    return ReportedLanding(played.n, player, bag.team, step.result, step.x or 0.0, step.y or 0.0)
