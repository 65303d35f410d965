"""What the uplink has done since it started, as numbers for `/metrics`."""

from dataclasses import dataclass


@dataclass(slots=True)
class UplinkCounts:
    """Only the hub's thread writes them; whoever reads them from another sees whole numbers."""

    sent: int = 0
    """States that Redis has taken and published."""
    refused: int = 0
    """States that Redis did not take."""
    shown: int = 0
    """States of other kiosks that were put into the hub."""
    echoes: int = 0
    """Our own states, coming back."""
    late: int = 0
    """States that were not newer than the one shown."""
    unreadable: int = 0
    """Messages that are no event of a game, or too large."""
    clashes: int = 0
    """States under the number of a game that another log owns."""
    crowded: int = 0
    """States of games beyond the most that are followed."""
    outages: int = 0
    """Times the line was lost."""
