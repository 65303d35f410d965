"""First matches after a draw: for each person their partner, their opponent, and the court, as it is read aloud.

It is shown until all of these matches have begun.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.queue import court_queue
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.slots import Slot, entries_of
from goat_kiosk.tournament.tournament import Division, MatchKey, Tournament

_BEGUN = {"playing", "reported", "over"}


class FirstMatch(NamedTuple):
    """The first match of one person in one division."""

    player: int
    entry: int
    division: int
    match: MatchId
    opponent: Slot
    """The other side, perhaps one that is not known yet."""
    court: str
    """Where it is called, or would be called now; else empty."""
    has_begun: bool


def first_matches(tournament: Tournament, now: int) -> list[FirstMatch]:
    """Return the first match of everybody who was drawn into a bracket, by the names of the people.

    `now` is the time by the wall clock, milliseconds since 1970 UTC.
    """
    courts = {(queued.division, queued.match): queued.court or "" for queued in court_queue(tournament, now)}
    found = [
        match
        for division in tournament.divisions.values()
        if not division.is_open_play
        for match in _of_division(tournament, division, courts)
    ]
    return sorted(found, key=lambda first: (tournament.players[first.player].name.casefold(), first.player))


def _of_division(tournament: Tournament, division: Division, courts: Mapping[MatchKey, str]) -> Iterator[FirstMatch]:
    seen: set[int] = set()
    for match in resolve(tournament, division).values():
        for side, entry in _new_entries(match, seen):
            seen.add(entry)
            for player in tournament.entries[entry].players:
                court = courts.get((division.number, match.id), "")
                opponent, has_begun = match.sides[1 - side], match.status in _BEGUN
                yield FirstMatch(player, entry, division.number, match.id, opponent, court, has_begun)


def _new_entries(match: Match, seen: set[int]) -> list[tuple[int, int]]:
    """Return the sides, 0 or 1, with an entry that has not been seen in a match before; a bye is no match."""
    if match.status == "not-needed":
        return []
    known = [(side, entry) for side, slot in enumerate(match.sides) for entry in entries_of(slot)]
    return [(side, entry) for side, entry in known if entry not in seen]
