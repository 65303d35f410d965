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
    HelpCleared,
    HelpRequested,
    PlayerJoined,
    PlayerLeft,
    PlayerMoved,
    PlayerRenamed,
    Redone,
    StandingUpdated,
    TeamUpdated,
    Undone,
)
from goat_kiosk.domain.games.game import Correction, Game
from goat_kiosk.domain.games.play import new_game, start
from goat_kiosk.domain.names.sanitizing import is_clean, is_color
from goat_kiosk.domain.rules.rules import find_problems
from goat_kiosk.domain.transitions.game_transitions import apply
from goat_kiosk.errors import GameOffCourt, NothingToRedo, NothingToUndo, RuleViolation, TeamFull

Stack = tuple[Game, "Stack"] | None


class History(msgspec.Struct, frozen=True):
    """A game after `seq` events, with the games that undo and redo restore."""

    game: Game
    seq: int
    at: int
    """When the newest event happened, milliseconds since 1970 UTC."""
    undo_stack: Stack = None
    redo_stack: Stack = None
    scored_seq: int = 1
    """Number of the newest event that is part of the result (`events.UNSCORED` are not)."""

    def after(self, event: AnyEvent, at_ms: int) -> History:
        """Return the history with `event` added. Raises `RuleViolation`, and nothing has changed."""
        # Invariant: every event raises `seq`, but only play is undone. So play pushes the game and clears `redo_stack`;
        # joins clear it without a push; court, standing, confirmations and help are no play and leave both stacks.
        undo_stack, redo_stack = self.undo_stack, None
        match event:
            case Undone():
                return self._undo(at_ms)
            case Redone():
                return self._redo(at_ms)
            case PlayerJoined() | PlayerLeft() | PlayerMoved():
                pass
            case TeamUpdated() | PlayerRenamed() if self.game.status == "lobby":
                pass  # a lobby is changed back by hand: undo would take those along who have joined since
            case Confirmed() | StandingUpdated() | GameSetAside() | CourtChanged() | HelpRequested() | HelpCleared():
                redo_stack = self.redo_stack
            case _:
                undo_stack = self._push_game(self.undo_stack)
        seq = self.seq + 1
        scored_seq = self.scored_seq if isinstance(event, UNSCORED) else seq
        return History(apply(self.game, event, at_ms), seq, at_ms, undo_stack, redo_stack, scored_seq)

    def _undo(self, at_ms: int) -> History:
        if self.undo_stack is None:
            raise NothingToUndo("There is nothing to undo.")
        self._check_court()
        (before, undo_stack), seq = self.undo_stack, self.seq + 1
        return History(_restore(before, self.game), seq, at_ms, undo_stack, self._push_game(self.redo_stack), seq)

    def _redo(self, at_ms: int) -> History:
        if self.redo_stack is None:
            raise NothingToRedo("There is nothing to redo.")
        self._check_court()
        (after, redo_stack), seq = self.redo_stack, self.seq + 1
        return History(_restore(after, self.game), seq, at_ms, self._push_game(self.undo_stack), redo_stack, seq)

    def _push_game(self, stack: Stack) -> Stack:
        """Return `stack` with the current game on top.

        Its confirmations are dropped: after undo or redo the hash chain is another one, and they would not match it.
        """
        return replace(self.game, confirmations=()) if self.game.confirmations else self.game, stack

    @property
    def corrections(self) -> tuple[Correction, ...]:
        """The corrections of rounds that were not undone, in order."""
        found: list[Correction] = []
        games: Stack = (self.game, self.undo_stack)
        while games is not None:
            game, games = games
            # A game keeps its last correction until the next round is over, so it is found several times.
            if game.correction is not None and not (found and found[-1] is game.correction):
                found.append(game.correction)
        return tuple(reversed(found))

    @property
    def allows_undo(self) -> bool:
        """Whether the game has a court, or needs none: undo and redo are refused while it is set aside."""
        return not self.game.is_set_aside or self.game.status == "canceled"

    def _check_court(self) -> None:
        if not self.allows_undo:
            raise GameOffCourt("The game is set aside. Give it a court first.")


def _restore(game: Game, current: Game) -> Game:
    """Return `game` as undo or redo restores it: what no undo takes back stays as it is now."""
    return replace(game, court=current.court, is_set_aside=current.is_set_aside, match=current.match, help=current.help)


def open_history(event: AnyEvent, at_ms: int) -> History:
    """Return the history that begins with `event`: a `GameCreated` with clean names and playable rules."""
    if not isinstance(event, GameCreated):
        raise RuleViolation("A game begins by being created.")
    _check(event)
    game = replace(new_game(event), created_at=at_ms)
    return History(game if event.lobby else start(game, at_ms), 1, at_ms)


def _check(event: GameCreated) -> None:
    sides = event.team1, event.team2
    names = [
        event.court,
        *(side.name for side in sides if side.name),
        *(name for side in sides for name in side.players),
    ]
    if not (all(is_clean(name) for name in names) and all(is_color(side.color) for side in sides)):
        raise RuleViolation("The game's names and colours must be cleaned before they are kept.")
    if any(len(side.players) > event.team_size for side in sides):
        raise TeamFull("A team has at most {most:player|players}.", most=event.team_size)
    if problems := find_problems(event.rules):
        raise RuleViolation.combined(problems)


def replay(events: Iterable[tuple[AnyEvent, int]]) -> History:
    """Return the history of `events`, pairs of an event and its time, in order."""
    steps = iter(events)
    history = open_history(*next(steps))
    for event, at_ms in steps:
        history = history.after(event, at_ms)
    return history
