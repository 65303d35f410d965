"""Money of a tournament: a list of who has paid and what each place gets, for the desk alone. Nothing is ever paid."""

import msgspec
from aiohttp import web

from goat_kiosk.desk.director import TournamentChange
from goat_kiosk.domain.names.sanitizing import clean_text
from goat_kiosk.tournament.event_fields import Cents
from goat_kiosk.tournament.events import MoneySet
from goat_kiosk.tournament.payouts import PotPayouts, money_totals
from goat_kiosk.tournament.pots import MAX_CURRENCY_LENGTH, MAX_POT_NAME_LENGTH, Amount, Money, Percent, Pot
from goat_kiosk.tournament.tournament import Tournament
from goat_kiosk.web.api.tournaments.bodies import Text
from goat_kiosk.web.api.tournaments.paths import API_TOURNAMENT
from goat_kiosk.web.api.tournaments.writes import WRITE, TournamentWrites, tagged_response
from goat_kiosk.web.http.body import read_json
from goat_kiosk.web.http.routing import ApiRoute, get, put, tournament_id_of


class MoneyBody(msgspec.Struct, forbid_unknown_fields=True):
    """How the money is divided: all of it; without a fee the fee stays."""

    fee: Cents | msgspec.UnsetType = msgspec.UNSET
    added: Amount = 0
    house_percent: Percent = 0
    whole_dollars: bool = True
    tickets: Amount = 0
    pots: list[Pot] = []
    currency: Text = "$"

    def to_event(self, tournament: Tournament) -> MoneySet:
        """Return the money as it is recorded. Raises `InvalidValue`."""
        pots = tuple(msgspec.structs.replace(pot, name=clean_text(pot.name, MAX_POT_NAME_LENGTH)) for pot in self.pots)
        currency = clean_text(self.currency, MAX_CURRENCY_LENGTH)
        money = Money(self.added, self.house_percent, self.whole_dollars, self.tickets, pots, currency)
        return MoneySet(tournament.fee if self.fee is msgspec.UNSET else self.fee, money)


class PayoutState(msgspec.Struct, frozen=True):
    """What a place gets."""

    place: int
    amount: int
    entry: int | None


class PotPayoutsState(msgspec.Struct, frozen=True):
    """A pot, and what its places get."""

    name: str
    amount: int
    share: int | None
    prize: str
    places: tuple[int, ...]
    division: int | None
    stage: int | None
    payouts: list[PayoutState]


class MoneyState(msgspec.Struct, frozen=True):
    """The money of a tournament as it stands."""

    fee: int
    added: int
    house_percent: int
    whole_dollars: bool
    tickets: int
    currency: str
    paid: tuple[int, ...]
    unpaid: tuple[int, ...]
    fees: int
    house: int
    pot: int
    ticket_prize: int
    pots: list[PotPayoutsState]


class MoneyApi:
    """The handlers of a tournament's money."""

    def __init__(self, writes: TournamentWrites) -> None:
        self._writes = writes

    def routes(self) -> list[ApiRoute]:
        path = f"{API_TOURNAMENT}/money"
        example = {"fee": 1000, "house_percent": 10, "pots": [{"name": "Main", "places": [60, 30, 10]}]}
        return [
            get(path, self.money, MoneyState, operation="getMoney", tag="tournaments", key="venue"),
            put(path, self.set_money, MoneyState, MoneyBody, operation="setMoney", example=example, **WRITE),
        ]

    async def money(self, request: web.Request) -> web.Response:
        """Return who has paid, the pots, and what each place gets."""
        self._writes.auth.require_owner(request)
        found = await self._writes.tournaments.find(tournament_id_of(request))
        return tagged_response(_money_state(found), found)

    async def set_money(self, request: web.Request) -> web.Response:
        """Set the fee and how the money is divided."""
        self._writes.auth.require_owner(request)
        body = await read_json(request, MoneyBody)
        return await self._writes.record(
            request, lambda tournament: [body.to_event(tournament)], _money_state, MoneySet
        )


def _money_state(change: TournamentChange) -> MoneyState:
    tournament, money = change.tournament, change.tournament.money
    found = money_totals(tournament)
    return MoneyState(
        tournament.fee,
        money.added,
        money.house_percent,
        money.whole_dollars,
        money.tickets,
        money.currency,
        found.paid,
        found.unpaid,
        found.fees,
        found.house,
        found.pot,
        found.ticket_prize,
        [_pot(pot) for pot in found.pots],
    )


def _pot(paid: PotPayouts) -> PotPayoutsState:
    pot = paid.pot
    payouts = [PayoutState(*payout) for payout in paid.payouts]
    return PotPayoutsState(pot.name, paid.amount, pot.share, pot.prize, pot.places, pot.division, pot.stage, payouts)
