"""Paired rounds: the matches of a stage whose rounds are paired one by one, from what was recorded."""

from goat_kiosk.tournament.brackets.bracket import Bracket, BracketMatch, Paired
from goat_kiosk.tournament.brackets.match_ids import in_stage
from goat_kiosk.tournament.division_events import RoundPaired
from goat_kiosk.tournament.event_fields import SideEntries


def build_paired_rounds(rounds: tuple[RoundPaired, ...]) -> Bracket:
    """Return the matches in the order of play; none of them leads anywhere."""
    matches = {
        match.id: match
        for paired in rounds
        for index, pairing in enumerate(paired.pairings, start=1)
        for match in [_paired_match(paired, index, pairing.sides)]
    }
    return Bracket(matches, {}, {}, dict.fromkeys(matches, 1))


def _paired_match(paired: RoundPaired, index: int, sides: tuple[SideEntries, SideEntries]) -> BracketMatch:
    first, second = (Paired(side if isinstance(side, tuple) else (side,)) for side in sides)
    match = in_stage(paired.stage, f"R{paired.round}-{index}")
    return BracketMatch(match, "R", paired.round, (first, second))
