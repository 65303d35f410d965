"""Slots: what stands on one side of a match.

A bye is no match and nobody's opponent, and "not known yet" is not a bye: they are different types, so that no code
can take one for the other.
"""

from typing import Literal

import msgspec

from goat_kiosk.tournament.brackets.bracket import LoserOf, Origin, WinnerOf
from goat_kiosk.tournament.brackets.match_ids import MatchId
from goat_kiosk.tournament.event_fields import SideEntries


class EntrySlot(msgspec.Struct, frozen=True):
    """An entry."""

    entry: int


class ByeSlot(msgspec.Struct, frozen=True):
    """Nobody, for ever: the other side goes on without a match."""

    bye: Literal[True] = True


class OpenSlot(msgspec.Struct, frozen=True):
    """Somebody who is not known yet."""

    origin: Origin


class WithdrawnSlot(msgspec.Struct, frozen=True):
    """An entry that has left: the other side wins by forfeit."""

    withdrawn: int


class PairSlot(msgspec.Struct, frozen=True):
    """Two entries who play together in this match only."""

    pair: tuple[int, int]


Slot = EntrySlot | ByeSlot | OpenSlot | WithdrawnSlot | PairSlot
Sides = tuple[Slot, Slot]
BYE = ByeSlot()


def winner_of(match: MatchId) -> OpenSlot:
    return OpenSlot(WinnerOf(match))


def loser_of(match: MatchId) -> OpenSlot:
    return OpenSlot(LoserOf(match))


def entry_of(slot: Slot) -> int | None:
    """Return the entry of a slot, also of one that has left; None if it is a bye, a pair, or not known yet."""
    match slot:
        case EntrySlot(entry):
            return entry
        case WithdrawnSlot(entry):
            return entry
        case _:
            return None


def entries_of(slot: Slot) -> tuple[int, ...]:
    """Return the entries that play on a side, also one that has left; none if it is a bye or not known yet."""
    if isinstance(slot, PairSlot):
        return slot.pair
    entry = entry_of(slot)
    return () if entry is None else (entry,)


def side_entries(slot: Slot) -> SideEntries | None:
    """Return a side as an event names it, also one that has left; None if it is a bye or not known yet."""
    return slot.pair if isinstance(slot, PairSlot) else entry_of(slot)


def entries_of_side(side: SideEntries) -> tuple[int, ...]:
    """Return the entries of a side that an event names."""
    return side if isinstance(side, tuple) else (side,)


def slot_of_side(side: SideEntries) -> EntrySlot | PairSlot:
    """Return the slot of a side that an event names."""
    return PairSlot(side) if isinstance(side, tuple) else EntrySlot(side)
