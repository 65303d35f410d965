"""How many streams there can be, and who is refused when they run out.

A whole hall may sit behind one address, so no address has a fixed share. But when the hub is nearly full, an address
that holds more than an even share of all places is refused first: one that opens streams without end locks out itself.
The machine that the hub runs on takes no share from anybody: its own wall is no reason to send a hall away.
"""

from collections import Counter

from goat_kiosk.errors import KioskError

MOST = 10_000
"""Streams. Five thousand are a fifth of a core at five events a second; a laptop is not asked for more than this."""
NEARLY_FULL = 0.8
"""Share of all places from which on an even share counts."""


THIS_MACHINE = "this machine"
"""The address of connections whose two ends are on the machine that the hub runs on."""


class AtCapacity(KioskError):
    """There is no place for another stream now."""


class StreamSlots:
    """The places, and how many of them each address holds."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._held: Counter[str] = Counter()
        self.taken = 0
        self.refused = 0

    def acquire(self, source: str) -> None:
        """Give `source` a place. Raises `AtCapacity`."""
        if not self._is_free_for(source):
            self.refused += 1
            raise AtCapacity(
                "So many screens are following that there is no place left. This one tries again by itself."
            )
        self._held[source] += 1
        self.taken += 1

    def release(self, source: str) -> None:
        """Take a place back from `source`."""
        self.taken -= 1
        self._held[source] -= 1
        if not self._held[source]:
            del self._held[source]

    def _is_free_for(self, source: str) -> bool:
        if self.taken < NEARLY_FULL * self.most:
            return True
        sharing = (self._held.keys() | {source}) - ({THIS_MACHINE} - {source})
        return self.taken < self.most and self._held[source] < self.most / len(sharing)
