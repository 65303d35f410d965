"""Aging of games in the hub: it retires old results, and updates the time left of timed games between events.

All times are in milliseconds of the monotonic clock, so setting the computer's clock retires nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from goat_kiosk.desk.changes import Change
from goat_kiosk.domain.games.game import ACTIVE_MS
from goat_kiosk.domain.games.time_limit import time_left
from goat_kiosk.domain.history import History
from goat_kiosk.domain.state.encoding import encode_state
from goat_kiosk.domain.state.state import Identity
from goat_kiosk.web.live.view import view_of


class _Timed(NamedTuple):
    """A game with a running clock; `changed_at` is the time of its last event."""

    history: History
    identity: Identity
    changed_at: int


class Aging:
    """The games of this desk that change with time alone."""

    def __init__(self) -> None:
        self._results: dict[int, int] = {}
        """The time of the last event of each finished game."""
        self._timed: dict[int, _Timed] = {}

    def on_change(self, change: Change, changed_at: int) -> None:
        """Store the new state of a game, whose event was at `changed_at`."""
        self._results.pop(change.game_id, None)
        self._timed.pop(change.game_id, None)
        if change.game.is_over:
            self._results[change.game_id] = changed_at
        elif not change.game.is_set_aside and time_left(change.game, change.history.at) is not None:
            view = view_of(change.state)
            self._timed[change.game_id] = _Timed(
                change.history, Identity(view.game_id, view.log, view.kiosk), changed_at
            )

    def take_old_results(self, now: int) -> list[int]:
        """Return the games whose results are too old to be shown; each is returned once."""
        old = [game_id for game_id, changed_at in self._results.items() if now - changed_at > ACTIVE_MS]
        for game_id in old:
            del self._results[game_id]
        return old

    def renewed_states(self, now: int) -> Iterator[tuple[int, bytes]]:
        """Yield each live timed game with its state as of `now`."""
        for game_id, (history, identity, changed_at) in self._timed.items():
            yield game_id, encode_state(history, identity, at_ms=history.at + now - changed_at)
