"""Bags of a round: where each lies and how it got there, whose turn it is, and the count at the end.

A bag has a history (thrown, moved, fouled, restored) because a later bag may knock it in and a foul puts it back; the
history answers "why does that one count?".
"""

from typing import Literal

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import BAGS_PER_SIDE, Count, Result, Team, opponent

HOLE_POINTS = 3
BOARD_POINTS = 1

StepAction = Literal["thrown", "moved", "fouled", "restored"]


class BagStep(msgspec.Struct, frozen=True):
    """One entry in a bag's history: the action and where the bag lay after it (inches, see `events.Inch`)."""

    action: StepAction
    result: Result
    x: float | None = None
    y: float | None = None


class Bag(msgspec.Struct, frozen=True):
    """A bag of the round; `n` counts from 1 in throwing order."""

    n: int
    team: Team
    history: tuple[BagStep, ...]
    thrown_by: int | None = None
    """The player who threw it, if another one finishes the round; None: the player who throws this round."""

    @property
    def result(self) -> Result:
        """Where the bag lies now."""
        return self.history[-1].result

    def with_step(self, step: BagStep) -> "Bag":
        """Return the bag with `step` added to its history, its action derived from the steps before."""
        action: StepAction = (
            "fouled" if step.result == "foul" else "restored" if self._has_been_there(step) else "moved"
        )
        return replace(self, history=(*self.history, BagStep(action, step.result, step.x, step.y)))

    def _has_been_there(self, step: BagStep) -> bool:
        return any((old.result, old.x, old.y) == (step.result, step.x, step.y) for old in self.history)


class Tally(msgspec.Struct, frozen=True):
    """One team's count of a round. Fouls are off."""

    holes: int = 0
    boards: int = 0
    off: int = 0

    @property
    def raw(self) -> int:
        """Points before cancellation: 0 to 10, or 12; 11 cannot be thrown."""
        return HOLE_POINTS * self.holes + BOARD_POINTS * self.boards

    @property
    def thrown(self) -> int:
        """Bags thrown."""
        return self.holes + self.boards + self.off


class Award(msgspec.Struct, frozen=True):
    """Points given to `team` in addition to its bags, and why."""

    team: Team
    points: int
    reason: str


Lineup = tuple[int, ...]
"""The ids of a team's players in throwing order; empty stands for the players it has now."""


class RoundFacts(msgspec.Struct, frozen=True):
    """The facts of a finished round: its score is derived from them, again after each correction."""

    tallies: tuple[Tally, Tally]
    at: int
    """When it ended, milliseconds since 1970 UTC."""
    bags: tuple[Bag, ...] = ()
    """Empty when the round was entered or corrected by its counts."""
    awards: tuple[Award, ...] = ()
    order_shift: tuple[int, int] = (0, 0)
    """How far each team's throwing order was ahead of the rounds by then: partners who switched are one turn ahead."""
    lineups: tuple[Lineup, Lineup] = ((), ())
    """The players of each team by then."""
    toss_won_by: Team | None = None
    """The team of the first bag, where a toss decided it."""
    cut_short_by: Team | None = None
    """The team that touched live bags where that ends the frame (rule `touch`: twelve)."""


def tally(bags: tuple[Bag, ...], team: Team) -> Tally:
    """Count the bags of `team`."""
    results = [bag.result for bag in bags if bag.team == team]
    holes, boards = results.count("hole"), results.count("board")
    return Tally(holes, boards, len(results) - holes - boards)


def tally_of_player(bags: tuple[Bag, ...], team: Team, player: int | None) -> Tally:
    """Count the bags of `team` that `player` threw; None is the player who finished the round."""
    return tally(tuple(bag for bag in bags if bag.thrown_by == player), team)


def tally_from_count(count: Count) -> Tally:
    """Return a team's whole round from its count, which the caller has checked to be at most four bags."""
    return Tally(count.holes, count.boards, BAGS_PER_SIDE - count.holes - count.boards)


def next_team(bags: tuple[Bag, ...], first: Team) -> Team | None:
    """Return the team that throws next, or None after the eighth bag.

    Teams alternate, so after k bags in turn the first team has thrown half of them, rounded up. An out-of-turn throw
    leaves the other team behind, and the team that is behind throws next: two in a row, as the rules ask.
    """
    own_count = [bag.team for bag in bags].count(first)
    other_count = len(bags) - own_count
    if own_count >= BAGS_PER_SIDE and other_count >= BAGS_PER_SIDE:
        return None
    if own_count <= other_count and own_count < BAGS_PER_SIDE:
        return first
    return opponent(first) if other_count < BAGS_PER_SIDE else first


def out_of_turn_bags(bags: tuple[Bag, ...], first: Team) -> tuple[int, ...]:
    """Return the numbers of the bags that were thrown when it was the other team's turn."""
    return tuple(bag.n for before, bag in enumerate(bags) if next_team(bags[:before], first) != bag.team)
