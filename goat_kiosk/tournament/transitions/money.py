"""State transition of a tournament's money: how it is divided."""

from msgspec.structs import replace

from goat_kiosk.errors import InvalidValue, NotInTournament
from goat_kiosk.tournament.events import MoneySet
from goat_kiosk.tournament.pots import Pot
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
        _check_places(tournament, pot)


def _check_places(tournament: Tournament, pot: Pot) -> None:
    number = pot.division if pot.division is not None else min(tournament.divisions, default=None)
    division = tournament.divisions.get(number) if number is not None else None
    if pot.division is not None and division is None:
        raise NotInTournament("This tournament has no division {number}.", number=pot.division)
    if pot.stage is not None and (division is None or pot.stage > len(division.stages)):
        raise NotInTournament("This division has no stage {stage}.", stage=pot.stage)


def set_money(tournament: Tournament, event: MoneySet, _at_ms: int) -> Tournament:
    return replace(tournament, fee=event.fee, money=event.money)
