"""Corrections of a tournament: the events of a decision together with the rulings that it makes necessary.

A correction wipes nothing. Matches that were called or played with other sides than are due after it are out of line,
and the director decides once for all of them: they stand, are replayed, or were played under the wrong names.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from goat_kiosk.tournament.events import AnyTournamentEvent
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.match import Match
from goat_kiosk.tournament.match_events import MatchRuled
from goat_kiosk.tournament.resolving import resolve_all
from goat_kiosk.tournament.tournament import MatchKey, Tournament

Decision = Literal["stands", "replay", "swap"]
"""What becomes of the matches that a correction brings out of line."""


def with_rulings(
    tournament: Tournament, events: Sequence[AnyTournamentEvent], decision: Decision, reason: str
) -> list[AnyTournamentEvent]:
    """Return `events`, followed by the same ruling on each match that they bring out of line.

    Raises `RuleViolation` if the decision is not possible for one of them.
    """
    known, ruled, recorded, after = set(_out_of_line(tournament)), set[MatchKey](), list(events), tournament
    for event in events:
        after = apply(after, event, tournament.at)
    # A ruling may bring a later match into line, or out of it: so the first one in the order of play comes first.
    while (key := next((key for key in _out_of_line(after) if key not in known | ruled), None)) is not None:
        ruling = MatchRuled(*key, decision, reason)
        after = apply(after, ruling, tournament.at)
        ruled.add(key)
        recorded.append(ruling)
    return recorded


def brought_out_of_line(before: Tournament, after: Tournament) -> list[Match]:
    """Return the matches that are out of line after a correction and were not before, in the order of play."""
    known, matches = set(_out_of_line(before)), resolve_all(after)
    return [matches[division][match] for division, match in _out_of_line(after) if (division, match) not in known]


def default_decision(matches: Sequence[Match]) -> Decision:
    """Return what most directors decide: once a team has begun its next game, that game stands."""
    return "stands" if any(match.status in {"playing", "reported", "over"} for match in matches) else "replay"


def _out_of_line(tournament: Tournament) -> Iterator[MatchKey]:
    for division, matches in resolve_all(tournament).items():
        for match in matches.values():
            if match.is_out_of_line and match.status != "not-needed":
                yield division, match.id
