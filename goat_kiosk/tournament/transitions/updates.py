"""Updates that the transitions share: a tournament with a changed entry, division or draw."""

from msgspec.structs import replace

from goat_kiosk.tournament.tournament import Division, Draw, DrawChange, Entry, Tournament
from goat_kiosk.tournament.transitions.later_draws import with_larger_draws


def with_change(division: Division, change: DrawChange) -> Division:
    """Return a division with one more change of its draw that everybody sees."""
    return replace(division, draw_changes=(*division.draw_changes, change))


def with_draw(tournament: Tournament, division: Division, draw: Draw) -> Tournament:
    """Return the tournament with a changed draw; later stages that are drawn already have a slot for everybody."""
    return with_division(tournament, with_larger_draws(replace(division, draws=division.draws | {draw.stage: draw})))


def with_entry(tournament: Tournament, entry: Entry) -> Tournament:
    """Return the tournament with a changed entry."""
    return replace(tournament, entries=tournament.entries | {entry.number: entry})


def with_division(tournament: Tournament, division: Division) -> Tournament:
    """Return the tournament with a changed division."""
    return replace(tournament, divisions=tournament.divisions | {division.number: division})
