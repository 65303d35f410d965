"""The venue beyond this kiosk, as pages and window are told of it: the other kiosks, and how the line to them fares."""

from typing import Literal, NamedTuple

Line = Literal["off", "up", "down", "refused"]
"""`off`: no Redis was named. `refused`: Redis answers, and does not keep this kiosk's scores."""


class Neighbour(NamedTuple):
    """Another kiosk."""

    name: str
    log: str
    """The name of its event log, eight hex digits: what its games are known by."""
    url: str
    """Where its pages are, as far as it knows; empty when it never said."""
    away_since: int | None = None
    """When it was last heard of, milliseconds since 1970; None while it is there."""


class Standing(NamedTuple):
    """How the line to the other kiosks fares."""

    line: Line
    words: str
    since: int
    """When this began, milliseconds since 1970."""


ALONE = Standing("off", "", 0)
"""A kiosk that shares with nobody."""
