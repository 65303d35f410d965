"""Undo and redo for a game: its current state, and the states before and after it.

Undo is exact because it computes nothing: every play event pushes the game it changed on a stack, and undo pops it.
The stacks are linked pairs that share their tails, so adding an event costs the same at the 10th as at the 10,000th,
and a `History` is a frozen value: an event that is refused or not saved leaves nothing to clean up.
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
from goat_kiosk.domain.games.game import PLAYERS_PER_TEAM, Game
from goat_kiosk.domain.games.play import new_game
from goat_kiosk.domain.names.sanitizing import is_clean, is_color
from goat_kiosk.domain.rules.rules import find_problems
from goat_kiosk.domain.transitions.game_transitions import apply
from goat_kiosk.errors import RuleViolation

Stack = tuple[Game, "Stack"] | None


class History(msgspec.Struct, frozen=True):
    """A game after `seq` events; `past` and `future` are the stacks of undo and redo."""

    game: Game
    seq: int
    at: int
    """When the newest event happened, milliseconds since 1970 UTC."""
    past: Stack = None
    future: Stack = None
    scored: int = 1
    """Number of the newest event that is part of the result (`events.UNSCORED` are not)."""

    def after(self, event: AnyEvent, at: int) -> History:
        """Return the history with `event` added. Raises `RuleViolation`, and nothing has changed."""
        seq = self.seq + 1
        scored = self.scored if isinstance(event, UNSCORED) else seq
        # Invariant: every event raises `seq`, but only play is undone. So play pushes the game and clears `future`;
        # joins clear `future` without a push; court, standing and confirmations are no play and leave both stacks.
        match event:
            case Undone():
                return self._undo(at)
            case Redone():
                return self._redo(at)
            case PlayerJoined() | PlayerLeft() | PlayerMoved():
                return History(apply(self.game, event, at), seq, at, self.past, None, scored)
            case Confirmed() | StandingUpdated() | GameSetAside() | CourtChanged():
                return History(apply(self.game, event, at), seq, at, self.past, self.future, scored)
            case _:
                return History(
                    apply(self.game, event, at), seq, at, (_without_confirmations(self.game), self.past), None, scored
                )

    def _undo(self, at: int) -> History:
        if self.past is None:
            raise RuleViolation("There is nothing to undo.")
        self._check_court()
        (before, past), seq = self.past, self.seq + 1
        return History(
            _restore(before, self.game), seq, at, past, (_without_confirmations(self.game), self.future), seq
        )

    def _redo(self, at: int) -> History:
        if self.future is None:
            raise RuleViolation("There is nothing to redo.")
        self._check_court()
        (again, future), seq = self.future, self.seq + 1
        return History(_restore(again, self.game), seq, at, (_without_confirmations(self.game), self.past), future, seq)

    @property
    def can_step(self) -> bool:
        """Whether undo and redo are possible as far as the court goes: a game set aside gets one first."""
        return not self.game.aside or self.game.status == "canceled"

    def _check_court(self) -> None:
        if not self.can_step:
            raise RuleViolation("The game is set aside. Give it a court first.")


def _restore(game: Game, current: Game) -> Game:
    """Return `game` as undo or redo restores it: its court and its match's standing are not undone with it."""
    return replace(game, court=current.court, aside=current.aside, match=current.match)


def _without_confirmations(game: Game) -> Game:
    """Return the game as a stack keeps it: once restored it has another chain, so old confirmations do not apply."""
    return replace(game, confirmed=()) if game.confirmed else game


def open_history(event: AnyEvent, at: int) -> History:
    """Return the history that begins with `event`: a `GameCreated` with clean names and playable rules."""
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
    if found := find_problems(event.rules):
        raise RuleViolation.combined(found)


def replay(events: Iterable[tuple[AnyEvent, int]]) -> History:
    """Return the history of `events`, pairs of an event and its time, in order."""
    steps = iter(events)
    history = open_history(*next(steps))
    for event, at in steps:
        history = history.after(event, at)
    return history
