"""Payouts of a tournament: from the fees to what each place gets. The parts always add up to the whole.

A whole is divided in units (cents, or whole dollars): each part is rounded down, and the first gets the remainder.
Entries that share a place share what their places get together, as poker and golf do.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from goat_kiosk.tournament.division_places import place_groups
from goat_kiosk.tournament.pots import Money, Pot
from goat_kiosk.tournament.resolving import resolve
from goat_kiosk.tournament.tournament import Tournament

_DOLLAR = 100
_WHOLE = 100
"""Percent."""


class Payout(NamedTuple):
    """What one place of a pot gets, in cents; `entry` is None while nobody has it."""

    place: int
    amount: int
    entry: int | None


class PotPayouts(NamedTuple):
    """A pot with what it pays."""

    pot: Pot
    amount: int
    payouts: tuple[Payout, ...]


class MoneyTotals(NamedTuple):
    """The money of a tournament, in cents."""

    paid: tuple[int, ...]
    """The players who have paid."""
    unpaid: tuple[int, ...]
    """Those who have not, and have not left."""
    fees: int
    house: int
    pot: int
    """What is paid to places: the fees without the house's share, and what was added."""
    pots: tuple[PotPayouts, ...]
    ticket_prize: int
    """The half of the 50/50 that the ticket drawn gets."""


def divide(whole: int, weights: Sequence[int], unit: int = 1) -> list[int]:
    """Return `whole` in proportion to `weights`, each part but the first a multiple of `unit`, and the sum exact."""
    total = sum(weights)
    parts = [whole * weight // total // unit * unit if total else 0 for weight in weights]
    if parts:
        parts[0] += whole - sum(parts)
    return parts


def share_ties(amounts: Sequence[int], tied: Sequence[int], unit: int = 1) -> list[int]:
    """Return what each entry gets, the best first, if `tied` are the numbers of those who share a place.

    `amounts` is what the places get without ties; the places after them get nothing.
    """
    shares: list[int] = []
    for size in tied:
        group = amounts[len(shares) : len(shares) + size]
        shares += divide(sum(group), [1] * size, unit)
    return shares


def money_totals(tournament: Tournament) -> MoneyTotals:
    """Return the money of a tournament as it stands."""
    players = tournament.players.values()
    paid = tuple(player.number for player in players if player.paid)
    unpaid = tuple(player.number for player in players if not player.paid and not player.is_dropped)
    fees, house = _fees(tournament), _house(tournament)
    pots = tuple(
        PotPayouts(pot, amount, tuple(_payouts(tournament, pot, amount))) for pot, amount in pot_amounts(tournament)
    )
    whole = fees - house + tournament.money.added
    return MoneyTotals(paid, unpaid, fees, house, whole, pots, _ticket_prize(tournament.money))


def pot_amounts(tournament: Tournament) -> list[tuple[Pot, int]]:
    """Return each pot with its size in cents; who gets it takes longer to find out (`money_totals`)."""
    money = tournament.money
    whole = _fees(tournament) - _house(tournament) + money.added
    return list(zip(money.pots, divide(whole, _shares(money.pots), _unit(money)), strict=True))


def _fees(tournament: Tournament) -> int:
    return tournament.fee * sum(player.paid for player in tournament.players.values())


def _house(tournament: Tournament) -> int:
    unit = _unit(tournament.money)
    return _fees(tournament) * tournament.money.house_percent // _WHOLE // unit * unit


def _unit(money: Money) -> int:
    return _DOLLAR if money.whole_dollars else 1


def _ticket_prize(money: Money) -> int:
    """Return half of the tickets' money; the odd unit is the winner's."""
    return money.tickets - money.tickets // 2 // _unit(money) * _unit(money)


def _shares(pots: Sequence[Pot]) -> list[int]:
    """Return the pots' weights: their shares, and for those without one equal parts of the rest."""
    rest = _WHOLE - sum(pot.share or 0 for pot in pots)
    without = sum(pot.share is None for pot in pots)
    return [rest if pot.share is None else pot.share * max(without, 1) for pot in pots]


def _payouts(tournament: Tournament, pot: Pot, amount: int) -> Iterator[Payout]:
    """Yield what the places of a pot get; with fewer entries than places, all of it goes to those there are."""
    groups = _groups(tournament, pot)
    entries = sum(map(len, groups)) or len(pot.places)
    unit = _unit(tournament.money)
    amounts = divide(amount, pot.places[:entries], unit)
    shares = iter(share_ties(amounts, [len(group) for group in groups] or [1] * entries, unit))
    place = 1
    for group in groups or [[None]] * entries:
        yield from (Payout(place, share, entry) for entry in group if (share := next(shares)))
        place += len(group)


def _groups(tournament: Tournament, pot: Pot) -> list[Sequence[int | None]]:
    number = pot.division if pot.division is not None else min(tournament.divisions, default=0)
    division = tournament.divisions.get(number)
    return [] if division is None else place_groups(tournament, division, resolve(tournament, division), pot.stage)
