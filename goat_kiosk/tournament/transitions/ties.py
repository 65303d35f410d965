"""State transition of ties: a play-off, a coin or the director decides what no tie-breaker could."""

from msgspec.structs import replace

from goat_kiosk.errors import NotTied, RuleViolation
from goat_kiosk.tournament.division_events import TieDecided
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.standings.stage_standings import open_ties
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.tournament.transitions.lookup import find_division, find_entry, find_stage
from goat_kiosk.tournament.transitions.updates import with_division


def decide_tie(tournament: Tournament, event: TieDecided, _at_ms: int) -> Tournament:
    """Record the order of a tie; an earlier decision about the same entries does not count any more."""
    division = find_division(tournament, event.division)
    if len(set(event.order)) != len(event.order) or len(event.order) < 2:
        raise RuleViolation("A tie is decided between two entries or more, each named once.")
    return with_division(tournament, replace(division, ties=(*division.ties, event)))


def check_tie(tournament: Tournament, event: TieDecided) -> None:
    """Raise `NotTied` unless the entries share a place, apart from what people have decided about them before."""
    division = find_division(tournament, event.division)
    find_stage(division, event.stage)
    if not division.has_table(event.stage):
        raise RuleViolation("In a bracket places are shared. Only a tie in a table can be decided.")
    names = [tournament.entry_name(find_entry(tournament, entry).number) for entry in event.order]
    tied = set(event.order)
    known = replace(
        division, ties=tuple(tie for tie in division.ties if tie.stage != event.stage or set(tie.order) != tied)
    )
    if tied not in [set(tie) for tie in open_ties(tournament, known, event.stage, resolve(tournament, division))]:
        raise NotTied("{names} do not share a place: there is no tie to decide.", names=", ".join(names))
