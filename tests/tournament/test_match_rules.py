"""Rules of a match: points, games and time by stage and round."""

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.tournament.match_rules import match_rules
from goat_kiosk.tournament.stage import Stage
from tests.tournament.night import DIVISION, Night


def rules(stage: Stage, match: str) -> Rules:
    state = Night(4, stage).state
    return match_rules(state, state.divisions[DIVISION], match)


def test_points_to_play_to_are_of_all_or_by_round() -> None:
    assert rules(Stage("double", play_to=15), "W1-1").target == 15
    by_round = Stage("double", play_to={"default": 15, "W": 18, "F": 21, "W2": 11})
    assert [rules(by_round, match).target for match in ("W1-1", "W2-1", "L1-1", "F-1")] == [18, 11, 15, 21]
    assert rules(Stage("double", play_to={"F": 11}), "W1-1").target == 21


def test_where_every_game_counts_all_are_played() -> None:
    played = rules(Stage("round-robin", play_all=True, best_of={"default": 2}), "R1-1")
    assert (played.games, played.every_game_counts) == (2, True)


def test_a_round_clock_limits_a_game_that_has_no_limit_of_its_own() -> None:
    assert rules(Stage("round-robin", round_minutes=15), "R1-1").limit_minutes == 15
    own = Stage("round-robin", round_minutes=15, rules={"default": Rules(limit_minutes=10)})
    assert rules(own, "R1-1").limit_minutes == 10
