"""Pairing of the next round of a stage without a tree, by its format; chance is passed in, and its outcome recorded."""

from collections.abc import Callable

from goat_kiosk.errors import RuleViolation
from goat_kiosk.tournament.drawing import Shuffle
from goat_kiosk.tournament.events import Format, RoundPaired
from goat_kiosk.tournament.tournament import Division, Tournament
from goat_kiosk.tournament.transitions.lookup import find_stage


def pair_next_round(tournament: Tournament, division: Division, stage: int, shuffle: Shuffle) -> RoundPaired:
    """Return the next round of a stage. Raises `RuleViolation` where rounds are not paired, and `NotInTournament`."""
    pair = _PAIRINGS.get(find_stage(division, stage).format)
    if pair is None:
        raise RuleViolation("The rounds of this stage follow from its draw.")
    return pair(tournament, division, stage, shuffle)


_PAIRINGS: dict[Format, Callable[[Tournament, Division, int, Shuffle], RoundPaired]] = {}
"""By format."""
