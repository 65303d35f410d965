"""Words for money: amounts, and what everybody reads of a tournament's pots."""

from goat_kiosk.text.i18n import t
from goat_kiosk.tournament.payouts import PotPayouts, money_totals
from goat_kiosk.tournament.tournament import Tournament

_DOLLAR = 100


def format_amount(cents: int, currency: str) -> str:
    """Return an amount as signs and figures, without cents where there are none."""
    figures = f"{cents / _DOLLAR:,.2f}" if cents % _DOLLAR else f"{cents // _DOLLAR:,}"
    return f"{currency}{figures}"


def pot_words(tournament: Tournament) -> str:
    """Return the size of each pot, and how many places it pays; empty without pots, or with nothing in them."""
    pots = [pot for pot in money_totals(tournament).pots if pot.amount]
    return " · ".join(_one(pot, tournament.money.currency, is_only=len(pots) == 1) for pot in pots)


def _one(paid: PotPayouts, currency: str, *, is_only: bool) -> str:
    name = t("Pot") if is_only or not paid.pot.name else paid.pot.name
    amount, places = format_amount(paid.amount, currency), len(paid.pot.places)
    return t("{name} {amount}, pays {places}", name=name, amount=amount, places=places)
