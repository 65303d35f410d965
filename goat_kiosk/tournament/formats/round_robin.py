"""Round robin by Berger tables: everybody meets everybody, in one pool or in several.

Source of the tables: FIDE handbook C.05, annex 1. Each entry plays once a round, and is named first in as many matches
as second, or one more or less. With an odd number the place after the last is the bye, which is no match. Rounds are
an order, no barrier: the next one may begin as soon as nobody is in two matches.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from goat_kiosk.tournament.brackets.bracket import Bracket, BracketMatch, Seed
from goat_kiosk.tournament.brackets.match_ids import in_stage

Pairing = tuple[int, int]
"""The places of two who meet, from 1; the first is named first."""


class RoundRobinOptions(NamedTuple):
    """The choices that a round robin is built from."""

    entries: int
    """Drawn ones, seeds 1, 2, …"""
    pools: int = 1
    times_through: int = 1
    late: int = 0
    """Entries that came after the draw: the seeds after the drawn ones."""
    stage: int = 1


def berger_rounds(entries: int) -> list[list[Pairing]]:
    """Return the rounds of the Berger table; the last of an odd number's pairings, the bye, is left out."""
    places = entries + entries % 2
    rounds = [list(_berger_round(places, number)) for number in range(places - 1)]
    return [[pairing for pairing in pairings if max(pairing) <= entries] for pairings in rounds]


def _berger_round(places: int, number: int) -> Iterator[Pairing]:
    """Yield the pairings of a round, from 0, for an even number of places; the last place comes first."""
    others = places - 1
    top = number * (places // 2) % others  # whom the last place meets, from 0
    yield (places, top + 1) if number % 2 else (top + 1, places)
    for distance in range(1, places // 2):
        yield (top + distance) % others + 1, (top - distance) % others + 1


def pool_seeds(options: RoundRobinOptions) -> list[list[int]]:
    """Return the seeds of each pool, dealt as a snake; a late entry comes into the first of the smallest pools."""
    pools: list[list[int]] = [[] for _ in range(options.pools)]
    for place in range(options.entries):
        row, column = divmod(place, options.pools)
        pools[column if row % 2 == 0 else options.pools - 1 - column].append(place + 1)
    for late in range(options.entries + 1, options.entries + options.late + 1):
        min(pools, key=len).append(late)
    return pools


@cache
def build_round_robin(options: RoundRobinOptions) -> Bracket:
    """Return the matches, round by round through all pools; none of them leads anywhere."""
    matches: list[BracketMatch] = []
    for pool, seeds in enumerate(pool_seeds(options), start=1):
        prefix = f"P{pool}" if options.pools > 1 else ""
        drawn = sum(seed <= options.entries for seed in seeds)
        for number, pairings in enumerate(_pool_rounds(drawn, len(seeds), options.times_through), start=1):
            for index, (first, second) in enumerate(pairings, start=1):
                match = in_stage(options.stage, f"{prefix}R{number}-{index}")
                matches.append(BracketMatch(match, "R", number, (Seed(seeds[first - 1]), Seed(seeds[second - 1]))))
    matches.sort(key=lambda match: match.round)
    last = max((match.round for match in matches), default=0)
    chains = {match.id: last - match.round + 1 for match in matches}
    return Bracket({match.id: match for match in matches}, {}, {}, chains)


def _pool_rounds(drawn: int, entries: int, times_through: int) -> list[list[Pairing]]:
    """Return the rounds of a pool. Late entries change no match of the others, and no id.

    The first of them takes the bye of an odd number, as the last match of each round; the next ones meet everybody
    after the last round, one match a round.
    """
    table = berger_rounds(drawn)
    if drawn % 2 and entries > drawn:
        table = [[*pairings[1:], pairings[0]] for pairings in berger_rounds(drawn + 1)]
    rounds = [
        pairings if time % 2 == 0 else [(second, first) for first, second in pairings]
        for time in range(times_through)
        for pairings in table
    ]
    for late in range(drawn + drawn % 2 + 1, entries + 1):
        for other in range(1, late):
            rounds += [[(late, other) if (other + late) % 2 else (other, late)]] * times_through
    return rounds
