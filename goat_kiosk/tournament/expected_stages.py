"""Expected stages: the stages that are still to be drawn and the rounds that are still to be paired, for a forecast.

How many go on to a stage is known as soon as the earlier one is drawn, and how many rounds or games there will be from
the start. So a night ends when its last bracket does, and not when the pools do. Who meets whom is made up.
"""

from msgspec.structs import replace

from goat_kiosk.tournament.division_events import Drawn
from goat_kiosk.tournament.entrants import entrant_count
from goat_kiosk.tournament.paired_stage import expected_round, rounds_to_come
from goat_kiosk.tournament.tournament import ELIMINATIONS, Division, Tournament, new_draw

_MAX_REMEMBERED = 16
_expected: dict[int, tuple[Division, Division]] = {}
"""By the id of a division, which stays its own as long as it is here."""


def with_expected_stages(tournament: Tournament) -> Tournament:
    """Return the tournament with every round paired and every later stage drawn, its slots open."""
    if all(_is_complete(division) for division in tournament.divisions.values()):
        return tournament
    divisions = {number: _with_draws(division) for number, division in tournament.divisions.items()}
    return replace(tournament, divisions=divisions)


def _is_complete(division: Division) -> bool:
    if rounds_to_come(division) > 0:
        return False
    return len(division.stages) == len(division.draws.keys() | division.paired.keys()) or len(division.stages) == 1


def _with_draws(division: Division) -> Division:
    known = _expected.get(id(division))
    if known is None:
        if len(_expected) >= _MAX_REMEMBERED:
            _expected.clear()
        known = _expected[id(division)] = division, _draw_all(division)
    return known[1]


def _draw_all(division: Division) -> Division:
    if count := rounds_to_come(division):
        paired = division.paired.get(1, ())
        expected = tuple(expected_round(division, len(paired) + place) for place in range(1, count + 1))
        division = replace(division, paired=division.paired | {1: (*paired, *expected)})
    for number, stage in enumerate(division.stages, start=1):
        count = entrant_count(division, number)
        if division.kind == "switch":
            count = (count + 1) // 2  # in teams of two
        is_open = number not in division.draws and number not in division.paired and stage.source is not None
        if is_open and count > 1 and stage.format in {*ELIMINATIONS, "round-robin"}:
            draw = new_draw(Drawn(division.number, (), "standings", stage=number), stage, count, 0)
            division = replace(division, draws=division.draws | {number: draw})
    return division
