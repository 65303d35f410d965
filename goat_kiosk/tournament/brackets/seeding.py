"""Seeding: the seed of each slot of round 1.

Both orders keep the best apart as long as they can: the seeds of a match of round 1 add to slots + 1, and the best 2^k
can meet only in the last k rounds. Seeds beyond the number of entries are byes, so the best seeds get them. The order
of the ACL is the same tree mirrored (observed in its brackets of 8 and 16, and continued by its rule); who meets whom
in the winners bracket is the same, in the losers bracket it is not.
"""

from typing import Literal

SeedOrder = Literal["standard", "acl"]

MIN_ENTRIES, MAX_ENTRIES = 2, 256
"""The largest bracket: 511 matches, which 64 courts play in a day."""


def slot_count(entries: int) -> int:
    """Return the slots of round 1 for so many entries: the next power of two."""
    return 1 << (entries - 1).bit_length()


def seed_slots(slots: int, order: SeedOrder = "standard") -> tuple[int, ...]:
    """Return the seed of each slot of round 1; the first two slots are the first match."""
    return tuple(seed for top in _top_seeds(slots, order) for seed in (top, slots + 1 - top))


def _top_seeds(slots: int, order: SeedOrder) -> list[int]:
    """Return the better seed of each match of round 1, from top to bottom."""
    tops = [1]
    while len(tops) < slots // 2:
        pairs = [(top, 2 * len(tops) + 1 - top) for top in tops]
        if order == "acl":
            pairs = [pair[::-1] if index % 2 else pair for index, pair in enumerate(pairs)]
        tops = [top for pair in pairs for top in pair]
    return tops
