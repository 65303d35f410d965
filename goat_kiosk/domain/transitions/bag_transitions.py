"""State transitions by bags of the round in progress: throws, moves, fouls, touches.

One part of `transitions`, which checks the game's status before it calls these.
"""

from msgspec.structs import replace

from goat_kiosk.domain.events import (
    BAGS_PER_SIDE,
    TEAMS,
    BagMoved,
    BagsReassigned,
    BagsTouched,
    BagThrown,
    FoulCalled,
    Inch,
    RestOff,
    Result,
    opponent,
)
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.play import close_round, current_round_facts, start, with_bags
from goat_kiosk.domain.rounds.bags import Award, Bag, BagStep, next_team, tally
from goat_kiosk.domain.rounds.scoring import TOUCH_BAG_POINTS
from goat_kiosk.domain.transitions import round_transitions
from goat_kiosk.errors import NoChange, NotInGame, NotYourTurn, RuleViolation, TossRequired


def throw(game: Game, event: BagThrown, at_ms: int) -> Game:
    side = game.side(event.team)
    if sum(bag.team == event.team for bag in game.bags) >= BAGS_PER_SIDE:
        raise NotYourTurn("All four bags of {team} in this round are thrown.", team=side.name)
    step = BagStep("thrown", event.result, *_position(event.x, event.y))
    bag = Bag(len(game.bags) + 1, event.team, (step,))
    return with_bags(start(game, at_ms), (*game.bags, bag), at_ms)


def move(game: Game, event: BagMoved, at_ms: int) -> Game:
    return with_bags(game, _place_bag(game, event.bag, event.result, _position(event.x, event.y)), at_ms)


def _place_bag(
    game: Game, bag_number: int, result: Result, position: tuple[float | None, float | None]
) -> tuple[Bag, ...]:
    """Return the bags of this round with bag `bag_number` moved to `result` and `position`."""
    bag = _bag(game, bag_number)
    if (bag.history[-1].result, bag.history[-1].x, bag.history[-1].y) == (result, *position):
        raise NoChange("Bag {n} already counts as {result}.", n=bag_number, result=result)
    moved_bag = bag.with_step(BagStep("moved", result, *position))
    return (*game.bags[: bag_number - 1], moved_bag, *game.bags[bag_number:])


def _bag(game: Game, bag_number: int) -> Bag:
    if not 1 <= bag_number <= len(game.bags):
        raise NotInGame("There is no bag {n} in this round: {count} are thrown.", n=bag_number, count=len(game.bags))
    return game.bags[bag_number - 1]


def reassign(game: Game, event: BagsReassigned, at_ms: int) -> Game:
    _check_once(event.bags)
    for bag_number in event.bags:
        bag = _bag(game, bag_number)
        reassigned_bag = replace(bag, team=opponent(bag.team), thrown_by=None)
        game = replace(game, bags=(*game.bags[: bag_number - 1], reassigned_bag, *game.bags[bag_number:]))
    for team in TEAMS:
        if sum(bag.team == team for bag in game.bags) > BAGS_PER_SIDE:
            raise RuleViolation(
                "{team} would then have thrown more than four bags of this round.", team=game.side(team).name
            )
    return with_bags(game, game.bags, at_ms)


def call_foul(game: Game, event: FoulCalled, at_ms: int) -> Game:
    _check_once((*event.bags, *(position.bag for position in event.restored)))
    if game.bags or not game.rounds:
        return with_bags(game, _remove_fouls(game, event), at_ms)
    # No bag since: the foul was the eighth bag, which ended the round before anybody could call it.
    sheet = round_transitions.sheet_of(game)
    bags = _remove_fouls(replace(game, bags=sheet[-1].bags), event)
    sheet[-1] = replace(sheet[-1], bags=bags, tallies=(tally(bags, 1), tally(bags, 2)))
    return round_transitions.correct_sheet(game, sheet, len(sheet), "foul")


def _remove_fouls(game: Game, event: FoulCalled) -> tuple[Bag, ...]:
    for bag_number in event.bags:
        game = replace(game, bags=_place_bag(game, bag_number, "foul", (None, None)))
    for position in event.restored:
        game = replace(game, bags=_place_bag(game, position.bag, position.result, _position(position.x, position.y)))
    return game.bags


def _check_once(bags: tuple[int, ...]) -> None:
    if len(set(bags)) < len(bags):
        raise RuleViolation("A bag can be named only once.")


def rest_off(game: Game, _event: RestOff, at_ms: int) -> Game:
    if game.next_team is None:
        raise TossRequired("Toss a coin first: nobody knows yet who throws.")
    bags = game.bags
    while (team := next_team(bags, game.first_throw)) is not None:
        bags = (*bags, Bag(len(bags) + 1, team, (BagStep("thrown", "off"),)))
    return with_bags(start(game, at_ms), bags, at_ms)


def _position(x: Inch | None, y: Inch | None) -> tuple[float | None, float | None]:
    if (x is None) != (y is None):
        raise RuleViolation("A place needs both x and y.")
    return x, y


def touch(game: Game, event: BagsTouched, at_ms: int) -> Game:
    if not 1 <= event.bags <= len(game.bags):
        raise RuleViolation(
            "{bags:bag|bags} cannot be touched: {count:is|are} thrown in this round.",
            bags=event.bags,
            count=len(game.bags),
        )
    match game.rules.touch:
        case "award":
            raise RuleViolation("These rules leave touched bags to the scorekeeper: award the points by hand.")
        case "three":
            award = Award(opponent(event.team), TOUCH_BAG_POINTS * event.bags, "live bags touched")
            return replace(game, awards=(*game.awards, award))
        case "twelve":
            return close_round(game, replace(current_round_facts(game, at_ms), cut_short_by=event.team))
