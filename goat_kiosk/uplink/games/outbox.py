"""Outbox of the uplink: for each game its newest state, and all its events since the last time it was sent.

A newer state replaces an older one, so an outage of hours leaves one state a game. Events are all kept while there is
room, because a replica needs every bag; beyond that they are read from the log again. `put` never blocks.
"""

import time
from dataclasses import dataclass, field
from itertools import pairwise

MAX_EVENTS = 2_000
"""Events over all games that may wait: some 200 bytes each, an evening's worth."""


@dataclass(slots=True)
class Update:
    """The queued update of one game."""

    game_id: int
    seq: int
    event_id: str
    state: bytes
    events: list[tuple[int, bytes]] = field(default_factory=list)
    """Numbers and bodies of events up to `seq`, in order, without a gap."""
    reasons: list[bytes] = field(default_factory=list)
    """Why pages must be fetched again."""
    epoch: int = 0
    """How often the game has changed hands."""
    at: float = field(default_factory=time.monotonic)

    def merge(self, older: "Update") -> None:
        """Take over the events and reasons of an older update that was not sent."""
        rows = older.events + self.events
        self.events = rows if _without_gap(rows) else self.events
        self.reasons = older.reasons + [reason for reason in self.reasons if reason not in older.reasons]


class Outbox:
    """Updates, one a game, in the order in which their games were first put in."""

    def __init__(self) -> None:
        self._updates: dict[int, Update] = {}
        self._rows = 0
        self.conflated = 0
        """States that a newer one replaced before they were sent."""

    def __len__(self) -> int:
        return len(self._updates)

    def put(self, update: Update) -> None:
        """Queue an update that is newer than the game's queued one, and merge the two."""
        if (older := self._remove(update.game_id)) is not None:
            self.conflated += 1
            update.merge(older)
        self._add(update)

    def put_back(self, update: Update) -> None:
        """Queue an update that could not be sent again; if a newer one is queued, merge its events into that."""
        if (newer := self._remove(update.game_id)) is not None:
            newer.merge(update)
        self._add(newer or update)

    def take(self, limit: int) -> list[Update]:
        """Remove and return up to `limit` updates, the oldest first."""
        return [update for game_id in list(self._updates)[:limit] if (update := self._remove(game_id)) is not None]

    def _add(self, update: Update) -> None:
        if self._rows + len(update.events) > MAX_EVENTS:
            update.events = []
        self._rows += len(update.events)
        self._updates[update.game_id] = update

    def _remove(self, game_id: int) -> Update | None:
        update = self._updates.pop(game_id, None)
        self._rows -= len(update.events) if update is not None else 0
        return update


def _without_gap(rows: list[tuple[int, bytes]]) -> bool:
    return all(after[0] == before[0] + 1 for before, after in pairwise(rows))
