"""Open play and king of the court: who plays next where there is no bracket.

In open play the two who have waited longest play, if possible two who have not just met. At king of the court the
winner stays on the court, and who has waited longest comes to challenge.
"""

from collections.abc import Iterator
from itertools import combinations

from goat_kiosk.tournament.event_fields import EntryNumber
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchAdded
from goat_kiosk.tournament.resolving import resolve, resolve_all
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.tournament import Division, Tournament

_PREFIXES = {"open": "O", "king": "K"}


def next_match(tournament: Tournament, division: Division, court: str | None = None) -> MatchAdded | None:
    """Return the next match of a division without a bracket; for king of the court the one on `court`.

    None while fewer than two who are here have nothing to play, and while the only two have just met each other but
    somebody else will be free when a match ends.
    """
    matches = list(resolve(tournament, division).values())
    waiting = list(_waiting(tournament, division, matches))
    if division.stages[0].format == "king":
        kings = _kings(tournament, division, matches)
        king = kings.pop(court, None)
        waiting = [entry for entry in waiting if entry not in kings.values()]
        if king in waiting and len(waiting) > 1:
            challenger = next(entry for entry in waiting if entry != king)
            return _added(division, (king, challenger), court)
    pairs = [pair for pair in combinations(waiting, 2) if tuple(sorted(pair)) not in _last_pairs(matches)]
    if not any(match.status in {"ready", "called", "playing"} for match in matches):
        pairs += list(combinations(waiting[:2], 2))
    return _added(division, pairs[0], court) if pairs else None


def _added(division: Division, sides: tuple[EntryNumber, EntryNumber], court: str | None) -> MatchAdded:
    prefix = _PREFIXES[division.stages[0].format]
    return MatchAdded(division.number, f"{prefix}-{len(division.added) + 1}", sides, court)


def _waiting(tournament: Tournament, division: Division, matches: list[Match]) -> Iterator[EntryNumber]:
    """Yield the entries who are here and have no match, the longest waiting first."""
    ended = {
        entry: division.decisions(match.id).over_at or 0
        for match in matches
        if match.status in {"over", "reported"}
        for entry in match.entries
    }
    busy = _busy_players(tournament)
    entries = [entry for entry in tournament.division_entries(division.number) if entry.status != "withdrawn"]
    for entry in sorted(entries, key=lambda entry: (ended.get(entry.number, 0), entry.number)):
        is_here = all(tournament.players[player].here for player in entry.players)
        if is_here and busy.isdisjoint(entry.players):
            yield entry.number


def _busy_players(tournament: Tournament) -> set[int]:
    """Return the players who have a match in any division: a bracket waits for nobody who plays for fun."""
    return {
        player
        for matches in resolve_all(tournament).values()
        for match in matches.values()
        if match.status in {"ready", "called", "playing"}
        for entry in match.entries
        for player in tournament.entries[entry].players
    }


def _kings(tournament: Tournament, division: Division, matches: list[Match]) -> dict[str | None, EntryNumber]:
    """Return who stays on each open court: the winner of its newest match, as recorded or reported."""
    newest: dict[str | None, tuple[int, EntryNumber]] = {}
    for match in matches:
        decisions = division.decisions(match.id)
        winner = match.winner or (decisions.report.winner if decisions.report is not None else None)
        court = tournament.courts.get(decisions.court or "")
        if winner is None or decisions.over_at is None or court is None or not court.is_open:
            continue
        entry = entry_of(match.sides[winner - 1])
        if entry is not None and decisions.over_at >= newest.get(court.name, (0, 0))[0]:
            newest[court.name] = decisions.over_at, entry
    return {court: entry for court, (_, entry) in newest.items()}


def _last_pairs(matches: list[Match]) -> set[tuple[int, int]]:
    """Return, for each entry, the pair of its newest match."""
    newest: dict[int, tuple[int, int]] = {}
    for match in matches:
        first, second = sorted(match.entries)
        newest[first] = newest[second] = first, second
    return set(newest.values())
