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
from goat_kiosk.domain.games.game import Game, Player, Side
from goat_kiosk.domain.names.sanitizing import is_clean, look_alike
from goat_kiosk.errors import NameTaken, NoChange, NotInGame, RuleViolation, TeamFull


def join(game: Game, event: PlayerJoined, _at_ms: int) -> Game:
    side = game.side(event.team)
    names = {player.name.casefold() for other_side in game.sides for player in other_side.players}
    check_room(game, event.team)
    if event.name.casefold() in names:
        raise NameTaken("{player} is already in this game. Add a letter to tell the two apart.", player=event.name)
    if not is_clean(event.name):
        raise RuleViolation("A name must be cleaned before it is kept.")
    next_id = max((player.id for other_side in game.sides for player in other_side.players), default=0) + 1
    joined = _with_players(game, event.team, (*side.players, Player(next_id, event.name)))
    check_team_names(joined)
    return joined


def leave(game: Game, event: PlayerLeft, _at_ms: int) -> Game:
    team, player = find_player(game, event.player)
    return _with_players(game, team, tuple(other for other in game.side(team).players if other != player))


def change_team(game: Game, event: PlayerMoved, at: int) -> Game:
    team, player = find_player(game, event.player)
    side = game.side(event.team)
    if team == event.team:
        raise NoChange("{player} is in {team} already.", player=player.name, team=side.name)
    check_room(game, event.team)
    return _with_players(leave(game, PlayerLeft(player.id), at), event.team, (*side.players, player))


def check_room(game: Game, team: Team) -> None:
    """Raise `RuleViolation` if the team has all its players."""
    side = game.side(team)
    if len(side.players) >= game.team_size:
        raise TeamFull("There {most:is # player|are # players} in {team} already.", team=side.name, most=game.team_size)


def find_player(game: Game, number: int) -> tuple[Team, Player]:
    """Return the player with that id who is in the game now, and the team. Raises `NotInGame`."""
    for team in TEAMS:
        for player in game.side(team).players:
            if player.id == number:
                return team, player
    raise NotInGame("There is no player {number} in this game.", number=number)


def _with_players(game: Game, team: Team, players: tuple[Player, ...]) -> Game:
    return with_side(game, team, replace(game.side(team), players=players))


def with_side(game: Game, team: Team, side: Side) -> Game:
    """Return the game with `side` as that team."""
    return replace(game, sides=(side, game.sides[1]) if team == 1 else (game.sides[0], side))


def check_team_names(game: Game) -> None:
    """Raise `RuleViolation` if a team without a name of its own would be shown under the other's."""
    side1, side2 = game.sides
    if not (side1.entered_name and side2.entered_name) and look_alike(side1.name, side2.name):
        raise NameTaken("Both teams would be called {name}. Give one of them another name first.", name=side1.name)
