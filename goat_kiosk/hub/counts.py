"""What the hub has done since it started, as numbers for `/metrics` and the window's server bar."""

from dataclasses import dataclass, field

from goat_kiosk.host.histogram import LatencyHistogram


@dataclass(slots=True)
class HubCounts:
    """Only the hub's own thread writes them; whoever reads them from another sees whole numbers."""

    deliveries: int = 0
    """Frames handed to connections."""
    conflated: int = 0
    """Frames that a connection was not given because a newer one made up for them."""
    aborted: int = 0
    """Connections cut because they took nothing for too long."""
    raw_bytes: int = 0
    """Bytes of all deliveries before coding."""
    sent_bytes: int = 0
    """Bytes of all deliveries as sent, chunk framing included."""
    fan_out: LatencyHistogram = field(default_factory=LatencyHistogram)
    """From the beginning of a frame's fan-out to its last delivery, in seconds."""
