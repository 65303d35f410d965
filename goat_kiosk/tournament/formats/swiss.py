"""Swiss pairing: the next round of a format in which equal records meet and nobody is out.

All pairs of a round are chosen together, as a perfect matching of least cost: first that nobody meets again, then that
nobody has a second bye, then that the bye goes to the lowest record, then that wins are close, then that nobody floats
(plays above or below their record) twice, then that strengths are close, then that they come from different courts.
Each pair has its reasons, to be read before the round is published.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from goat_kiosk.tournament.formats.matching import least_cost_pairs, pack_criteria
from goat_kiosk.tournament.formats.reasons import PairingReason


class SwissEntry(NamedTuple):
    """An entry that plays in the next round, with what it has done so far."""

    entry: int
    wins: int = 0
    """A bye counts as a win, a round that it missed does not."""
    opponents: tuple[int, ...] = ()
    """Whom it has met, as often as it has."""
    byes: int = 0
    floats: int = 0
    """How often it has played an entry with another number of wins."""
    strength: int | None = None
    court: str | None = None
    """Where it played last."""


class SwissPair(NamedTuple):
    """Two who meet, and why."""

    sides: tuple[int, int]
    why: PairingReason


class SwissRound(NamedTuple):
    """A round: its pairs, the best records first, and who has the bye, and why."""

    pairs: tuple[SwissPair, ...]
    bye: int | None = None
    why_bye: PairingReason | None = None


_Criteria = tuple[int, int, int, int, int, int, int]
"""Meetings, byes, record of who has the bye, wins gap squared, floats, strength gap, same court."""
_NOTHING: _Criteria = (0, 0, 0, 0, 0, 0, 0)


def pair_swiss_round(entries: Sequence[SwissEntry]) -> SwissRound:
    """Return the next round of those who are here, whose order (by chance, or by seed) decides among equals."""
    ranked = sorted(entries, key=lambda entry: -entry.wins)
    vertices: list[SwissEntry | None] = [*ranked, *([None] if len(ranked) % 2 else [])]
    met = {entry.entry: Counter(entry.opponents) for entry in ranked}
    criteria = [[_criteria(one, other, ranked, met) for other in vertices] for one in vertices]
    pairs, bye = [], None
    for first, second in least_cost_pairs(pack_criteria(criteria)):
        one, other = ranked[first], vertices[second]
        if other is None:
            bye = one
        else:
            pairs.append(SwissPair((one.entry, other.entry), _why(one, other)))
    return SwissRound(tuple(pairs), bye and bye.entry, bye and _why_bye(bye, ranked))


def _criteria(
    one: SwissEntry | None, other: SwissEntry | None, ranked: Sequence[SwissEntry], met: dict[int, Counter[int]]
) -> _Criteria:
    if one is None or other is None:
        lone = one or other
        return _NOTHING if lone is None else (0, lone.byes, _place_for_bye(lone, ranked), 0, 0, 0, 0)
    if one is other:
        return _NOTHING
    gap = (one.wins - other.wins) ** 2
    floats = one.floats + other.floats if gap else 0
    strengths = (one.strength, other.strength)
    strength_gap = 0 if None in strengths else abs((one.strength or 0) - (other.strength or 0))
    is_same_court = one.court is not None and one.court == other.court
    return met[one.entry][other.entry], 0, 0, gap, floats, strength_gap, int(is_same_court)


def _place_for_bye(lone: SwissEntry, ranked: Sequence[SwissEntry]) -> int:
    """Return how many should have the bye before an entry: fewer wins, then more matches played, then later in order.

    Who came late has had no bye by that; but among equals the bye goes to who has played more.
    """
    order = list(reversed(ranked))
    order.sort(key=lambda entry: (entry.wins, -len(entry.opponents)))
    return order.index(lone)


def _why(one: SwissEntry, other: SwissEntry) -> PairingReason:
    if other.entry in one.opponents:
        return PairingReason("again")
    if not one.opponents and not other.opponents and one.wins == other.wins == 0:
        return PairingReason("first")
    if one.wins == other.wins:
        return PairingReason("same-wins", (one.wins,))
    return PairingReason("close-wins", (max(one.wins, other.wins), min(one.wins, other.wins)))


def _why_bye(bye: SwissEntry, ranked: Sequence[SwissEntry]) -> PairingReason:
    fewest = min(entry.byes for entry in ranked)
    if bye.byes > fewest:
        return PairingReason("bye-again")
    if bye.wins > min(entry.wins for entry in ranked if entry.byes == fewest):
        return PairingReason("bye-record")
    return PairingReason("bye-fewest" if bye.byes else "bye-first")
