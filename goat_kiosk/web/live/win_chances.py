"""Win chances of live games, each computed once in a thread, however many phones ask for it when a round ends."""

import asyncio

from goat_kiosk.domain.events import BAGS_PER_SIDE
from goat_kiosk.domain.state.state import CountState
from goat_kiosk.domain.statistics.win_chance import MIN_ROUNDS, ThrowCounts, win_chance
from goat_kiosk.web.live.view import View

_MAX_CHANCES = 64
"""As many as the largest venue has courts."""


class WinChances:
    """Computes win chances; all of it but the computation runs on the hub's thread."""

    def __init__(self) -> None:
        self._chances: dict[object, asyncio.Future[float | None]] = {}

    async def find(self, view: View) -> float | None:
        """Return the probability that team 1 wins from here; None before there is enough to say, and after the end."""
        if view.status != "live" or view.aside or view.is_sparse or len(view.rounds) < MIN_ROUNDS:
            return None
        key = view.rules, view.rounds[-1].score, *_throw_counts(view)
        if key not in self._chances:
            # The future is stored before the first await, and the shield keeps it when the first phone disconnects.
            self._chances[key] = asyncio.ensure_future(asyncio.to_thread(win_chance, *key))
            if len(self._chances) > _MAX_CHANCES:
                del self._chances[next(iter(self._chances))]
        return await asyncio.shield(self._chances[key])


def _throw_counts(view: View) -> tuple[ThrowCounts, ThrowCounts]:
    return _sum([played.team1 for played in view.rounds]), _sum([played.team2 for played in view.rounds])


def _sum(counts: list[CountState]) -> ThrowCounts:
    holes, boards = sum(count.holes for count in counts), sum(count.boards for count in counts)
    return ThrowCounts(holes, boards, BAGS_PER_SIDE * len(counts) - holes - boards)
