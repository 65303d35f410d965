"""Counters of the uplink since its start, for `/metrics`."""

from dataclasses import dataclass


@dataclass(slots=True)
class UplinkCounts:
    """Written by the hub's thread only; any thread may read them."""

    sent: int = 0
    """States that Redis has accepted and published."""
    refused: int = 0
    """States that Redis did not accept."""
    shown: int = 0
    """States of other kiosks that were put into the hub."""
    echoes: int = 0
    """Our own states, received back from Redis."""
    late: int = 0
    """States that were not newer than the one shown."""
    unreadable: int = 0
    """Messages that are not an event of a game or a tournament, or too large."""
    clashes: int = 0
    """States under the number of a game or a tournament that another log owns."""
    crowded: int = 0
    """States of games and tournaments beyond `owners.MAX_PEER_LOGS`."""
    outages: int = 0
    """Times the link was lost."""
