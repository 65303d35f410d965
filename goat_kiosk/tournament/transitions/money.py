"""State transition of a tournament's money: how it is divided."""

from msgspec.structs import replace

from goat_kiosk.errors import InvalidValue, NotInTournament
from goat_kiosk.tournament.events import MoneySet
from goat_kiosk.tournament.tournament import Tournament

_WHOLE = 100
"""Percent."""


def check_money(tournament: Tournament, event: MoneySet) -> None:
    """Raise `InvalidValue` or `NotInTournament` if the pots do not fit each other, or the tournament."""
    pots = event.money.pots
    shares = [pot.share for pot in pots if pot.share is not None]
    if sum(shares) > _WHOLE:
        raise InvalidValue("The pots' shares are {sum} percent. Together they are 100 at most.", sum=sum(shares))
    if pots and len(shares) == len(pots) and sum(shares) != _WHOLE:
        raise InvalidValue(
            "The pots' shares are {sum} percent. Make them 100, or leave one pot without a share: it gets the rest.",
            sum=sum(shares),
        )
    for pot in pots:
        if pot.division is not None and pot.division not in tournament.divisions:
            raise NotInTournament("This tournament has no division {number}.", number=pot.division)


def set_money(tournament: Tournament, event: MoneySet, _at_ms: int) -> Tournament:
    return replace(tournament, fee=event.fee, money=event.money)
