"""Stage of a division: the format of a part of it, where its entries come from, and how its table is ordered."""

from typing import Annotated, Literal

import msgspec

from goat_kiosk.domain.rules.rules import Rules
from goat_kiosk.tournament.brackets.losers_order import LosersOrder
from goat_kiosk.tournament.event_fields import Name

StageNumber = Annotated[int, msgspec.Meta(ge=1, le=9)]
Format = Literal["single", "double", "round-robin", "swiss", "switch", "open", "king"]
Seeding = Literal["random", "order", "rating", "grade", "standings"]
TieBreaker = Literal[
    "wins",
    "head-to-head",
    "differential",
    "differential-among-tied",
    "points-for",
    "points-against",
    "ppr",
    "play-off",
    "drawn",
]
TieDecider = Literal["play-off", "coin", "director"]
_Place = Annotated[int, msgspec.Meta(ge=1, le=256)]
PlaceRange = tuple[_Place, _Place]
"""The first and the last of the places that go on."""
PoolName = Annotated[str, msgspec.Meta(pattern="^P[1-9][0-9]?$")]
Count = Annotated[int, msgspec.Meta(ge=1, le=99)]
RoundMinutes = Annotated[int, msgspec.Meta(ge=1, le=240)]
DifferentialCap = Annotated[int, msgspec.Meta(ge=0, le=999)]


class StageSource(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Where the entries of a later stage come from: places of an earlier stage, or of each of its pools."""

    stage: StageNumber
    places: PlaceRange | None = None
    pool_places: PlaceRange | None = None


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The format of a part of a division. Tables by round have the keys ``default``, ``W``, ``W3``, ``F``, ``R``."""

    format: Format
    seeding: Seeding = "random"
    """A later stage that says ``random`` without more is seeded by the standings of the earlier one."""
    if_game: bool = True
    losers_order: LosersOrder = "fewest-repeats"
    third_place: bool = False
    play_to: int | dict[str, int] | None = None
    """Points that win a game: of all, or by round; None: those of the rules."""
    rules: dict[str, Rules] = {}
    best_of: dict[str, int] = {}
    play_all: bool = False
    source: StageSource | None = msgspec.field(default=None, name="from")
    """Of a later stage; the first one has the entries of the division."""
    pools: Count = 1
    pool_courts: dict[PoolName, tuple[Name, ...]] = {}
    """Pools that run themselves: the courts where each plays its matches, one after the other."""
    rounds: Count | None = None
    games_each: Count | None = None
    times_through: Count = 1
    """Round robin: how often everybody meets everybody."""
    round_minutes: RoundMinutes | None = None
    tie_breakers: tuple[TieBreaker, ...] = ()
    """None: those of `DEFAULT_TIE_BREAKERS`."""
    differential_cap: DifferentialCap | msgspec.UnsetType | None = msgspec.UNSET
    """The most that one game counts in a differential; None: no limit; unset: the target."""
