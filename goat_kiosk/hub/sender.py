"""How the same bytes reach many connections: straight to the kernel, past their transports.

Writing past them saves a sixth of what `transport.write()` costs, and handing the kernel a batch at a time
(`activate_running`) a sixth of the rest. The transport gets what did not fit, and whatever the kernel refuses, to deal
with it.
"""

import logging
import os
from collections.abc import Callable, Sequence
from functools import cached_property

from goat_kiosk.hub.io_uring import BATCH, SendRing
from goat_kiosk.hub.subscriber import Subscriber

_log = logging.getLogger(__name__)

WORTH_A_RING = BATCH // 2
"""Connections from which a batch costs less than as many calls: places left over are not free."""


class Sender:
    """Sends for all topics of a hub, on its thread."""

    def __init__(self, opened: Callable[[], SendRing] = SendRing) -> None:
        """`opened` returns a ring, or raises `OSError`; it is asked when there are enough connections for one."""
        self._opened = opened

    @cached_property
    def _ring(self) -> SendRing | None:
        try:
            return self._opened()
        except OSError as error:
            _log.info("Each phone is sent to by a call of its own: %s", error.strerror)
            return None

    def send(self, coded: bytes, subscribers: Sequence[Subscriber]) -> None:
        """Send the same bytes to at most `BATCH`, to each now or as soon as it takes them.

        Nobody may be behind: these bytes would overtake what waits.
        """
        try:
            took = self._took(coded, [subscriber.descriptor for subscriber in subscribers])
        except OSError as error:
            _log.warning("Phones were cut and come back, for sending to many at once has failed: %s", error.strerror)
            self._ring = None
            for subscriber in subscribers:
                subscriber.wire.abort()
            return
        if took.count(len(coded)) < len(took):
            self._finish(coded, subscribers, took)

    def _took(self, coded: bytes, descriptors: list[int]) -> list[int]:
        """Send, and return how many bytes each took; 0 or less where the kernel refused. Raises `OSError`."""
        if len(descriptors) >= WORTH_A_RING and self._ring is not None:
            return self._ring.send(coded, descriptors)
        return _one_by_one(coded, descriptors)

    @staticmethod
    def _finish(coded: bytes, subscribers: Sequence[Subscriber], took: list[int]) -> None:
        for subscriber, sent in zip(subscribers, took, strict=True):
            # A connection that broke a moment ago complains about each further write.
            if sent < len(coded) and not subscriber.wire.is_closing():
                subscriber.wire.write(coded[max(sent, 0) :])


def _one_by_one(coded: bytes, descriptors: Sequence[int]) -> list[int]:
    write, took = os.write, []
    for descriptor in descriptors:
        try:
            took.append(write(descriptor, coded))
        except OSError:
            took.append(0)
    return took
