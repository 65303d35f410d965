"""Slots: what stands on one side of a match.

A bye is no match and nobody's opponent, and "not known yet" is not a bye: they are different types, so that no code
can take one for the other.
"""

from typing import Literal

import msgspec

from goat_kiosk.tournament.brackets.bracket import LoserOf, MatchId, Origin, WinnerOf


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


Slot = EntrySlot | ByeSlot | OpenSlot | WithdrawnSlot
Sides = tuple[Slot, Slot]
BYE = ByeSlot()


def winner_of(match: MatchId) -> OpenSlot:
    return OpenSlot(WinnerOf(match))


def loser_of(match: MatchId) -> OpenSlot:
    return OpenSlot(LoserOf(match))


def entry_of(slot: Slot) -> int | None:
    """Return the entry of a slot, also of one that has left; None if it is a bye or not known yet."""
    match slot:
        case EntrySlot(entry):
            return entry
        case WithdrawnSlot(entry):
            return entry
        case _:
            return None
