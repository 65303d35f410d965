"""Pots of a tournament: what comes in and which places it pays. It is a list for the director, never a payment.

All amounts are in hundredths of the venue's currency, so that sums are exact.
"""

from typing import Annotated, Literal

import msgspec

MAX_POTS = 20
"""A main pot, one for each bracket, an airmail contest, … of a large night."""
MAX_PLACES = 64
"""Places that one pot pays."""
MAX_AMOUNT = 1_000_000_00
"""The most that is added or sold: a million in the venue's currency."""
MAX_CURRENCY_LENGTH = 4
MAX_POT_NAME_LENGTH = 40

Amount = Annotated[int, msgspec.Meta(ge=0, le=MAX_AMOUNT)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Weight = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
Prize = Literal["cash", "tab", "goods"]
"""How a pot is paid: in money, as credit at the bar, or in goods of that value."""


class Pot(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A pot of its own, paid by the places of a division."""

    name: Annotated[str, msgspec.Meta(max_length=MAX_POT_NAME_LENGTH)]
    share: Percent | None = None
    """Percent of everything; the pots without a share divide what the others leave."""
    prize: Prize = "cash"
    places: Annotated[tuple[Weight, ...], msgspec.Meta(min_length=1, max_length=MAX_PLACES)] = (60, 30, 10)
    """What the places get of it, the first one first, in proportion: percent if they add up to a hundred."""
    division: int | None = None
    """None: the first division."""
    stage: Annotated[int, msgspec.Meta(ge=1, le=9)] | None = None
    """A stage whose places it pays, such as the lower bracket; None: those of the whole division."""


class Money(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How a tournament's money is divided."""

    added: Amount = 0
    """What the venue or a sponsor adds to the fees."""
    house_percent: Percent = 0
    """The house's share of the fees."""
    whole_dollars: bool = True
    """Whether only whole units of the currency are paid."""
    tickets: Amount = 0
    """What tickets of a 50/50 were sold for; half of it is the prize of the ticket drawn, the other half stays."""
    pots: Annotated[tuple[Pot, ...], msgspec.Meta(max_length=MAX_POTS)] = ()
    currency: Annotated[str, msgspec.Meta(max_length=MAX_CURRENCY_LENGTH)] = "$"
