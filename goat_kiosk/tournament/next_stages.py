"""Next stages of a division: those that can be drawn, because the stage that they take their entries from is over."""

from goat_kiosk.tournament.division_events import Drawn
from goat_kiosk.tournament.drawing import Shuffle, draw_later
from goat_kiosk.tournament.entrants import has_too_few, next_entrants
from goat_kiosk.tournament.fold import apply
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.stage_matches import is_stage_over
from goat_kiosk.tournament.tournament import Division, Tournament


def stages_to_draw(tournament: Tournament, division: Division) -> list[int]:
    """Return the numbers of the stages whose entries are known and that are not drawn."""
    matches = resolve(tournament, division)
    return [
        number
        for number, stage in enumerate(division.stages, start=1)
        if stage.source is not None
        and number not in division.draws
        and number not in division.paired
        and not has_too_few(division, number)
        and is_stage_over(tournament.entries, division, stage.source.stage, matches)
        and (division.kind != "switch" or _is_decided(tournament, division, number))
    ]


def _is_decided(tournament: Tournament, division: Division, stage: int) -> bool:
    """Whether no tie is left between who goes on to a stage and who does not; teams are made of those who do."""
    entrants = next_entrants(tournament, division, stage, resolve(tournament, division))
    return bool(entrants) and not any(entrant.is_tied for entrant in entrants)


def draw_next_stages(tournament: Tournament, division: Division, shuffle: Shuffle) -> list[Drawn]:
    """Return the draws of all stages that can be drawn; chance is passed in. Raises `RuleViolation`."""
    drawn: list[Drawn] = []
    for stage in stages_to_draw(tournament, division):
        event = draw_later(tournament, tournament.divisions[division.number], stage, shuffle)
        tournament = apply(tournament, event, tournament.at)
        drawn.append(event)
    return drawn
