"""Changes of a game: an event on its way to the log, and what listeners are notified of when the log has it."""

import logging
from collections.abc import Callable, Iterable
from typing import NamedTuple

from goat_kiosk.desk.matches import LaterGame
from goat_kiosk.domain.events import AnyEvent, CourtChanged, GameSetAside, PlayerJoined, PlayerLeft, PlayerMoved
from goat_kiosk.domain.games.game import Game, Status
from goat_kiosk.domain.history import History
from goat_kiosk.store.log.rows import Row

_log = logging.getLogger(__name__)


class Change(NamedTuple):
    """A game after an event: what listeners are notified of, and what a command returns."""

    game_id: int
    event_id: str
    """``<log>-<seq>``: the id of the event in streams."""
    history: History
    state: bytes
    """The `state` of docs/protocol.md, encoded once for all subscribers."""
    reason: str | None
    """Why server-rendered pages must be fetched again (`refresh`), or None."""
    row: Row | None = None
    """The event that the log has just stored; None when nothing has changed."""
    epoch: int = 0
    """How often the game has changed hands between kiosks."""
    result: str = ""
    """The hash of a finished game's last scored event (`domain.chain`); empty while the game is not over."""
    later_games: tuple[LaterGame, ...] = ()
    """The later games of the match whose standing this event has changed."""
    age: int = 0
    """Milliseconds since the game's last event, by the steady clock."""

    @property
    def game(self) -> Game:
        """The game as it stands."""
        return self.history.game


class PendingEvent(NamedTuple):
    """An event that is checked and encoded, but not in the log yet."""

    row: Row
    history: History
    """The game after it."""
    reason: str | None
    """Why pages must be fetched again."""
    steady_at: int
    """When it happened, by the steady clock."""
    result: str
    """The hash of the result that this event leaves as it is; empty when it makes a new one, or there is none."""
    later_games: tuple[LaterGame, ...] = ()


Listener = Callable[[Change], None]
Unsubscribe = Callable[[], None]
"""Ends a subscription; it may be called once."""


def notify_each(listeners: Iterable[Callable[..., None]], game_id: int, *arguments: object) -> None:
    """Call every listener with `arguments`. A listener that fails is logged: the event has happened all the same."""
    for listener in listeners:
        try:
            listener(*arguments)
        except Exception:  # noqa: BLE001  it has happened: no listener may undo it or stop the others
            _log.exception("A listener failed on a change of game %d", game_id)


def refresh_reason(before: Game, event: AnyEvent, after: Game) -> str | None:
    """Return the reason for a `refresh`: what the server rendered has changed, and not only the numbers in it."""
    if type(event) in _REASON_OF_EVENT:
        return _REASON_OF_EVENT[type(event)]
    if before.status == after.status:
        return None
    return "game-reopened" if before.is_over and after.status == "live" else _REASON_OF_STATUS[after.status]


_REASON_OF_EVENT: dict[type, str] = {
    PlayerJoined: "player-joined",
    PlayerLeft: "player-left",
    PlayerMoved: "player-moved",
    GameSetAside: "game-set-aside",
    CourtChanged: "game-moved",
}
_REASON_OF_STATUS: dict[Status, str] = {
    "lobby": "game-created",
    "live": "game-started",
    "finished": "game-ended",
    "canceled": "game-canceled",
}
