"""Sound cues: maps a change of the game to one sound, and to the bag that flashes."""

from typing import Literal, get_args

from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds.bags import Bag

Cue = Literal["hole", "board", "off", "foul", "round", "win", "refused", "horn"]
CUES: tuple[Cue, ...] = get_args(Cue)


def find_landed_bag(before: History, after: History) -> Bag | None:
    """Return the bag that was thrown or moved between two states of a game, or None."""
    if after.redo_stack is not None or after.seq <= before.seq:
        return None
    old, new = before.game.bags, _round_bags(before.game, after.game)
    landed_bags = [bag for index, bag in enumerate(new) if index >= len(old) or bag.history != old[index].history]
    return landed_bags[-1] if landed_bags else None


def _round_bags(before: Game, after: Game) -> tuple[Bag, ...]:
    """Return the bags of the round that was in progress, even if its last bag has ended it."""
    has_ended = len(after.rounds) == len(before.rounds) + 1 and after.correction is None
    return after.rounds[-1].facts.bags if has_ended else after.bags


def choose_cue(before: History, after: History) -> Cue | None:
    """Return the sound for a change, or None; of several events the most important one counts."""
    if after.redo_stack is not None or after.seq <= before.seq:
        return None
    if after.game.status == "finished" and before.game.status != "finished":
        return "win"
    if len(after.game.rounds) > len(before.game.rounds):
        return "round"
    bag = find_landed_bag(before, after)
    return bag.result if bag else None
