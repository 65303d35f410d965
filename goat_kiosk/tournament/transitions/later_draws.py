"""Draws of later stages that were made early: they follow the stage before them until it is over."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from msgspec.structs import replace

from goat_kiosk.tournament.brackets.seeding import slot_count
from goat_kiosk.tournament.entrants import places_taken
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Draw

_T = TypeVar("_T")


def without_later_draws(division: Division, stage: int) -> Division:
    """Return a division without the draws and rounds of the stages that take their entries from `stage`.

    That one is drawn again, and with a blind draw its teams are no more.
    """
    numbers = range(1, len(division.stages) + 1)
    later = {number for number in numbers if _comes_from(division, number, stage)}
    return replace(division, draws=without_stages(division.draws, later), paired=without_stages(division.paired, later))


def without_stages(by_stage: Mapping[int, _T], stages: Collection[int]) -> dict[int, _T]:
    """Return what is known of each stage, without that of `stages`."""
    return {number: found for number, found in by_stage.items() if number not in stages}


def with_larger_draws(division: Division) -> Division:
    """Return a division whose later draws have a slot for everybody, after a late entry in the stage before them.

    Teams of a switch are made of who goes on; they take two places each.
    """
    for number in sorted(division.draws):
        draw, source = division.draws[number], division.stage(number).source
        if source is not None and not draw.seeds and (size := places_taken(division, source)) > draw.size:
            larger = _enlarged(draw, size, is_bracket=division.stage(number).format in ELIMINATIONS)
            division = replace(division, draws=division.draws | {number: larger})
    return division


def _comes_from(division: Division, number: int, stage: int) -> bool:
    source = division.stage(number).source
    return source is not None and (source.stage == stage or _comes_from(division, source.stage, stage))


def _enlarged(draw: Draw, size: int, *, is_bracket: bool) -> Draw:
    places = (*draw.places, *range(draw.size + 1, size + 1)) if draw.places else ()
    return replace(draw, size=size, slots=slot_count(size) if is_bracket else size, places=places)
