"""Garbage collection in the main thread only, since a collected cycle may hold Qt objects.

Python collects in whichever thread happens to make a container: the hub's, the log writer's, a worker's. A QObject
without a parent that is part of a cycle would be destroyed there, while the main thread delivers an event to it: a
crash. (PySide moves the destruction of widgets to the main thread, and of no other object: tried with 6.11.) So the
collector is off, and a timer does its work by the collector's own thresholds.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_INTERVAL_MS = 500
"""What a hub under load leaves in this time is some thousand containers, a few milliseconds of collecting."""


class MainThreadCollector(QObject):
    """The timer; it ends with its parent, and the collector stays off: no event loop runs any more."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=_INTERVAL_MS)
        self._timer.timeout.connect(collect_if_due)
        self._timer.start()


def collect_if_due() -> None:
    """Collect the oldest generation that has reached its threshold, as the collector itself would."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return
