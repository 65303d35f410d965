"""Outbox of the uplink: for each game or tournament its newest state, and all events since it was last sent.

A newer state replaces an older one, so an outage of hours leaves one state each. Events are all kept while there is
room, because a replica needs each of them; beyond that they are read from the log again. `put` never blocks.
"""

import time
from dataclasses import dataclass, field
from itertools import pairwise

MAX_EVENTS = 2_000
"""Events of all that may wait: some 200 bytes each, an evening's worth."""


@dataclass(slots=True)
class Update:
    """The queued update of one game or tournament."""

    number: int
    seq: int
    event_id: str
    state: bytes
    events: list[tuple[int, bytes]] = field(default_factory=list)
    """Numbers and bodies of events up to `seq`, in order, without a gap."""
    reasons: list[bytes] = field(default_factory=list)
    """Why pages must be fetched again."""
    epoch: int = 0
    """How often it has changed hands."""
    title: str = ""
    """The game's court, or the tournament's name, for sentences about it."""
    at: float = field(default_factory=time.monotonic)

    def merge(self, older: "Update") -> None:
        """Take over the events and reasons of an older update that was not sent."""
        rows = older.events + self.events
        self.events = rows if _without_gap(rows) else self.events
        self.reasons = older.reasons + [reason for reason in self.reasons if reason not in older.reasons]


class Outbox:
    """Updates, one for each number, in the order in which the numbers were first put in."""

    def __init__(self) -> None:
        self._updates: dict[int, Update] = {}
        self._rows = 0
        self.conflated = 0
        """States that a newer one replaced before they were sent."""

    def __len__(self) -> int:
        return len(self._updates)

    def put(self, update: Update) -> None:
        """Queue an update that is newer than the queued one of its number, and merge the two."""
        if (older := self._remove(update.number)) is not None:
            self.conflated += 1
            update.merge(older)
        self._add(update)

    def put_back(self, update: Update) -> None:
        """Queue an update that could not be sent again; if a newer one is queued, merge its events into that."""
        if (newer := self._remove(update.number)) is not None:
            newer.merge(update)
        self._add(newer or update)

    def take(self, limit: int) -> list[Update]:
        """Remove and return up to `limit` updates, the oldest first."""
        return [update for number in list(self._updates)[:limit] if (update := self._remove(number)) is not None]

    def _add(self, update: Update) -> None:
        if self._rows + len(update.events) > MAX_EVENTS:
            update.events = []
        self._rows += len(update.events)
        self._updates[update.number] = update

    def _remove(self, number: int) -> Update | None:
        update = self._updates.pop(number, None)
        self._rows -= len(update.events) if update is not None else 0
        return update


def _without_gap(rows: list[tuple[int, bytes]]) -> bool:
    return all(after[0] == before[0] + 1 for before, after in pairwise(rows))
