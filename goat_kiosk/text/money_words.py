"""Words for money: amounts, and what everybody reads of a tournament's pots."""

from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.payouts import pot_amounts
from goat_kiosk.tournament.pots import Pot
from goat_kiosk.tournament.tournament import Tournament

_DOLLAR = 100


def format_amount(cents: int, currency: str) -> str:
    """Return an amount as signs and figures, without cents where there are none."""
    figures = f"{cents / _DOLLAR:,.2f}" if cents % _DOLLAR else f"{cents // _DOLLAR:,}"
    return f"{currency}{figures}"


def pot_words(tournament: Tournament) -> str:
    """Return the size of each pot, and how many places it pays; empty without pots, or with nothing in them."""
    pots = [(pot, amount) for pot, amount in pot_amounts(tournament) if amount]
    currency = tournament.money.currency
    return " · ".join(_one(pot, format_amount(amount, currency), is_only=len(pots) == 1) for pot, amount in pots)


def _one(pot: Pot, amount: str, *, is_only: bool) -> str:
    name = t("Pot") if is_only or not pot.name else pot.name
    return t("{name} {amount}, pays {places}", name=name, amount=amount, places=len(pot.places))
