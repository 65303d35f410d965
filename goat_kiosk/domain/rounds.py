"""The bags of a round: where each lies and how it came there, whose turn it is, and what is counted at the end.

A bag has a history (thrown, moved, fouled, restored) because a later bag may knock it in and a foul puts it back; the
history is the answer to "why does that one count?".
"""

from typing import Literal

import msgspec

from goat_kiosk.domain.events import BAGS_PER_SIDE, Count, Result, Team, opponent

HOLE_POINTS = 3
BOARD_POINTS = 1

StepAction = Literal["thrown", "moved", "fouled", "restored"]


class BagStep(msgspec.Struct, frozen=True):
    """One entry in a bag's history: what was done to it and where it lay then (inches, see `events.Inch`)."""

    action: StepAction
    result: Result
    x: float | None = None
    y: float | None = None


class Bag(msgspec.Struct, frozen=True):
    """A bag of the round; `n` counts from 1 in the order thrown."""

    n: int
    team: Team
    history: tuple[BagStep, ...]

    @property
    def result(self) -> Result:
        """Where the bag lies now."""
        return self.history[-1].result

    def with_step(self, mark: BagStep) -> "Bag":
        """Return the bag with `mark` added to its history, its deed derived from what came before."""
        deed: StepAction = "fouled" if mark.result == "foul" else "restored" if self._was_there(mark) else "moved"
        return Bag(self.n, self.team, (*self.history, BagStep(deed, mark.result, mark.x, mark.y)))

    def _was_there(self, mark: BagStep) -> bool:
        return any((old.result, old.x, old.y) == (mark.result, mark.x, mark.y) for old in self.history)


class Tally(msgspec.Struct, frozen=True):
    """One side's bags of a round, counted. Fouls are off."""

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
    """Points given to `team` beside its bags, and why."""

    team: Team
    points: int
    reason: str


class RoundFacts(msgspec.Struct, frozen=True):
    """What happened in a round that is over: the facts from which its score is derived, again after each correction."""

    tallies: tuple[Tally, Tally]
    at: int
    """When it ended, milliseconds since 1970 UTC."""
    bags: tuple[Bag, ...] = ()
    """Empty when the round was entered or corrected by its counts."""
    awards: tuple[Award, ...] = ()
    switched: tuple[bool, bool] = (False, False)
    """Whether the partners of each team had changed ends by then."""
    toss_won_by: Team | None = None
    """Who threw the first bag, where a toss had to decide it."""
    cut_short_by: Team | None = None
    """The side that touched live bags where that ends the frame (rule `touch`: twelve)."""


def tally(bags: tuple[Bag, ...], team: Team) -> Tally:
    """Count the bags of `team`."""
    results = [bag.result for bag in bags if bag.team == team]
    holes, boards = results.count("hole"), results.count("board")
    return Tally(holes, boards, len(results) - holes - boards)


def tally_of_count(count: Count) -> Tally:
    """Return a side's whole round from its count. The caller has checked that it is at most four bags."""
    return Tally(count.holes, count.boards, BAGS_PER_SIDE - count.holes - count.boards)


def next_team(bags: tuple[Bag, ...], opener: Team) -> Team | None:
    """Return the side whose turn it is, or None after the eighth bag.

    Sides alternate, so after k bags in turn the opener has thrown half of them, rounded up. An out-of-turn throw leaves
    the other side behind, and being behind is being due: it then throws two in a row, as the rules ask.
    """
    thrown = {team: sum(bag.team == team for bag in bags) for team in (opener, opponent(opener))}
    if all(count >= BAGS_PER_SIDE for count in thrown.values()):
        return None
    if thrown[opener] <= thrown[opponent(opener)] and thrown[opener] < BAGS_PER_SIDE:
        return opener
    return opponent(opener) if thrown[opponent(opener)] < BAGS_PER_SIDE else opener


def out_of_turn_bags(bags: tuple[Bag, ...], opener: Team) -> tuple[int, ...]:
    """Return the numbers of the bags that were thrown when the other side was due."""
    return tuple(bag.n for before, bag in enumerate(bags) if next_team(bags[:before], opener) != bag.team)
