"""Socket writes of the fan-out: the same bytes to many connections, past their transports.

Writing past them saves a sixth of what `transport.write()` costs, and handing the kernel a batch at a time (`io_uring`)
a sixth of the rest. The transport is given what did not fit, and handles whatever the kernel refuses.
"""

import logging
import os
from collections.abc import Callable, Sequence
from functools import cached_property

from goat_kiosk.hub.io_uring import BATCH, SendRing
from goat_kiosk.hub.subscriber import Subscriber

_log = logging.getLogger(__name__)

MIN_RING_CONNECTIONS = BATCH // 2
"""The fewest connections for which a batch costs less than one call each: unused entries are not free."""


class Sender:
    """Sends for all topics of a hub, on its thread."""

    def __init__(self, open_ring: Callable[[], SendRing] | None = SendRing) -> None:
        """`open_ring` is called once there are enough connections, and may raise `OSError`; None: never a ring."""
        self._open_ring = open_ring

    @cached_property
    def _ring(self) -> SendRing | None:
        if self._open_ring is None:
            return None
        try:
            return self._open_ring()
        except OSError as error:
            _log.info("io_uring is not used, each phone is sent to by a system call of its own: %s", error.strerror)
            return None

    def send(self, data: bytes, subscribers: Sequence[Subscriber]) -> None:
        """Send the same bytes to at most `BATCH`, to each now or as soon as it reads.

        None of them may be behind: these bytes would overtake what waits in its transport.
        """
        try:
            counts = self._write(data, [subscriber.descriptor for subscriber in subscribers])
        except OSError as error:
            # Some have the bytes and some do not, and nobody knows which: only a new stream is right for each of them.
            _log.warning("io_uring failed and is not used again; its phones were cut and reconnect: %s", error.strerror)
            self._ring = None
            for subscriber in subscribers:
                subscriber.transport.abort()
            return
        if counts.count(len(data)) < len(counts):
            self._finish(data, subscribers, counts)

    def _write(self, data: bytes, descriptors: list[int]) -> list[int]:
        """Return how many bytes each took; 0 or less where the kernel refused. Raises `OSError`."""
        if len(descriptors) >= MIN_RING_CONNECTIONS and self._ring is not None:
            return self._ring.send(data, descriptors)
        return _write_each(data, descriptors)

    @staticmethod
    def _finish(data: bytes, subscribers: Sequence[Subscriber], counts: list[int]) -> None:
        for subscriber, count in zip(subscribers, counts, strict=True):
            # asyncio warns of each further write to a connection that broke a moment ago.
            if count < len(data) and not subscriber.transport.is_closing():
                subscriber.transport.write(data[max(count, 0) :])


def _write_each(data: bytes, descriptors: Sequence[int]) -> list[int]:
    write, counts = os.write, []
    for descriptor in descriptors:
        try:
            counts.append(write(descriptor, data))
        except OSError:
            counts.append(0)
    return counts
