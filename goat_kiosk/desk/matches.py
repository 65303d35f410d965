"""Matches of several games: which game follows which, and the standings that follow from them.

A game names the one before it (`GameCreated.previous`). Older logs do not have that; there it is the newest earlier
game that fits. A game's next game is found by the key that it was created under. Keys are unique in the log, so a game
has one next game, however often it is requested.
"""

from collections.abc import Callable, Iterator

import msgspec

from goat_kiosk.domain.events import AnyEvent, GameCreated, TeamEntry
from goat_kiosk.domain.games.game import Game
from goat_kiosk.domain.games.match import derive_place, is_decided
from goat_kiosk.domain.history import History
from goat_kiosk.errors import KioskError
from goat_kiosk.host.clock import HOUR_MS
from goat_kiosk.store.log.event_log import EventLog
from goat_kiosk.store.log.rows import Row

_LONGEST_MATCH_MS = 36 * HOUR_MS
"""Games of one match began within this time of each other, where no game is named."""


class LaterGame(msgspec.Struct, frozen=True, omit_defaults=True):
    """A later game of a match, whose standing follows from a game before it."""

    game_id: int
    number: int
    court: str
    wins: tuple[int, int]
    """The games that each side has won before it."""
    decided: bool = False
    """Whether the match was decided before this game."""
    kiosk: str = ""
    """The kiosk that owns the game, if it is another one: the standing there does not change."""


class Matches:
    """The matches in one log."""

    def __init__(
        self, log: EventLog, history: Callable[[int], History], taken_by: Callable[[int], str] = lambda _: ""
    ) -> None:
        """`history` returns a game's history, and raises `KioskError` for one that cannot be read.

        `taken_by` returns the kiosk that has taken a game over, or "".
        """
        self._log = log
        self._history = history
        self._taken_by = taken_by

    def with_derived_place(self, history: History, created: Row) -> History:
        """Return the history of a loaded game with its place in the match; `created` is its first event."""
        before = self._find_previous(created)
        if before is None:
            return history
        try:
            return with_place(history, before, self._history(before).game)
        except KioskError:
            return history

    def find_next(self, game_id: int) -> tuple[int | None, str]:
        """Return the next game (None if there is none or it was canceled), and the idempotency key to create one."""
        linked_games, key = self._linked_games(game_id)
        return next(filter(self._is_not_canceled, [*linked_games, *self._inferred_games(game_id)]), None), key

    def games_after(self, game_id: int) -> list[int]:
        """Return every game after `game_id` in its match, also canceled ones."""
        return [*self._linked_games(game_id)[0], *self._inferred_games(game_id)]

    def changed_standings(self, game_id: int, game: Game) -> Iterator[tuple[int, History]]:
        """Yield the later games whose standing changes when `game_id` becomes `game`, each with its new place."""
        for later in self.games_after(game_id):
            try:
                before = self._history(later)
            except KioskError:
                continue
            after = with_place(before, game_id, game)
            if after.game.match != before.game.match:
                yield later, after
                yield from self.changed_standings(later, after.game)

    def later_games(self, game_id: int, game: Game) -> list[LaterGame]:
        """Return the later games of the match whose standing changes when `game_id` becomes `game`."""
        if game.winner == self._history(game_id).game.winner:
            return []
        return [self._later_game(later, history.game) for later, history in self.changed_standings(game_id, game)]

    def _later_game(self, later: int, game: Game) -> LaterGame:
        match_place = game.match
        return LaterGame(
            later, match_place.number, game.court, match_place.wins, is_decided(game), self._taken_by(later)
        )

    def _linked_games(self, game_id: int) -> tuple[list[int], str]:
        """Return the games that were created as the next one, each in place of a canceled one, and a free key."""
        linked_ids, key = list[int](), f"next→{game_id}"
        # A game has one first event and that has one key, so this loop ends whatever was imported into the log.
        while (row := self._log.event_by_key(key)) is not None and row.seq == 1:
            linked_ids.append(row.game_id)
            key = f"instead→{row.game_id}"
        return [
            linked_id for linked_id in linked_ids if self._find_previous(self._log.first_event(linked_id)) == game_id
        ], key

    def _is_not_canceled(self, game_id: int) -> bool:
        try:
            return self._history(game_id).game.status != "canceled"
        except KioskError:
            return False

    def _find_previous(self, created: Row | None) -> int | None:
        """Return the game before the one that `created` began. Its number is one less, so this recursion ends."""
        event = created.event if created is not None else None
        if created is None or not isinstance(event, GameCreated) or event.match.number == 1:
            return None
        if event.previous is not None:
            before = self._log.first_event(event.previous)
            return event.previous if before is not None and _number(before.event) == event.match.number - 1 else None
        earlier = self._log.created_between(created.at - _LONGEST_MATCH_MS, created.at)
        candidates = [row.game_id for row in earlier if self._fits(row, event)]
        return candidates[-1] if candidates else None

    def _inferred_games(self, game_id: int) -> list[int]:
        """Return the games after `game_id` in a log from before games named the one before them."""
        game = self._history(game_id).game
        if game.rules.games == 1:
            return []
        first = self._log.first_event(game_id)
        later = self._log.created_between(first.at, first.at + _LONGEST_MATCH_MS) if first is not None else []
        return [row.game_id for row in later if _is_unlinked(row.event) and self._find_previous(row) == game_id]

    def _fits(self, row: Row, event: GameCreated) -> bool:
        """Whether `row` began the game before the one that `event` began."""
        before = row.event
        return isinstance(before, GameCreated) and _match_of(before, 1) == _match_of(event, 0)


def with_place(history: History, before_id: int, before: Game) -> History:
    """Return `history` with the place in its match that follows from the game before it."""
    game = msgspec.structs.replace(history.game, match=derive_place(history.game, before), previous=before_id)
    return msgspec.structs.replace(history, game=game)


def _is_unlinked(event: AnyEvent) -> bool:
    return isinstance(event, GameCreated) and event.previous is None and event.match.number > 1


def _number(event: AnyEvent) -> int:
    return event.match.number if isinstance(event, GameCreated) else 0


def _match_of(event: GameCreated, ahead: int) -> tuple[object, ...]:
    return event.court, event.rules, _side(event.team1), _side(event.team2), event.match.number + ahead


def _side(entry: TeamEntry) -> tuple[str, str]:
    return entry.name, entry.color
