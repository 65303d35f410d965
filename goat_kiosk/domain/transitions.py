"""State transitions of a game: which event is legal when, and what it changes.

Everything that happens to a game goes through `apply`. The table `_TRANSITIONS` holds the statuses in which each event
may happen and the sentence that refuses it in others; the functions check the rest. An illegal event raises
`RuleViolation` and changes nothing: games are frozen values.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    BAGS_PER_SIDE,
    TEAMS,
    AnyEvent,
    BagMoved,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    Confirmed,
    Count,
    CourtChanged,
    FoulCalled,
    GameCanceled,
    GameConceded,
    GameSetAside,
    GameStarted,
    Inch,
    MatchPlace,
    PartnersSwitched,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    PointsAwarded,
    RestOff,
    Result,
    RoundCorrected,
    RoundDeleted,
    RoundEntered,
    RoundInserted,
    StandingUpdated,
    Team,
    opponent,
)
from goat_kiosk.domain.game import PLAYERS_PER_TEAM, Correction, Game, Player, Side, Status
from goat_kiosk.domain.names import MAX_REASON_LENGTH, clean_text, is_clean
from goat_kiosk.domain.play import cancel, close_round, concede, current_round_facts, replay_rounds, start, with_bags
from goat_kiosk.domain.rounds import Award, Bag, BagStep, RoundFacts, Tally, next_team, tally, tally_of_count
from goat_kiosk.domain.scoring import TOUCH_BAG_POINTS
from goat_kiosk.errors import NotInGame, RuleViolation

MAX_CONFIRMATIONS = 64
"""Answers to one result under typed names, for each team: nobody can fill the log with them."""
MAX_CONFIRMATIONS_PER_PLAYER = 16
"""Answers of one seated player, counted apart from typed names: strangers cannot use them up."""
_game_over = partial(RuleViolation, "The game is over. Undo the last bag, or correct a round, to go on.")
_game_canceled = partial(RuleViolation, "The game was canceled. Undo that to go on with it.")
_game_set_aside = partial(RuleViolation, "The game is set aside. Give it a court first.")


def apply(game: Game, event: AnyEvent, at: int) -> Game:
    """Return `game` after `event`, which happened at `at` (milliseconds since 1970 UTC).

    Raises `RuleViolation` with the sentence for the scorekeeper; `NotInGame`, one of them, for a round or bag that does
    not exist.
    """
    if type(event) not in _TRANSITIONS:
        raise RuleViolation("That cannot happen to a game that exists.")
    # Invariant: the most general reason is given first (canceled, set aside, status), so that the sentence names what
    # the scorekeeper has to undo first; only then does the transition look at the event's own values.
    statuses, refusal, change = _TRANSITIONS[type(event)]
    if game.status == "canceled" and "canceled" not in statuses:
        raise _game_canceled()
    if game.aside and type(event) not in _WHILE_ASIDE:
        raise _game_set_aside()
    if game.status not in statuses:
        raise refusal()
    return change(game, event, at)


def _join(game: Game, event: PlayerJoined, _at: int) -> Game:
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


def _leave(game: Game, event: PlayerLeft, _at: int) -> Game:
    team, player = _seat(game, event.player)
    return _with_players(game, team, tuple(other for other in game.side(team).players if other != player))


def _change_team(game: Game, event: PlayerMoved, at: int) -> Game:
    team, player = _seat(game, event.player)
    side = game.side(event.team)
    if team == event.team:
        raise RuleViolation("{player} is in {team} already.", player=player.name, team=side.name)
    if len(side.players) >= PLAYERS_PER_TEAM:
        raise RuleViolation("{team} already has {most} players.", team=side.name, most=PLAYERS_PER_TEAM)
    return _with_players(_leave(game, PlayerLeft(player.id), at), event.team, (*side.players, player))


def _seat(game: Game, number: int) -> tuple[Team, Player]:
    for team in TEAMS:
        for player in game.side(team).players:
            if player.id == number:
                return team, player
    raise NotInGame("There is no player {number} in this game.", number=number)


def _with_players(game: Game, team: Team, players: tuple[Player, ...]) -> Game:
    side = Side(game.side(team).name, game.side(team).color, players)
    return replace(game, sides=(side, game.sides[1]) if team == 1 else (game.sides[0], side))


def _start(game: Game, event: GameStarted, at: int) -> Game:
    first = event.first_throw or game.honors
    return start(replace(game, honors=first, opening_team=first), at)


def _throw(game: Game, event: BagThrown, at: int) -> Game:
    side = game.side(event.team)
    if sum(bag.team == event.team for bag in game.bags) >= BAGS_PER_SIDE:
        raise RuleViolation("{team} has thrown its four bags of this round.", team=side.name)
    step = BagStep("thrown", event.result, *_place(event.x, event.y))
    bag = Bag(len(game.bags) + 1, event.team, (step,))
    return with_bags(start(game, at), (*game.bags, bag), at)


def _move(game: Game, event: BagMoved, at: int) -> Game:
    return with_bags(game, _place_bag(game, event.bag, event.result, _place(event.x, event.y)), at)


def _place_bag(game: Game, n: int, result: Result, place: tuple[float | None, float | None]) -> tuple[Bag, ...]:
    """Return the bags of this round with bag `n` moved to `result` and `place`."""
    bag = _bag(game, n)
    if (bag.history[-1].result, bag.history[-1].x, bag.history[-1].y) == (result, *place):
        raise RuleViolation("Bag {n} already counts as {result}.", n=n, result=result)
    moved = bag.with_step(BagStep("moved", result, *place))
    return (*game.bags[: n - 1], moved, *game.bags[n:])


def _bag(game: Game, n: int) -> Bag:
    if not 1 <= n <= len(game.bags):
        raise NotInGame("There is no bag {n} in this round: {count} are thrown.", n=n, count=len(game.bags))
    return game.bags[n - 1]


def _reassign(game: Game, event: BagsReassigned, at: int) -> Game:
    _check_once(event.bags)
    for n in event.bags:
        bag = _bag(game, n)
        flipped = replace(bag, team=opponent(bag.team))
        game = replace(game, bags=(*game.bags[: n - 1], flipped, *game.bags[n:]))
    for team in TEAMS:
        if sum(bag.team == team for bag in game.bags) > BAGS_PER_SIDE:
            raise RuleViolation(
                "{team} would then have thrown more than four bags of this round.", team=game.side(team).name
            )
    return with_bags(game, game.bags, at)


def _call_foul(game: Game, event: FoulCalled, at: int) -> Game:
    _check_once((*event.bags, *(position.bag for position in event.restored)))
    if game.bags or not game.rounds:
        return with_bags(game, _remove_fouls(game, event), at)
    # No bag since: the foul was the eighth bag, which ended the round before anybody could call it.
    sheet = _sheet(game)
    bags = _remove_fouls(replace(game, bags=sheet[-1].bags), event)
    sheet[-1] = replace(sheet[-1], bags=bags, tallies=(tally(bags, 1), tally(bags, 2)))
    return _correct_sheet(game, sheet, len(sheet), "foul")


def _remove_fouls(game: Game, event: FoulCalled) -> tuple[Bag, ...]:
    for n in event.bags:
        game = replace(game, bags=_place_bag(game, n, "foul", (None, None)))
    for position in event.restored:
        game = replace(game, bags=_place_bag(game, position.bag, position.result, _place(position.x, position.y)))
    return game.bags


def _check_once(bags: tuple[int, ...]) -> None:
    if len(set(bags)) < len(bags):
        raise RuleViolation("A bag can be named only once.")


def _rest_off(game: Game, _event: RestOff, at: int) -> Game:
    if game.next_team is None:
        raise RuleViolation("Toss a coin first: nobody knows yet who throws.")
    bags = game.bags
    while (team := next_team(bags, game.first_throw)) is not None:
        bags = (*bags, Bag(len(bags) + 1, team, (BagStep("thrown", "off"),)))
    return with_bags(start(game, at), bags, at)


def _place(x: Inch | None, y: Inch | None) -> tuple[float | None, float | None]:
    if (x is None) != (y is None):
        raise RuleViolation("A place needs both x and y.")
    return x, y


def _enter(game: Game, event: RoundEntered, at: int) -> Game:
    if game.bags:
        raise RuleViolation("Bags of this round are thrown already. Finish the round bag by bag, or undo them first.")
    tallies = _tallies(game, event.team1, event.team2)
    return close_round(start(game, at), RoundFacts(tallies, at, (), game.awards, game.switched))


def _insert(game: Game, event: RoundInserted, _at: int) -> Game:
    before, sheet = _round(game, event.round), _sheet(game)
    sheet.insert(
        event.round - 1, RoundFacts(_tallies(game, event.team1, event.team2), before.at, switched=before.switched)
    )
    return _correct_sheet(game, sheet, event.round, event.reason)


def _correct(game: Game, event: RoundCorrected, _at: int) -> Game:
    before, sheet = _round(game, event.round), _sheet(game)
    tallies = _tallies(game, event.team1, event.team2)
    if tallies != before.tallies or before.cut_short_by:
        sheet[event.round - 1] = replace(before, tallies=tallies, bags=(), cut_short_by=None)
    return _correct_sheet(game, sheet, event.round, event.reason)


def _delete(game: Game, event: RoundDeleted, _at: int) -> Game:
    _round(game, event.round)
    sheet = _sheet(game)
    del sheet[event.round - 1]
    return _correct_sheet(game, sheet, event.round, event.reason)


def _sheet(game: Game) -> list[RoundFacts]:
    return [one.facts for one in game.rounds]


def _correct_sheet(game: Game, sheet: list[RoundFacts], round_number: int, reason: str) -> Game:
    replayed = replay_rounds(game, sheet)
    cleaned = clean_text(reason, MAX_REASON_LENGTH)
    return replace(replayed, correction=Correction(round_number, cleaned, game.score, replayed.score))


def _round(game: Game, number: int) -> RoundFacts:
    if number == len(game.rounds) + 1 and game.bags:
        raise RuleViolation("Round {number} is still being played: move its bags, or undo them.", number=number)
    if not 1 <= number <= len(game.rounds):
        raise NotInGame("There is no round {number}: {count} are over.", number=number, count=len(game.rounds))
    return game.rounds[number - 1].facts


def _tallies(game: Game, one: Count, two: Count) -> tuple[Tally, Tally]:
    for side, count in zip(game.sides, (one, two), strict=True):
        if min(count.holes, count.boards) < 0 or count.holes + count.boards > BAGS_PER_SIDE:
            raise RuleViolation(
                "{team}: {holes} in and {boards} on cannot be; a side throws four bags a round.",
                team=side.name,
                holes=count.holes,
                boards=count.boards,
            )
    return tally_of_count(one), tally_of_count(two)


def _switch(game: Game, event: PartnersSwitched, _at: int) -> Game:
    side = game.side(event.team)
    if len(side.players) != PLAYERS_PER_TEAM:
        raise RuleViolation("{team} has no partners to switch.", team=side.name)
    if any(bag.team == event.team for bag in game.bags):
        raise RuleViolation("{team} has thrown in this round. Switch before its first bag.", team=side.name)
    one, two = game.switched
    return replace(game, switched=(not one, two) if event.team == 1 else (one, not two))


def _award(game: Game, event: PointsAwarded, _at: int) -> Game:
    if event.points < 1:
        raise RuleViolation("An award gives at least one point.")
    award = Award(event.team, event.points, clean_text(event.reason, MAX_REASON_LENGTH))
    return replace(game, awards=(*game.awards, award))


def _touch(game: Game, event: BagsTouched, at: int) -> Game:
    if not 1 <= event.bags <= len(game.bags):
        raise RuleViolation(
            "{bags} bags cannot be touched: {count} of this round are thrown.", bags=event.bags, count=len(game.bags)
        )
    match game.rules.touch:
        case "award":
            raise RuleViolation("These rules leave touched bags to the scorekeeper: award the points by hand.")
        case "three":
            award = Award(opponent(event.team), TOUCH_BAG_POINTS * event.bags, "live bags touched")
            return replace(game, awards=(*game.awards, award))
        case "twelve":
            return close_round(game, replace(current_round_facts(game, at), cut_short_by=event.team))


def _concede(game: Game, event: GameConceded, _at: int) -> Game:
    return concede(game, event.winner)


def _cancel(game: Game, _event: GameCanceled, _at: int) -> Game:
    return cancel(game)


def _set_aside(game: Game, _event: GameSetAside, _at: int) -> Game:
    return replace(game, aside=True)


def _change_court(game: Game, event: CourtChanged, _at: int) -> Game:
    if not is_clean(event.court):
        raise RuleViolation("A name must be cleaned before it is kept.")
    if event.court == game.court and not game.aside:
        raise RuleViolation("The game is on {court} already.", court=game.court)
    return replace(game, court=event.court, aside=False)


def _update_standing(game: Game, event: StandingUpdated, _at: int) -> Game:
    return replace(game, match=MatchPlace(game.match.number, event.wins))


def _confirm(game: Game, event: Confirmed, _at: int) -> Game:
    if not is_clean(event.name):
        raise RuleViolation("A name must be cleaned before it is kept.")
    of_side = [answer for answer in game.confirmed if answer.team == event.team and answer.seated == event.seated]
    by_player = [answer for answer in of_side if answer.name == event.name]
    if len(by_player if event.seated else of_side) >= (
        MAX_CONFIRMATIONS_PER_PLAYER if event.seated else MAX_CONFIRMATIONS
    ):
        raise RuleViolation("This result has been answered many times. Settle it at the desk.")
    return replace(game, confirmed=(*game.confirmed, event))


Transition = Callable[[Game, Any, int], Game]

_TRANSITIONS: dict[type, tuple[set[Status], Callable[[], RuleViolation], Transition]] = {
    PlayerJoined: (
        {"lobby"},
        partial(RuleViolation, "The game is under way. Players can join only before the first bag."),
        _join,
    ),
    PlayerLeft: (
        {"lobby"},
        partial(RuleViolation, "The game is under way. Players can leave only before the first bag."),
        _leave,
    ),
    PlayerMoved: (
        {"lobby"},
        partial(RuleViolation, "The game is under way. Players can change teams only before the first bag."),
        _change_team,
    ),
    GameStarted: ({"lobby"}, partial(RuleViolation, "The game has started already."), _start),
    BagThrown: ({"lobby", "live"}, _game_over, _throw),
    BagMoved: ({"lobby", "live"}, _game_over, _move),
    BagsReassigned: ({"live"}, _game_over, _reassign),
    FoulCalled: ({"live"}, _game_over, _call_foul),
    RestOff: ({"lobby", "live"}, _game_over, _rest_off),
    RoundEntered: ({"lobby", "live"}, _game_over, _enter),
    RoundInserted: ({"lobby", "live", "finished"}, _game_over, _insert),
    RoundCorrected: ({"lobby", "live", "finished"}, _game_over, _correct),
    RoundDeleted: ({"lobby", "live", "finished"}, _game_over, _delete),
    PartnersSwitched: (
        {"live"},
        partial(RuleViolation, "Partners can switch only while the game is under way."),
        _switch,
    ),
    PointsAwarded: (
        {"live"},
        partial(RuleViolation, "Points can be awarded only while the game is under way."),
        _award,
    ),
    BagsTouched: ({"live"}, partial(RuleViolation, "There are no live bags to touch."), _touch),
    GameConceded: ({"lobby", "live"}, _game_over, _concede),
    GameCanceled: ({"lobby", "live", "finished"}, _game_canceled, _cancel),
    GameSetAside: ({"lobby", "live"}, _game_over, _set_aside),
    CourtChanged: ({"lobby", "live"}, _game_over, _change_court),
    StandingUpdated: ({"lobby", "live", "finished", "canceled"}, _game_over, _update_standing),
    Confirmed: (
        {"finished"},
        partial(RuleViolation, "There is no result to confirm before the game is over."),
        _confirm,
    ),
}
_WHILE_ASIDE = {CourtChanged, GameCanceled, StandingUpdated}
"""Events allowed while a game is set aside; undo is refused by the history."""
