"""Outbox of the uplink: for each game its newest state, and all its events since the last time it was sent.

A newer state replaces an older one, so an outage of hours leaves one state a game. Events are all kept while there is
room, because a replica needs every bag; beyond that they are read from the log again. `put` never blocks.
"""

import time
from dataclasses import dataclass, field
from itertools import pairwise

MOST_ROWS = 2_000
"""Events over all games that may wait: some 200 bytes each, an evening's worth."""


@dataclass(slots=True)
class Update:
    """What is sent of one game."""

    game_id: int
    seq: int
    event_id: str
    state: bytes
    rows: list[tuple[int, bytes]] = field(default_factory=list)
    """Numbers and bodies of events up to `seq`, in order, without a gap."""
    reasons: list[bytes] = field(default_factory=list)
    """Why pages must be fetched again."""
    epoch: int = 0
    """How often the game has changed hands."""
    at: float = field(default_factory=time.monotonic)

    def merge(self, older: "Update") -> None:
        """Take over the events and reasons of an older update that was not sent."""
        rows = older.rows + self.rows
        self.rows = rows if _without_gap(rows) else self.rows
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
        """Put in an update that is newer than the game's others."""
        if (older := self._remove(update.game_id)) is not None:
            self.conflated += 1
            update.merge(older)
        self._add(update)

    def put_back(self, update: Update) -> None:
        """Put an update back that could not be sent; if a newer one is in, that one takes its events over."""
        if (newer := self._remove(update.game_id)) is not None:
            newer.merge(update)
        self._add(newer or update)

    def take(self, most: int) -> list[Update]:
        """Remove and return up to `most` updates, the oldest first."""
        return [update for game_id in list(self._updates)[:most] if (update := self._remove(game_id)) is not None]

    def _add(self, update: Update) -> None:
        if self._rows + len(update.rows) > MOST_ROWS:
            update.rows = []
        self._rows += len(update.rows)
        self._updates[update.game_id] = update

    def _remove(self, game_id: int) -> Update | None:
        update = self._updates.pop(game_id, None)
        self._rows -= len(update.rows) if update is not None else 0
        return update


def _without_gap(rows: list[tuple[int, bytes]]) -> bool:
    return all(after[0] == before[0] + 1 for before, after in pairwise(rows))
