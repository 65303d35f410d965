"""Automatic calls: which match a free court gets next, and when it is called.

A free court keeps its offer for a while, so that the desk can decide otherwise: hold the match, call another one, close
the court. The offers follow from the queue and from the offers before them, as a fold by the steady clock; so after a
pause or a restart every wait begins anew.
"""

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from goat_kiosk.tournament.queue import QueuedMatch
from goat_kiosk.tournament.tournament import MatchKey, Tournament

CALL_DELAY_MS = 20_000
"""From the moment when a court is free to the call: time to read the line on the desk and to press one key."""
CHANGED_OFFER_DELAY_MS = 10_000
"""The least time for which an offer stands before it is called, if another match had been offered before."""


class Offer(NamedTuple):
    """The match that a free court gets next."""

    key: MatchKey
    court: str
    free_since: int
    """When the court got its first offer since it is free, milliseconds by the steady clock."""
    due_at: int | None
    """When the match is called, by the same clock; None if the desk calls it."""

    def seconds_left(self, steady_now: int) -> int | None:
        """Return the whole seconds until the call; None if the desk calls it."""
        return None if self.due_at is None else -((steady_now - self.due_at) // 1_000)


Offers = Mapping[str, Offer]
"""The offers of a tournament by court."""


def next_offers(
    before: Offers,
    tournament: Tournament,
    queue: Iterable[QueuedMatch],
    steady_now: int,
    taken: Container[str] = (),
) -> dict[str, Offer]:
    """Return the offers that follow those `before`; none while the tournament is paused or closed.

    `queue` is the tournament's queue. `taken` are the courts where something else is played.
    """
    if tournament.is_closed or tournament.pause is not None:
        return {}
    return {
        queued.court: _offer(before, tournament, queued, queued.court, steady_now)
        for queued in queue
        if queued.status == "ready" and queued.court is not None and queued.court not in taken
    }


def _offer(before: Offers, tournament: Tournament, queued: QueuedMatch, court: str, steady_now: int) -> Offer:
    key, earlier = (queued.division, queued.match), before.get(court)
    free_since = earlier.free_since if earlier is not None else steady_now
    if queued.follows:
        return Offer(key, court, free_since, free_since)
    if (tournament.courts[court].calling or tournament.calling) != "auto":
        return Offer(key, court, free_since, None)
    if earlier is not None and earlier.key == key and earlier.due_at is not None:
        return earlier
    least = steady_now if earlier is None else steady_now + CHANGED_OFFER_DELAY_MS
    return Offer(key, court, free_since, max(free_since + CALL_DELAY_MS, least))
