"""What the desk is told without looking: from a change of the game to a sound and the bag that flashes."""

from typing import Literal, get_args

from goat_kiosk.domain.game import Game
from goat_kiosk.domain.history import History
from goat_kiosk.domain.rounds import Bag

Cue = Literal["hole", "board", "off", "foul", "round", "win", "refused"]
CUES: tuple[Cue, ...] = get_args(Cue)


def find_landed_bag(before: History, after: History) -> Bag | None:
    """Return the bag that was thrown or moved between two states of a game; None when nothing landed."""
    if after.future is not None or after.seq <= before.seq:
        return None
    old, new = before.game.bags, _bags(before.game, after.game)
    landed = [bag for place, bag in enumerate(new) if place >= len(old) or bag.history != old[place].history]
    return landed[-1] if landed else None


def _bags(before: Game, after: Game) -> tuple[Bag, ...]:
    """Return the bags of the round that was in progress, also when the last one ended it."""
    over = len(after.rounds) == len(before.rounds) + 1 and after.correction is None
    return after.rounds[-1].facts.bags if over else after.bags


def choose_cue(before: History, after: History) -> Cue | None:
    """Return the one sound for a change: the greatest thing that happened."""
    if after.future is not None or after.seq <= before.seq:
        return None
    if after.game.status == "finished" and before.game.status != "finished":
        return "win"
    if len(after.game.rounds) > len(before.game.rounds):
        return "round"
    landed = find_landed_bag(before, after)
    return landed.result if landed else None
