"""Counters of the hub since it started, for `/metrics` and the window's status bar.

Topics count and the hub reports; a module below both, so that neither imports the other.
"""

from dataclasses import dataclass, field

from goat_kiosk.host.histogram import LatencyHistogram


@dataclass(slots=True)
class HubCounts:
    """Written by the hub's thread only; every other thread reads whole numbers."""

    deliveries: int = 0
    """Frames handed to connections."""
    conflated: int = 0
    """Frames that were not sent to a connection because a newer one replaced them."""
    aborted: int = 0
    """Connections aborted because they read nothing for too long."""
    raw_bytes: int = 0
    """Bytes of all deliveries before encoding."""
    sent_bytes: int = 0
    """Bytes of all deliveries as sent, chunk framing included."""
    fan_out: LatencyHistogram = field(default_factory=LatencyHistogram)
    """From the beginning of a frame's fan-out to its last delivery, in seconds."""
