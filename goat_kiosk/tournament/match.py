"""Match: one match of a division as it stands, who plays in it and what has become of it."""

from typing import Literal

import msgspec

from goat_kiosk.tournament.brackets.match_ids import MatchId, id_in_stage
from goat_kiosk.tournament.event_fields import How, MatchSide
from goat_kiosk.tournament.slots import Sides, entries_of

MatchStatus = Literal["waiting", "ready", "called", "playing", "reported", "over", "not-needed"]


class Match(msgspec.Struct, frozen=True):
    """One match of a division as it stands."""

    id: MatchId
    division: int
    round: int
    sides: Sides
    due: Sides
    """The sides as they would be if nothing had been called or played yet."""
    status: MatchStatus
    winner: MatchSide | None = None
    how: How | None = None
    winner_to: MatchId | None = None
    loser_to: MatchId | None = None
    is_overruled: bool = False
    """Whether its sides go on the other way round.

    A later match was played so and the director let it stand; or both have left, and the second later than the first.
    """
    stage: int = 1

    @property
    def is_out_of_line(self) -> bool:
        """Whether it was called or played with other sides than are due now."""
        return self.sides != self.due

    @property
    def entries(self) -> tuple[int, ...]:
        """The entries of its sides, as far as they are known."""
        return tuple(entry for slot in self.sides for entry in entries_of(slot))

    @property
    def winners(self) -> tuple[int, ...]:
        """The entries of the side that has won."""
        return entries_of(self.sides[self.winner - 1]) if self.winner is not None else ()

    @property
    def side_letter(self) -> str:
        """``W``, ``L``, ``F`` or ``T`` in a bracket; ``R`` in rounds, ``P`` in pools; ``O`` or ``K`` in open play."""
        return id_in_stage(self.id)[0]

    def side_of(self, entry: int) -> MatchSide | None:
        """Return the side on which an entry plays; None if it does not play in this match."""
        return next((side for side in _SIDES if entry in entries_of(self.sides[side - 1])), None)


_SIDES: tuple[MatchSide, MatchSide] = (1, 2)
