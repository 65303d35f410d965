"""Draws of later stages that were made early: they follow the stage before them until it is over."""

from msgspec.structs import replace

from goat_kiosk.tournament.brackets.seeding import slot_count
from goat_kiosk.tournament.entrants import places_taken
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Draw


def without_later_draws(division: Division, stage: int) -> Division:
    """Return a division without the draws of the stages that take their entries from `stage`, which is drawn again."""
    later = {number for number in division.draws if _comes_from(division, number, stage)}
    draws = {number: draw for number, draw in division.draws.items() if number not in later}
    return replace(division, draws=draws)


def with_larger_draws(division: Division) -> Division:
    """Return a division whose later draws have a slot for everybody, after a late entry in the stage before them."""
    for number in sorted(division.draws):
        draw, source = division.draws[number], division.stage(number).source
        if source is not None and (size := places_taken(division, source)) > draw.size:
            larger = _enlarged(draw, size, is_bracket=division.stage(number).format in ELIMINATIONS)
            division = replace(division, draws=division.draws | {number: larger})
    return division


def _comes_from(division: Division, number: int, stage: int) -> bool:
    source = division.stage(number).source
    return source is not None and (source.stage == stage or _comes_from(division, source.stage, stage))


def _enlarged(draw: Draw, size: int, *, is_bracket: bool) -> Draw:
    places = (*draw.places, *range(draw.size + 1, size + 1)) if draw.places else ()
    return replace(draw, size=size, slots=slot_count(size) if is_bracket else size, places=places)
