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
    UNSCORED,
    AnyEvent,
    Confirmed,
    CourtChanged,
    GameCreated,
    GameSetAside,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    Redone,
    StandingUpdated,
    Undone,
)
from goat_kiosk.domain.game import PLAYERS_PER_TEAM, Game
from goat_kiosk.domain.names import is_clean, is_color
from goat_kiosk.domain.play import new_game
from goat_kiosk.domain.rules import find_problems
from goat_kiosk.domain.transitions import apply
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
    scored: int = 1
    """Number of the newest event that is part of the result (`events.UNSCORED` are not)."""

    def after(self, event: AnyEvent, at: int) -> History:
        """Return the history with `event` added. Raises `RuleViolation`, and then nothing has changed."""
        seq = self.seq + 1
        scored = self.scored if isinstance(event, UNSCORED) else seq
        match event:
            case Undone():
                return self._undone(at)
            case Redone():
                return self._redone(at)
            case PlayerJoined() | PlayerLeft() | PlayerMoved():
                return History(apply(self.game, event, at), seq, at, self.past, None, scored)
            case Confirmed() | StandingUpdated() | GameSetAside() | CourtChanged():
                return History(apply(self.game, event, at), seq, at, self.past, self.future, scored)
            case _:
                return History(
                    apply(self.game, event, at), seq, at, (_without_confirmations(self.game), self.past), None, scored
                )

    def _undone(self, at: int) -> History:
        if self.past is None:
            raise RuleViolation("There is nothing to undo.")
        self._check_court()
        (before, past), seq = self.past, self.seq + 1
        return History(
            _brought_back(before, self.game), seq, at, past, (_without_confirmations(self.game), self.future), seq
        )

    def _redone(self, at: int) -> History:
        if self.future is None:
            raise RuleViolation("There is nothing to redo.")
        self._check_court()
        (again, future), seq = self.future, self.seq + 1
        return History(
            _brought_back(again, self.game), seq, at, (_without_confirmations(self.game), self.past), future, seq
        )

    def _check_court(self) -> None:
        if self.game.aside and self.game.status != "canceled":
            raise RuleViolation("The game is set aside. Give it a court first.")


def _brought_back(game: Game, now: Game) -> Game:
    """Return `game` as undo or redo brings it back: where it is played and how its match stands is no play."""
    return replace(game, court=now.court, aside=now.aside, match=now.match)


def _without_confirmations(game: Game) -> Game:
    """Return the game as it is brought back: what was confirmed is another result by then, with another chain."""
    return replace(game, confirmed=()) if game.confirmed else game


def open_history(event: AnyEvent, at: int) -> History:
    """Return the history that begins with `event`, which must be `GameCreated` with clean names and playable rules."""
    if not isinstance(event, GameCreated):
        raise RuleViolation("A game begins by being created.")
    _check(event)
    return History(replace(new_game(event), created_at=at), 1, at)


def _check(event: GameCreated) -> None:
    sides = event.team1, event.team2
    names = [event.court, *(side.name for side in sides), *(name for side in sides for name in side.players)]
    if not (all(is_clean(name) for name in names) and all(is_color(side.color) for side in sides)):
        raise RuleViolation("The game's names and colours must be cleaned before they are kept.")
    if any(len(side.players) > PLAYERS_PER_TEAM for side in sides):
        raise RuleViolation("A team has at most {most} players.", most=PLAYERS_PER_TEAM)
    if wrong := find_problems(event.rules):
        raise RuleViolation.combined(wrong)


def replay(events: Iterable[tuple[AnyEvent, int]]) -> History:
    """Return the history of `events`, pairs of an event and when it happened, in order."""
    steps = iter(events)
    history = open_history(*next(steps))
    for event, at in steps:
        history = history.after(event, at)
    return history
