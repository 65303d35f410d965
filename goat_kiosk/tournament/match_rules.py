"""Rules of a match: what its games are played by, and how many there are.

The more exact wins: the round over the bracket over the default of the stage, the stage over the division, the
division over the tournament.
"""

import re
from collections.abc import Mapping
from typing import TypeVar

from msgspec.structs import replace

from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage
from goat_kiosk.tournament.stage import Stage
from goat_kiosk.tournament.tournament import Division, Tournament

DEFAULT = "default"
_POOL = re.compile("^P[0-9]+")
"""The rounds of all pools are played by the same rules."""
_Value = TypeVar("_Value")


def match_rules(tournament: Tournament, division: Division, match: MatchId) -> Rules:
    """Return the rules that the games of a match are played by."""
    stage = division.stage_of_match(match)
    rules = _by_round(stage.rules, match) or division.rules or tournament.rules or ACL
    rules = replace(rules, games=best_of(stage, match), every_game_counts=stage.play_all)
    if (points := play_to(stage, match)) is not None:
        rules = replace(rules, target=points)
    if rules.limit_minutes is None:
        rules = replace(rules, limit_minutes=stage.round_minutes)
    return rules


def play_to(stage: Stage, match: MatchId) -> int | None:
    """Return the points that win a game of a match by the stage; None leaves them to the rules."""
    return _by_round(stage.play_to, match) if isinstance(stage.play_to, dict) else stage.play_to


def best_of(stage: Stage, match: MatchId) -> int:
    """Return how many games a match has at most."""
    return _by_round(stage.best_of, match) or 1


def _by_round(table: Mapping[str, _Value], match: MatchId) -> _Value | None:
    """Return the value for ``W3``, else for ``W``, else the default."""
    round_name = _POOL.sub("", id_in_stage(match)).partition("-")[0]
    for name in (round_name, round_name[:1], DEFAULT):
        if name in table:
            return table[name]
    return None
