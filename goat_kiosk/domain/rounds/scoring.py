"""Scoring of a round: its points, who throws first in the next one, and when a game is over.

Each function is one rule, with its source; together they are all that a rule set changes. The end is checked at the
end of a round only (ACL, ACA, ACO): "mathematically decided" is information, not an end.
"""

from typing import Literal, NamedTuple

from goat_kiosk.domain.events import Team, opponent
from goat_kiosk.domain.rounds.bags import BOARD_POINTS, HOLE_POINTS, RoundFacts
from goat_kiosk.domain.rules.rules import Rules

PointsPair = tuple[int, int]
EndedBy = Literal["target", "skunk", "limit", "conceded", "forfeit", "canceled"]

TOUCH_FRAME_POINTS = 12
"""The other team's points where touching live bags ends the frame: as many as four bags in the hole."""
TOUCH_BAG_POINTS = 3
MS_PER_MINUTE = 60_000


def bag_points(rules: Rules, facts: RoundFacts) -> PointsPair:
    """Return each team's points of a round, by the rule set's `mode`, or the penalty that cut the round short.

    cancellation: the higher team alone scores the difference (ACL, ACA, ACO). cumulative: each team its raw points (ACL
    Virtual). like-for-like: holes cancel holes and boards cancel boards, so both teams may score. frames: one point for
    the higher team.
    """
    if facts.cut_short_by is not None:
        return (TOUCH_FRAME_POINTS, 0) if facts.cut_short_by == 2 else (0, TOUCH_FRAME_POINTS)
    tally1, tally2 = facts.tallies
    match rules.mode:
        case "cumulative":
            return tally1.raw, tally2.raw
        case "like-for-like":
            holes, boards = tally1.holes - tally2.holes, tally1.boards - tally2.boards
            return _gain(holes, HOLE_POINTS) + _gain(boards), _gain(-holes, HOLE_POINTS) + _gain(-boards)
        case "frames":
            return int(tally1.raw > tally2.raw), int(tally2.raw > tally1.raw)
        case "cancellation":
            return _gain(tally1.raw - tally2.raw), _gain(tally2.raw - tally1.raw)


def _gain(lead: int, points_each: int = BOARD_POINTS) -> int:
    return max(0, lead) * points_each


def awarded_points(facts: RoundFacts, team: Team) -> int:
    """Return the points given to `team` in addition to its bags."""
    return sum(award.points for award in facts.awards if award.team == team)


def leading_team(pair: PointsPair) -> Team | None:
    """Return the team with more, or None when tied."""
    return None if pair[0] == pair[1] else 1 if pair[0] > pair[1] else 2


def add_points(rules: Rules, score: int, gained: int) -> tuple[int, bool]:
    """Return a team's new score, and whether it went bust. A team that gains nothing cannot go bust."""
    total = score + gained
    if not (rules.exact and gained and total > rules.target):
        return total, False
    return (score if rules.bust_to is None else rules.bust_to), True


def next_first_throw(rules: Rules, first: Team, scorer: Team | None, busted: Team | None) -> Team | None:
    """Return who throws first in the next round, or None when a coin must be tossed.

    The team that scored throws first. On a wash: retain (ACA, ACO; our ACL), swap, or toss. A bust gives the busting
    team the first throw in the 14 and 15 rules; elsewhere nobody scored, so it is treated as a wash.
    """
    if busted and rules.bust_throws_first:
        return busted
    if scorer and not busted:
        return scorer
    return {"retain": first, "swap": opponent(first), "toss": None}[rules.wash]


def winner_after(rules: Rules, score: PointsPair, rounds: int, elapsed_ms: int) -> tuple[Team, EndedBy] | None:
    """Return who has won after a round and by which rule, or None while the game continues.

    A tie never ends a game: at a limit it leads to sudden-death rounds, and the first of them that is no tie decides.
    """
    leader = leading_team(score)
    if leader is None:
        return None
    most, least = max(score), min(score)
    if most >= rules.target and (most - least >= rules.win_by or (rules.cap is not None and most >= rules.cap)):
        return leader, "target"
    if rules.skunk is not None and most >= rules.skunk and least == 0:
        return leader, "skunk"
    return (leader, "limit") if _limit_reached(rules, rounds, elapsed_ms) else None


class Outcome(NamedTuple):
    """The outcome of a round: points, score, busts, and whether the game has ended."""

    bag_points: PointsPair
    gained: PointsPair
    """Including the points awarded by hand."""
    score: PointsPair
    """The score of both teams after the round."""
    busts: tuple[bool, bool]
    ended: tuple[Team, EndedBy] | None


def score_round(rules: Rules, score: PointsPair, facts: RoundFacts, number: int, elapsed_ms: int) -> Outcome:
    """Return what follows from round `number`, which began at `score` and ended `elapsed_ms` after the game's start."""
    from_bags = bag_points(rules, facts)
    gained = from_bags[0] + awarded_points(facts, 1), from_bags[1] + awarded_points(facts, 2)
    (score1, bust1), (score2, bust2) = (add_points(rules, score[side], gained[side]) for side in (0, 1))
    return Outcome(
        from_bags, gained, (score1, score2), (bust1, bust2), winner_after(rules, (score1, score2), number, elapsed_ms)
    )


def _limit_reached(rules: Rules, rounds: int, elapsed_ms: int) -> bool:
    by_rounds = rules.limit_rounds is not None and rounds >= rules.limit_rounds
    by_time = rules.limit_minutes is not None and elapsed_ms >= rules.limit_minutes * MS_PER_MINUTE
    return by_rounds or by_time
