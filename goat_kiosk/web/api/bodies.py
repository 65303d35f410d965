"""Request bodies of the API's writes, as JSON.

A body with an unknown field is refused rather than half understood.
"""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.events import Count, Hash, Inch, Reason, Result, Team
from goat_kiosk.domain.games.new_game import BusyCourtPolicy


class ConfirmBody(msgspec.Struct, forbid_unknown_fields=True):
    """A captain confirms or disputes the result."""

    team: Team
    right: bool
    hash: Hash
    name: str = ""
    seat: Annotated[str, msgspec.Meta(max_length=100)] = ""
    """Of a player of the team: the player's name is then used."""


class SeatBody(msgspec.Struct, forbid_unknown_fields=True):
    """The secret that a phone got when its player joined."""

    seat: Annotated[str, msgspec.Meta(max_length=100)]


class EmptyBody(msgspec.Struct, forbid_unknown_fields=True):
    """No fields: the path is the whole command."""


class NextGameBody(msgspec.Struct, forbid_unknown_fields=True):
    """The next game of a match."""

    if_busy: BusyCourtPolicy = "refuse"


class CourtBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court on which a game continues."""

    court: str
    if_busy: BusyCourtPolicy = "refuse"


class RedisBody(msgspec.Struct, forbid_unknown_fields=True):
    """The address of Redis that a kiosk on the network has announced."""

    redis: str


class TakeOverBody(msgspec.Struct, forbid_unknown_fields=True):
    """The court on which another kiosk's game continues here; without one, the court it had."""

    court: str | None = None


class TeamBody(msgspec.Struct, forbid_unknown_fields=True):
    """A team."""

    team: Team


class BagPlacement(msgspec.Struct, forbid_unknown_fields=True):
    """Where a bag lies."""

    result: Result
    x: Inch | None = None
    y: Inch | None = None


class RoundCounts(msgspec.Struct, forbid_unknown_fields=True):
    """A round by its counts."""

    team1: Count
    team2: Count
    reason: Reason = ""


class NewRoundBody(msgspec.Struct, forbid_unknown_fields=True):
    """A whole round by its counts."""

    team1: Count
    team2: Count
    reason: Reason = ""
    before: int | None = None
    """The number of the round before which it is inserted; without it the round is added at the end."""


class ReasonBody(msgspec.Struct, forbid_unknown_fields=True):
    """The reason for a correction or a request, shown to everybody."""

    reason: Reason = ""


class EndBody(msgspec.Struct, forbid_unknown_fields=True):
    """One team concedes, or forfeits because it did not come or may not go on; the other is the winner."""

    ended_by: Literal["conceded", "forfeit"]
    winner: Team
    reason: Reason = ""
    """Of a forfeit."""


class TeamUpdateBody(msgspec.Struct, forbid_unknown_fields=True):
    """A team's corrected name or color; an empty name stands for the players' names."""

    name: str | None = None
    color: str | None = None


class PlayerNameBody(msgspec.Struct, forbid_unknown_fields=True):
    """A player's name."""

    name: str


class LatePlayerBody(msgspec.Struct, forbid_unknown_fields=True):
    """A partner who came late."""

    team: Team
    name: str
