"""Match slips of a tournament: one for each match that can be played, to be filled in and brought to the desk."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from goat_kiosk.text.tournament_words import division_match_title, last_rounds, side_name
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Division, Tournament

_TO_PLAY = {"ready", "called", "playing"}


class MatchSlip(NamedTuple):
    """A slip in words."""

    title: str
    division: str
    """Empty where the tournament has only one."""
    court: str
    """Where the match is called; empty before."""
    sides: tuple[str, str]
    games: int
    """How many games it has at most."""
    play_to: int


def match_slips(tournament: Tournament) -> list[MatchSlip]:
    """Return the slips of all matches whose sides are known and that are not over, in the order of play."""
    return [slip for division in tournament.divisions.values() for slip in _slips(tournament, division)]


def _slips(tournament: Tournament, division: Division) -> Iterator[MatchSlip]:
    matches = resolve(tournament, division)
    last = last_rounds(matches)
    for match in matches.values():
        if match.status in _TO_PLAY:
            yield _slip(tournament, division, match, last)


def _slip(tournament: Tournament, division: Division, match: Match, last: Mapping[str, int]) -> MatchSlip:
    rules = match_rules(tournament, division, match.id)
    first, second = (side_name(tournament, slot) for slot in match.sides)
    return MatchSlip(
        division_match_title(division, match, last),
        division.name if len(tournament.divisions) > 1 else "",
        division.decisions(match.id).court or "",
        (first, second),
        rules.games,
        rules.target,
    )
