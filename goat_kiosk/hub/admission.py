"""Admission control: how many streams there can be, and which address is refused when they run out.

A whole venue may sit behind one address, so no address has a fixed share. But when the hub is nearly full, an address
that has more than an even share of all slots is refused first: one that opens streams without end locks out itself.
The machine that the hub runs on is not counted among the addresses that share: its own display does not count.
"""

from collections import Counter

from goat_kiosk.errors import KioskError

MAX_STREAMS = 10_000
"""Streams. Five thousand are a fifth of a core at five events a second; more is too much for a laptop."""
NEARLY_FULL = 0.8
"""Share of all slots from which on an even share counts."""


THIS_MACHINE = "this machine"
"""The address of connections whose two ends are on the machine that the hub runs on."""


class AtCapacity(KioskError):
    """There is no slot for another stream now."""

    code = "at-capacity"


class StreamSlots:
    """Counts the open streams, in total and of each address."""

    def __init__(self, limit: int = MAX_STREAMS) -> None:
        self.limit = limit
        self._by_source: Counter[str] = Counter()
        self.in_use = 0
        self.refused = 0

    def acquire(self, source: str) -> None:
        """Acquire a slot for `source`. Raises `AtCapacity`."""
        if not self._is_free_for(source):
            self.refused += 1
            raise AtCapacity(
                "So many screens are following that there is no place left. This one tries again by itself."
            )
        self._by_source[source] += 1
        self.in_use += 1

    def release(self, source: str) -> None:
        """Release a slot of `source`."""
        self.in_use -= 1
        self._by_source[source] -= 1
        if not self._by_source[source]:
            del self._by_source[source]

    def _is_free_for(self, source: str) -> bool:
        if self.in_use < NEARLY_FULL * self.limit:
            return True
        sources = (self._by_source.keys() | {source}) - ({THIS_MACHINE} - {source})
        return self.in_use < self.limit and self._by_source[source] < self.limit / len(sources)
