"""The fold over a game's events: where it stands, and the way back and forward.

Undo is exact because it is not computed: every play event puts the game it changed on a stack, and undoing takes it
off. The stacks are linked pairs that share their tails, so adding an event costs the same at the 10th as at the
10,000th, and a `History` is a frozen value: a refused or unsaved event leaves nothing to clean up.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import (
    AnyEvent,
    Confirmed,
    GameCreated,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    Redone,
    Undone,
)
from goat_kiosk.domain.game import PLAYERS_A_TEAM, Game
from goat_kiosk.domain.moves import step
from goat_kiosk.domain.names import is_clean, is_color
from goat_kiosk.domain.play import created
from goat_kiosk.domain.rules import problems
from goat_kiosk.errors import RuleViolation

Stack = tuple[Game, "Stack"] | None


class History(msgspec.Struct, frozen=True):
    """A game after `seq` events; `past` and `future` are what undo and redo bring back."""

    game: Game
    seq: int
    at: int
    """When the newest event happened, milliseconds since 1970 UTC."""
    past: Stack = None
    future: Stack = None

    def after(self, event: AnyEvent, at: int) -> History:
        """Return the history with `event` added. Raises `RuleViolation`, and then nothing has changed."""
        match event:
            case Undone():
                return self._undone(at)
            case Redone():
                return self._redone(at)
            case PlayerJoined() | PlayerLeft() | PlayerMoved():
                return History(step(self.game, event, at), self.seq + 1, at, self.past)
            case Confirmed():
                return History(step(self.game, event, at), self.seq + 1, at, self.past, self.future)
            case _:
                return History(step(self.game, event, at), self.seq + 1, at, (_unconfirmed(self.game), self.past))

    def _undone(self, at: int) -> History:
        if self.past is None:
            raise RuleViolation("There is nothing to undo.")
        before, past = self.past
        return History(before, self.seq + 1, at, past, (_unconfirmed(self.game), self.future))

    def _redone(self, at: int) -> History:
        if self.future is None:
            raise RuleViolation("There is nothing to redo.")
        again, future = self.future
        return History(again, self.seq + 1, at, (_unconfirmed(self.game), self.past), future)


def _unconfirmed(game: Game) -> Game:
    """Return the game as it is brought back: what was confirmed is another result by then, with another chain."""
    return replace(game, confirmed=()) if game.confirmed else game


def opened(event: AnyEvent, at: int) -> History:
    """Return the history that begins with `event`, which must be `GameCreated` with clean names and playable rules."""
    if not isinstance(event, GameCreated):
        raise RuleViolation("A game begins by being created.")
    _check(event)
    return History(replace(created(event), created_at=at), 1, at)


def _check(event: GameCreated) -> None:
    sides = event.team1, event.team2
    names = [event.court, *(side.name for side in sides), *(name for side in sides for name in side.players)]
    if not (all(is_clean(name) for name in names) and all(is_color(side.color) for side in sides)):
        raise RuleViolation("The game's names and colours must be cleaned before they are kept.")
    if any(len(side.players) > PLAYERS_A_TEAM for side in sides):
        raise RuleViolation("A team has at most {most} players.", most=PLAYERS_A_TEAM)
    if wrong := problems(event.rules):
        raise RuleViolation.of_all(wrong)


def replay(events: Iterable[tuple[AnyEvent, int]]) -> History:
    """Return the history of `events`, pairs of an event and when it happened, in order."""
    steps = iter(events)
    history = opened(*next(steps))
    for event, at in steps:
        history = history.after(event, at)
    return history
