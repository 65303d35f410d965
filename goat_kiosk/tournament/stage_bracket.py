"""Bracket of a stage: the matches that follow from its draw, or from the rounds that were paired."""

from goat_kiosk.tournament.brackets.bracket import Bracket, BracketOptions, build_bracket
from goat_kiosk.tournament.formats.paired_rounds import build_paired_rounds
from goat_kiosk.tournament.formats.round_robin import RoundRobinOptions, build_round_robin
from goat_kiosk.tournament.tournament import Division, Draw

_MAX_BRACKETS = 32
"""Divisions whose brackets are remembered."""
_brackets: dict[int, tuple[Division, dict[int, Bracket]]] = {}
_EMPTY = Bracket({}, {}, {}, {})


def stage_brackets(division: Division) -> dict[int, Bracket]:
    """Return the brackets of the stages that are drawn or paired, by their number, the first stage first."""
    known = _brackets.get(id(division))
    if known is None:  # as in `resolve`
        if len(_brackets) >= _MAX_BRACKETS:
            _brackets.clear()
        known = _brackets[id(division)] = division, dict(_build_all(division))
    return known[1]


def stage_bracket(division: Division, stage: int) -> Bracket | None:
    """Return the matches of a stage; None before its draw or its first round, and in open play."""
    return stage_brackets(division).get(stage)


def division_bracket(division: Division) -> Bracket:
    """Return the matches of all stages; a chain goes on through the stages that take from it."""
    brackets = stage_brackets(division)
    if len(brackets) == 1:
        return next(iter(brackets.values()))
    whole = _EMPTY
    for number, bracket in brackets.items():
        after = _longest_after(division, number, brackets)
        whole = Bracket(
            whole.matches | bracket.matches,
            whole.winner_to | bracket.winner_to,
            whole.loser_to | bracket.loser_to,
            whole.chains | {match: chain + after for match, chain in bracket.chains.items()},
        )
    return whole


def _longest_after(division: Division, stage: int, brackets: dict[int, Bracket]) -> int:
    """Return the longest chain of matches in the stages that take their entries from a stage."""
    later = [
        max(bracket.chains.values(), default=0) + _longest_after(division, number, brackets)
        for number, bracket in brackets.items()
        if (source := division.stage(number).source) is not None and source.stage == stage
    ]
    return max(later, default=0)


def _build_all(division: Division) -> list[tuple[int, Bracket]]:
    return [
        (number, bracket)
        for number in range(1, len(division.stages) + 1)
        if (bracket := _build(division, number)) is not None
    ]


def _build(division: Division, number: int) -> Bracket | None:
    stage, draw = division.stage(number), division.draws.get(number)
    if number in division.paired:
        return build_paired_rounds(division.paired[number])
    if draw is None:
        return None
    match stage.format:
        case "single" | "double":
            return build_bracket(
                BracketOptions(
                    stage.format,
                    draw.slots,
                    stage.losers_order,
                    stage.third_place,
                    stage.if_game,
                    draw.play_ins,
                    number,
                )
            )
        case "round-robin":
            return build_round_robin(round_robin_options(division, draw))
    return None


def round_robin_options(division: Division, draw: Draw) -> RoundRobinOptions:
    """Return what the round robin of a stage that is drawn is built from."""
    stage = division.stage(draw.stage)
    late = max(len(draw.seeds) - draw.size, 0)
    return RoundRobinOptions(draw.size, stage.pools, stage.times_through, late, draw.stage)
