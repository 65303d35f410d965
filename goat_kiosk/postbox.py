"""Changes on their way out of the desk: to the hub, to the other kiosks, to text files; after the window has painted.

The hub sends a bag to a thousand phones in some ten milliseconds of another thread, but the interpreter is one: begun
at once, that would stand between the scorekeeper's finger and the answer on the screen. So what changed waits for the
next turn of the desk's loop, which Qt takes when the window is painted, or at once when there is nothing to paint.
Whoever asked for a change over HTTP is answered when it is out (`web.desk`); when the kiosk stops, the last bag goes
out before the hub ends.
"""

import logging
from collections import deque
from collections.abc import Callable

from goat_kiosk.scorekeeper import Change, Listener

Soon = Callable[[Callable[[], None]], object]
"""Has something called in the next turn of the desk's loop."""

_log = logging.getLogger(__name__)


class Postbox:
    """Keeps changes, in order, until they go out; used by the desk's thread alone."""

    def __init__(self, soon: Soon) -> None:
        self._soon = soon
        self._waiting: deque[Change] = deque()
        self._listeners: list[Listener] = []

    def follow(self, listener: Listener) -> None:
        """Tell `listener` of every change from now on."""
        self._listeners.append(listener)

    def put(self, change: Change) -> None:
        """Keep a change until the next turn of the loop."""
        self._waiting.append(change)
        if len(self._waiting) == 1:
            self._soon(self.empty)

    def empty(self) -> None:
        """Tell of all that waits, now."""
        while self._waiting:
            change = self._waiting.popleft()
            for listener in self._listeners:
                try:
                    listener(change)
                except Exception:  # noqa: BLE001  the event has happened: the others are told all the same
                    _log.exception("Nobody could be told of event %d of game %d", change.history.seq, change.game_id)
