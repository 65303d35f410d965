"""Devices that score a game: how many have recorded bags of it lately.

Two that score one court at a time are mostly a mistake, a phone that somebody left on, so both show it. The count is
known here alone and not stored: after a restart it is found out again with the next bags.
"""

from goat_kiosk.domain.events import AnyEvent, BagThrown, RestOff, RoundEntered
from goat_kiosk.host.clock import Clock

RECENT_MS = 120_000
"""A device scores a game until two minutes after its last bag: a slow round, and the walk to the other board."""
DESK = "desk"
"""The window of this computer."""
_SCORING = BagThrown, RestOff, RoundEntered
"""Events of who scores; the desk may correct a game that a phone scores."""


class Scorers:
    """The devices that score each game. For the desk's thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._times: dict[int, dict[str, int]] = {}
        """By game and device, when it last recorded a bag, by the steady clock."""

    def note(self, game_id: int, scorer: str, event: AnyEvent) -> None:
        """Take note that `scorer`, which is any text that is the same for one device, has recorded `event`."""
        if not isinstance(event, _SCORING):
            return
        self._drop_old()
        self._times.setdefault(game_id, {})[scorer] = self._clock.steady()

    def count(self, game_id: int) -> int:
        """Return how many devices score the game now."""
        since = self._clock.steady() - RECENT_MS
        return sum(time > since for time in self._times.get(game_id, {}).values())

    def _drop_old(self) -> None:
        since = self._clock.steady() - RECENT_MS
        recent = {
            game_id: {scorer: time for scorer, time in times.items() if time > since}
            for game_id, times in self._times.items()
        }
        self._times = {game_id: times for game_id, times in recent.items() if times}
