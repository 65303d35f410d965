"""Standings of a division: the places that are known, with what each entry has won and lost."""

from collections.abc import Iterable

from goat_kiosk.errors import Message
from goat_kiosk.tournament.places import division_places
from goat_kiosk.tournament.resolving import Match, resolve
from goat_kiosk.tournament.slots import entry_of
from goat_kiosk.tournament.state.state import StandingRow
from goat_kiosk.tournament.state.wording import Wording
from goat_kiosk.tournament.tournament import Division, Tournament

_POINTS_COUNT = {"played", "injury"}
"""A forfeit counts as a win, and no points."""


def encode_standings(tournament: Tournament, division: Division, wording: Wording) -> list[StandingRow]:
    """Return the rows of the entries whose place is known, the best first; none before the draw."""
    matches = resolve(tournament, division)
    over = [match for match in matches.values() if match.status == "over"]
    return [_row(division, over, place.place, place.entry, wording) for place in division_places(division, matches)]


def _row(division: Division, over: Iterable[Match], place: int, entry: int, wording: Wording) -> StandingRow:
    own = [match for match in over if entry in match.entries]
    wins = sum(_winner(match) == entry for match in own)
    points_for, points_against = _points(division, own, entry)
    return StandingRow(
        place,
        entry,
        len(own),
        wins,
        len(own) - wins,
        points_for,
        points_against,
        points_for - points_against,
        None,
        wording(_why(own, entry)),
    )


def _points(division: Division, own: Iterable[Match], entry: int) -> tuple[int, int]:
    points_for = points_against = 0
    for match in own:
        if match.how in _POINTS_COUNT:
            is_first = entry_of(match.sides[0]) == entry
            for first, second in division.decisions(match.id).scores:
                points_for += first if is_first else second
                points_against += second if is_first else first
    return points_for, points_against


def _why(own: list[Match], entry: int) -> Message:
    """Return what decided the place: the last match of the entry."""
    if not own:
        return Message("It has played no match.")
    last = own[-1]
    if _winner(last) == entry:
        return Message("It won {match}, its last match.", match=last.id)
    return Message("It did not win {match}, its last match.", match=last.id)


def _winner(match: Match) -> int | None:
    return entry_of(match.sides[match.winner - 1]) if match.winner is not None else None
