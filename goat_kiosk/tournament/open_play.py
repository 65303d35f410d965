"""Open play and king of the court: who plays next where there is no bracket.

In open play the two who have waited longest play, if possible two who have not just met. At king of the court the
winner stays on the court, and who has waited longest comes to challenge.
"""

from collections.abc import Iterator
from itertools import combinations

from goat_kiosk.tournament.events import EntryNumber, MatchAdded
from goat_kiosk.tournament.resolving import Match, resolve
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Division, Tournament

_PREFIXES = {"open": "O", "king": "K"}


def next_match(tournament: Tournament, division: Division, court: str | None = None) -> MatchAdded | None:
    """Return the next match of a division without a bracket; for king of the court the one on `court`.

    None while fewer than two who are here have nothing to play.
    """
    matches = list(resolve(tournament, division).values())
    waiting = list(_waiting(tournament, division, matches))
    king = _king(division, matches, court) if division.stages[0].format == "king" else None
    if king in waiting and len(waiting) > 1:
        challenger = next(entry for entry in waiting if entry != king)
        return _added(division, (king, challenger), court)
    pairs = [pair for pair in combinations(waiting, 2) if pair not in _last_pairs(matches)]
    pairs += list(combinations(waiting[:2], 2))
    return _added(division, pairs[0], court) if pairs else None


def _added(division: Division, sides: tuple[EntryNumber, EntryNumber], court: str | None) -> MatchAdded:
    prefix = _PREFIXES[division.stages[0].format]
    return MatchAdded(division.number, f"{prefix}-{len(division.added) + 1}", sides, court)


def _waiting(tournament: Tournament, division: Division, matches: list[Match]) -> Iterator[EntryNumber]:
    """Yield the entries who are here and have no match, the longest waiting first."""
    busy = {entry for match in matches if match.status in {"ready", "called", "playing"} for entry in match.entries}
    ended = {
        entry: division.decisions(match.id).over_at or 0
        for match in matches
        if match.status in {"over", "reported"}
        for entry in match.entries
    }
    entries = [entry for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"]
    for entry in sorted(entries, key=lambda entry: (ended.get(entry.number, 0), entry.number)):
        if entry.number not in busy and all(tournament.players[player].here for player in entry.players):
            yield entry.number


def _king(division: Division, matches: list[Match], court: str | None) -> EntryNumber | None:
    """Return the winner of the newest match that is over on a court."""
    on_court = [match for match in matches if match.winner and division.decisions(match.id).court == court]
    newest = max(on_court, key=lambda match: division.decisions(match.id).over_at or 0, default=None)
    return entry_of(newest.sides[newest.winner - 1]) if newest is not None and newest.winner else None


def _last_pairs(matches: list[Match]) -> set[tuple[int, int]]:
    """Return, for each entry, the pair of its newest match."""
    newest: dict[int, tuple[int, int]] = {}
    for match in matches:
        first, second = sorted(match.entries)
        newest[first] = newest[second] = first, second
    return set(newest.values())
