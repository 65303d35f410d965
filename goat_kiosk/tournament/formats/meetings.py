"""Meetings: how often two players have been partners, and opponents, and what it costs to meet again."""

from collections import Counter
from collections.abc import Iterable

from goat_kiosk.tournament.formats.whist import Foursome

Repeats = tuple[int, int, int]
"""Partners again; opponents again; partners who were opponents, and the other way round. The first counts most."""


class Meetings:
    """Who has met whom in the games so far."""

    def __init__(self, games: Iterable[Foursome] = ()) -> None:
        self._partners = Counter[tuple[int, int]]()
        self._opponents = Counter[tuple[int, int]]()
        self.add(games)

    def add(self, games: Iterable[Foursome]) -> None:
        """Count more games."""
        for first, second in games:
            self._partners[_key(*first)] += 1
            self._partners[_key(*second)] += 1
            for one in first:
                for other in second:
                    self._opponents[_key(one, other)] += 1

    def with_games(self, games: Iterable[Foursome]) -> "Meetings":
        """Return the meetings after more games."""
        later = Meetings()
        later._partners.update(self._partners)
        later._opponents.update(self._opponents)
        later.add(games)
        return later

    def cost_as_partners(self, one: int, other: int) -> tuple[int, int]:
        """Return how often two have been partners and opponents: what it costs to make them partners."""
        key = _key(one, other)
        return self._partners[key], self._opponents[key]

    def cost_as_opponents(self, first: tuple[int, int], second: tuple[int, int]) -> tuple[int, int]:
        """Return how often the players of two pairs have been opponents and partners of each other."""
        keys = [_key(one, other) for one in first for other in second]
        return sum(self._opponents[key] for key in keys), sum(self._partners[key] for key in keys)

    def repeats(self, games: Iterable[Foursome]) -> Repeats:
        """Return what games would repeat; a third time costs twice as much as a second."""
        again, against, mixed = 0, 0, 0
        for first, second in games:
            opponents, were_partners = self.cost_as_opponents(first, second)
            against, mixed = against + opponents, mixed + were_partners
            for pair in (first, second):
                partners, were_opponents = self.cost_as_partners(*pair)
                again, mixed = again + partners, mixed + were_opponents
        return again, against, mixed


def _key(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
