"""State transitions of names and lineups: corrections of names and colors, late partners, substitutes.

One part of `transitions`, which checks the game's status before it calls these. Statistics belong to a player's id: a
corrected name keeps the id, a substitute gets another one. Rounds that are over keep the lineup they were played with
(`RoundFacts.lineups`), so a correction of one of them credits those who threw it.
"""

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    TEAMS,
    PartnersSwitched,
    PlayerAdded,
    PlayerRenamed,
    PlayerRetired,
    PlayerSubstituted,
    Team,
    TeamUpdated,
    opponent,
)
from goat_kiosk.domain.games.game import Game, Player
from goat_kiosk.domain.games.new_game import default_names
from goat_kiosk.domain.names.sanitizing import is_clean, is_color, look_alike
from goat_kiosk.domain.transitions.lobby_transitions import check_room, check_team_names, find_player, with_side
from goat_kiosk.errors import NameTaken, NoChange, NotInGame, RoundUnderWay, RuleViolation


def update_team(game: Game, event: TeamUpdated, _at_ms: int) -> Game:
    side = game.side(event.team)
    name = side.entered_name if event.name is None else event.name
    color = side.color if event.color is None else event.color
    if (name, color) == (side.entered_name, side.color):
        raise NoChange("That is the name and the color of {team} already.", team=side.name)
    if (name and not is_clean(name)) or not is_color(color):
        raise RuleViolation("A name must be cleaned before it is kept.")
    if event.color is not None and color == game.side(opponent(event.team)).color:
        raise NameTaken("Both teams would have that color. Choose another one.")
    updated = _with_default_names(with_side(game, event.team, replace(side, entered_name=name, color=color)))
    return _renamed(updated if game.status == "lobby" else _with_placeholders_renamed(updated, game))


def _with_default_names(game: Game) -> Game:
    side1, side2 = game.sides
    name1, name2 = default_names(side1.color, side2.color)
    return replace(game, sides=(replace(side1, default_name=name1), replace(side2, default_name=name2)))


def _with_placeholders_renamed(game: Game, before: Game) -> Game:
    """Return the game in which a team without players goes on throwing under its own name."""
    side1, side2 = (
        side.with_placeholder_renamed(old.placeholder) for side, old in zip(game.sides, before.sides, strict=True)
    )
    return replace(game, sides=(side1, side2))


def rename_player(game: Game, event: PlayerRenamed, _at_ms: int) -> Game:
    team, player = _find_anyone(game, event.player)
    if event.name == player.name:
        raise NoChange("{player} has that name already.", player=player.name)
    _check_name(game, event.name, player)
    side = game.side(team).with_player(replace(player, name=event.name))
    return _renamed(with_side(game, team, side))


def _renamed(game: Game) -> Game:
    """Return the game without the captains' answers: they confirmed a result with other names on it."""
    if look_alike(game.sides[0].name, game.sides[1].name):
        raise NameTaken("Both teams would be called {name}. Choose another name.", name=game.sides[0].name)
    return replace(game, confirmations=())


def switch(game: Game, event: PartnersSwitched, _at_ms: int) -> Game:
    side = game.side(event.team)
    if len(side.players) < 2:
        raise RuleViolation("There are no partners to switch in {team}.", team=side.name)
    if any(bag.team == event.team for bag in game.bags):
        raise RoundUnderWay("{team} threw in this round already. Switch before the first bag.", team=side.name)
    skipped = (game.order_shift[event.team - 1] + 1) % len(side.players)
    return _with_order_shift(game, event.team, skipped)


def add(game: Game, event: PlayerAdded, _at_ms: int) -> Game:
    side = game.side(event.team)
    check_room(game, event.team)
    if [player.name for player in side.players] == [side.placeholder]:
        raise RuleViolation("First enter who throws for {team} now: correct the player's name.", team=side.name)
    _check_name(game, event.name)
    return _with_lineup(game, event.team, (*side.players, Player(_next_id(game), event.name)), side.former_players)


def substitute(game: Game, event: PlayerSubstituted, _at_ms: int) -> Game:
    team, player = find_player(game, event.player)
    side = game.side(team)
    returning = next((former for former in side.former_players if former.name == event.name), None)
    _check_name(game, event.name, returning)
    enters = returning or Player(_next_id(game), event.name)
    players = tuple(enters if other == player else other for other in side.players)
    former = (*(other for other in side.former_players if other != returning), player)
    return _with_lineup(_with_marked_bags(game, team, player), team, players, former)


def retire(game: Game, event: PlayerRetired, _at_ms: int) -> Game:
    team, player = find_player(game, event.player)
    side = game.side(team)
    if len(side.players) == 1:
        raise RuleViolation(
            "{player} is the only player of {team}. Bring in a substitute, or let {team} forfeit the game.",
            player=player.name,
            team=side.name,
        )
    remaining = tuple(other for other in side.players if other != player)
    return _with_lineup(_with_marked_bags(game, team, player), team, remaining, (*side.former_players, player))


def _find_anyone(game: Game, number: int) -> tuple[Team, Player]:
    for team in TEAMS:
        for player in game.side(team).everyone:
            if player.id == number:
                return team, player
    raise NotInGame("There is no player {number} in this game.", number=number)


def _next_id(game: Game) -> int:
    return max(player.id for side in game.sides for player in side.everyone) + 1


def _check_name(game: Game, name: str, holder: Player | None = None) -> None:
    """Raise `RuleViolation` if `name` looks like that of anybody else in the game; `holder` may have it."""
    if not is_clean(name):
        raise RuleViolation("A name must be cleaned before it is kept.")
    others = (player.name for side in game.sides for player in side.everyone if player != holder)
    if any(look_alike(name, other) for other in others):
        raise NameTaken("{player} is already in this game. Add a letter to tell the two apart.", player=name)


def _with_marked_bags(game: Game, team: Team, leaving: Player) -> Game:
    """Return the game with the bags that `leaving` has thrown in this round marked as theirs."""
    if game.thrower(team) != leaving:
        return game
    return replace(
        game,
        bags=tuple(
            replace(bag, thrown_by=leaving.id) if bag.team == team and bag.thrown_by is None else bag
            for bag in game.bags
        ),
    )


def _with_lineup(game: Game, team: Team, players: tuple[Player, ...], former: tuple[Player, ...]) -> Game:
    """Return the game with these players in throwing order, and the turn where it was.

    Invariant: a player who is throwing this round goes on throwing it, wherever the others come in or leave; in place
    of one who leaves throws the substitute, or the next in order.
    """
    side = game.side(team)
    turn = (game.round_number - 1 + game.order_shift[team - 1]) % len(side.players)
    thrower = side.players[turn]
    new_turn = players.index(thrower) if thrower in players else turn % len(players)
    game = with_side(game, team, replace(side, players=players, former_players=former))
    check_team_names(game)
    return _with_order_shift(game, team, (new_turn - (game.round_number - 1)) % len(players))


def _with_order_shift(game: Game, team: Team, skipped: int) -> Game:
    skipped1, skipped2 = game.order_shift
    return replace(game, order_shift=(skipped, skipped2) if team == 1 else (skipped1, skipped))
