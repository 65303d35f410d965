"""Tables of tests: results in short, and what a ranking makes of them."""

from collections.abc import Iterable, Sequence

from goat_kiosk.tournament.event_fields import MatchSide
from goat_kiosk.tournament.stage import TieBreaker
from goat_kiosk.tournament.standings.ranking import Rank, Table, rank_entries
from goat_kiosk.tournament.standings.records import MatchResult, StageRecords
from goat_kiosk.tournament.standings.tie_breakers import DEFAULT_TIE_BREAKERS, TieOrder

CAP = 21


def played(first: int, second: int, *score: tuple[int, int]) -> MatchResult:
    """Return the result of a match with a score for each game; games won decide."""
    won = sum(a > b for a, b in score) - sum(b > a for a, b in score)
    winner: MatchSide | None = None if won == 0 else 1 if won > 0 else 2
    return MatchResult(((first,), (second,)), winner, score, CAP)


def forfeited(winner: int, loser: int) -> MatchResult:
    """Return the result of a match that the second did not come to."""
    return MatchResult(((winner,), (loser,)), 1, is_walkover=True)


def ranks(
    results: Iterable[MatchResult],
    steps: Sequence[TieBreaker] = DEFAULT_TIE_BREAKERS,
    orders: Sequence[TieOrder] = (),
    entries: Sequence[int] = (),
) -> list[Rank]:
    """Return the ranks of the entries that have played."""
    results = list(results)
    everybody = entries or sorted({entry for result in results for side in result.sides for entry in side})
    return rank_entries(Table(StageRecords(everybody, results), steps, orders))


def order(found: Iterable[Rank]) -> list[int | tuple[int, ...]]:
    """Return the entries, the best first; a tie as a tuple."""
    return [rank.entries if len(rank.entries) > 1 else rank.entries[0] for rank in found]


def deciders(found: Iterable[Rank]) -> list[str | None]:
    """Return the step that decided each rank."""
    return [rank.split.step if rank.split else None for rank in found]
