"""State transitions of a lobby: players join, leave and change teams.

One part of `transitions`, which checks the game's status before it calls these.
"""

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    TEAMS,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    Team,
)
from goat_kiosk.domain.games.game import PLAYERS_PER_TEAM, Game, Player, Side
from goat_kiosk.domain.names.sanitizing import is_clean
from goat_kiosk.errors import NotInGame, RuleViolation


def join(game: Game, event: PlayerJoined, _at_ms: int) -> Game:
    side = game.side(event.team)
    names = {player.name.casefold() for other_side in game.sides for player in other_side.players}
    if len(side.players) >= PLAYERS_PER_TEAM:
        raise RuleViolation("{team} already has {most} players.", team=side.name, most=PLAYERS_PER_TEAM)
    if event.name.casefold() in names:
        raise RuleViolation("{player} is already in this game. Add a letter to tell the two apart.", player=event.name)
    if not is_clean(event.name):
        raise RuleViolation("A name must be cleaned before it is kept.")
    next_id = max((player.id for other_side in game.sides for player in other_side.players), default=0) + 1
    return _with_players(game, event.team, (*side.players, Player(next_id, event.name)))


def leave(game: Game, event: PlayerLeft, _at_ms: int) -> Game:
    team, player = _find_player(game, event.player)
    return _with_players(game, team, tuple(other for other in game.side(team).players if other != player))


def change_team(game: Game, event: PlayerMoved, at_ms: int) -> Game:
    team, player = _find_player(game, event.player)
    side = game.side(event.team)
    if team == event.team:
        raise RuleViolation("{player} is in {team} already.", player=player.name, team=side.name)
    if len(side.players) >= PLAYERS_PER_TEAM:
        raise RuleViolation("{team} already has {most} players.", team=side.name, most=PLAYERS_PER_TEAM)
    return _with_players(leave(game, PlayerLeft(player.id), at_ms), event.team, (*side.players, player))


def _find_player(game: Game, number: int) -> tuple[Team, Player]:
    for team in TEAMS:
        for player in game.side(team).players:
            if player.id == number:
                return team, player
    raise NotInGame("There is no player {number} in this game.", number=number)


def _with_players(game: Game, team: Team, players: tuple[Player, ...]) -> Game:
    side = Side(game.side(team).name, game.side(team).color, players)
    return replace(game, sides=(side, game.sides[1]) if team == 1 else (game.sides[0], side))
