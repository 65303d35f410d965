"""Win chance: exact for what it assumes, by every rule that has no limit."""

import random

import pytest

from goat_kiosk.domain.rounds.bags import RoundFacts, Tally
from goat_kiosk.domain.rounds.scoring import score_round
from goat_kiosk.domain.rules.rules import ACL, Rules
from goat_kiosk.domain.statistics.win_chance import ThrowCounts, win_chance

GOOD, FAIR = ThrowCounts(20, 14, 6), ThrowCounts(12, 18, 10)
RULES = [
    ACL,
    Rules(bust_to=15),
    Rules(bust_ignored=True),
    Rules(win_by=2),
    Rules(win_by=2, cap=25),
    Rules(mode="cumulative"),
    Rules(mode="like-for-like"),
    Rules(mode="frames", target=5),
    Rules(skunk=11),
]


@pytest.mark.parametrize("rules", RULES)
def test_both_chances_make_one(rules: Rules) -> None:
    one, other = win_chance(rules, (6, 3), GOOD, FAIR), win_chance(rules, (3, 6), FAIR, GOOD)
    assert one is not None
    assert other is not None
    assert one + other == pytest.approx(1, abs=0.002)
    assert one > 1 / 2


def test_equal_teams_have_equal_chances() -> None:
    assert win_chance(ACL, (0, 0), FAIR, FAIR) == pytest.approx(1 / 2, abs=0.001)


@pytest.mark.parametrize("rules", [Rules(limit_rounds=10), Rules(limit_minutes=20)])
def test_no_chance_is_given_where_a_limit_decides(rules: Rules) -> None:
    assert win_chance(rules, (3, 3), GOOD, FAIR) is None


@pytest.mark.parametrize("rules", [ACL, Rules(bust_to=15), Rules(mode="cumulative")])
def test_the_chance_is_the_share_that_playing_on_gives(rules: Rules) -> None:
    rng = random.Random(4)  # noqa: S311  no secret
    wins = sum(winner(rules, rng) == 1 for _ in range(1_500))
    assert win_chance(rules, (12, 15), GOOD, FAIR) == pytest.approx(wins / 1_500, abs=0.04)


def winner(rules: Rules, rng: random.Random) -> int:
    """Play on from 12–15 with the same rates, by the rules that score real rounds."""
    score = 12, 15
    while True:
        facts = RoundFacts((thrown(GOOD, rng), thrown(FAIR, rng)), 0)
        outcome = score_round(rules, score, facts, 1, 0)
        if outcome.ended:
            return outcome.ended[0]
        score = outcome.score


def thrown(counts: ThrowCounts, rng: random.Random) -> Tally:
    bags = rng.choices(("hole", "board", "off"), [count + 1 for count in counts], k=4)
    return Tally(bags.count("hole"), bags.count("board"), bags.count("off"))
