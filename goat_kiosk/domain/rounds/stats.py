"""A player's statistics, as the ACL feed computes them, from sums that grow by one round at a time.

Only sums are stored, so a round costs the same whatever came before; quotients are computed on request. Rounding is
the feed's: two decimals, halves away from zero (-1.125 is -1.13), done on integers because binary fractions would
round some halves the wrong way.
"""

import msgspec
from msgspec.structs import replace

from goat_kiosk.domain.events import BAGS_PER_SIDE
from goat_kiosk.domain.rounds.bags import Tally


def round_half_up(numerator: int, denominator: int) -> float:
    """Return the quotient to two decimals, halves away from zero; 0.0 when there is nothing to divide by."""
    if denominator == 0:
        return 0.0
    cents, remainder = divmod(abs(numerator) * 100, denominator)
    cents += 2 * remainder >= denominator
    return (cents if numerator >= 0 else -cents) / 100


class StatLine(msgspec.Struct, frozen=True):
    """One player's stat line: sums over the rounds thrown; *raw* is before cancellation."""

    rounds: int = 0
    points: int = 0
    """Raw points of the player."""
    against: int = 0
    """Raw points of the opponents in those rounds."""
    holes: int = 0
    boards: int = 0
    off: int = 0
    four_baggers: int = 0
    wins: int = 0
    """Rounds with more raw points than the opponent."""
    washes: int = 0

    def after(self, own: Tally, opponent: Tally, thrown: Tally | None = None) -> "StatLine":
        """Return the stat line with one more round in it: `own` are the team's bags, `thrown` the player's of them.

        The round belongs to the player who finished it; one who was substituted in it has the bags alone
        (`with_bags`). So the players of a team always add up to the team.
        """
        return replace(
            self.with_bags(thrown or own),
            rounds=self.rounds + 1,
            against=self.against + opponent.raw,
            wins=self.wins + (own.raw > opponent.raw),
            washes=self.washes + (own.raw == opponent.raw),
        )

    def with_bags(self, thrown: Tally) -> "StatLine":
        """Return the stat line with these bags in it, and no round."""
        return replace(
            self,
            points=self.points + thrown.raw,
            holes=self.holes + thrown.holes,
            boards=self.boards + thrown.boards,
            off=self.off + thrown.off,
            four_baggers=self.four_baggers + (thrown.holes == BAGS_PER_SIDE),
        )

    @property
    def ppr(self) -> float:
        """Points per round."""
        return round_half_up(self.points, self.rounds)

    @property
    def oppr(self) -> float:
        """Opponents' points per round."""
        return round_half_up(self.against, self.rounds)

    @property
    def dpr(self) -> float:
        """Differential per round: PPR - OPPR, from the sums, so that it is rounded once."""
        return round_half_up(self.points - self.against, self.rounds)

    @property
    def in_pct(self) -> float:
        """Bags in the hole, percent of those thrown."""
        return round_half_up(100 * self.holes, self._thrown)

    @property
    def on_pct(self) -> float:
        """Bags on the board, percent of those thrown."""
        return round_half_up(100 * self.boards, self._thrown)

    @property
    def off_pct(self) -> float:
        """Bags off, fouls among them, percent of those thrown."""
        return round_half_up(100 * self.off, self._thrown)

    @property
    def four_bagger_pct(self) -> float:
        """Rounds with four in the hole, percent."""
        return round_half_up(100 * self.four_baggers, self.rounds)

    @property
    def round_win_pct(self) -> float:
        """Rounds won, percent; washes count as rounds but not as wins."""
        return round_half_up(100 * self.wins, self.rounds)

    @property
    def _thrown(self) -> int:
        return self.holes + self.boards + self.off
